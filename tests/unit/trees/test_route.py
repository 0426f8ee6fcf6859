# SPDX-License-Identifier: GPL-2.0-or-later
"""Patches find their tree, their release and their topic."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.profile.model import Profile
from kx86.trees.history import History, Took
from kx86.trees.matter import Matter, Piece, matter_of_subjects, words_of
from kx86.trees.release import Age
from kx86.trees.route import Route, route
from kx86.trees.scores import Known
from kx86.trees.themes import prefix_of, topics_in_prefix, words_in
from unit.trees.routing_table import OTHERS, OURS, T, X


def routed(
    profile: Profile, patches: list[tuple[str, list[str]]], title: str = "", known: Known | None = None
) -> Route:
    return route(matter_of_subjects(title or patches[0][0], patches), profile, "2023-02", known or Known())


def fix(
    profile: Profile, known: Known, edition: str = "2023-02", shortlog: str = "KVM: x86: Fix a count", **more
) -> Route:
    piece = Piece(n=1, shortlog=shortlog, files={X + "x86.c": 3}, fixes=("123456789abc",), **more)
    return route(Matter(title=shortlog, pieces=(piece,)), profile, edition, known)  # type: ignore[arg-type]


@pytest.mark.statement("TREE-3", "SHORT-3")
@pytest.mark.parametrize(("title", "patches", "right"), OURS, ids=[(one[0] or one[1][0][0])[:60] for one in OURS])
def test_development_goes_to_a_topic_of_the_kvm_x86_tree(
    profile: Profile, title: str, patches: list[tuple[str, list[str]]], right: set[str]
) -> None:
    found = routed(profile, patches, title)
    assert (found.tree, found.release) == ("kvm-x86", "next")
    assert found.topic in right
    assert found.reasons
    assert found.confidence + sum(one.chance for one in found.alternatives) <= 1.03


@pytest.mark.parametrize(
    ("title", "patches", "words", "tree", "name"), OTHERS, ids=[one[1][0][0][:60] for one in OTHERS]
)
def test_what_somebody_else_takes_is_not_ours(
    profile: Profile, title: str, patches: list[tuple[str, list[str]]], words: tuple[str, ...], tree: str, name: str
) -> None:
    matter = replace(matter_of_subjects(title or patches[0][0], patches), words=words)
    found = route(matter, profile, "2023-02")
    assert (found.tree, found.topic, found.release) == (tree, None, "none")
    assert name in found.name


def test_a_picked_patch_is_for_stable(profile: Profile) -> None:
    matter = replace(matter_of_subjects("KVM: x86: Do", [("KVM: x86: Do", [X + "x86.c"])]), picked=True)
    assert route(matter, profile, "2023-02").tree == "stable"


@pytest.mark.statement("SHORT-3")
def test_the_code_decides_against_the_prefix(profile: Profile) -> None:
    found = routed(profile, [("KVM: x86: Tidy up a loop", [X + "svm/svm.c"])])
    assert found.topic == "svm"


@pytest.mark.statement("BASE-3")
def test_misc_takes_what_fits_nowhere(profile: Profile) -> None:
    found = routed(profile, [("KVM: Tidy up", [])], known=Known(topics=frozenset({"misc", "pmu", "xen"})))
    assert found.topic == "misc"
    assert "this tree has no branch generic: misc takes it" in found.reasons
    unknown = routed(profile, [("Tidy up", ["arch/x86/kvm/foo.c"])])
    assert (unknown.topic, unknown.confidence < 0.9) == ("misc", True)


def test_tests_follow_their_series_and_are_named(profile: Profile) -> None:
    patches = [("KVM: x86/pmu: Add", [X + "pmu.c"]), ("KVM: selftests: Test it", [T + "x86/pmu_test.c"])]
    found = routed(profile, patches, "KVM: x86/pmu: Add a thing")
    assert found.topic == "pmu"
    assert [(one.topic, one.alone) for one in found.pieces] == [("pmu", None), ("pmu", "selftests")]
    assert "2/2 is a test: tests go with the whole" in found.reasons


def test_a_list_that_got_only_the_tests_does_not_hide_what_a_series_is_about(profile: Profile) -> None:
    matter = matter_of_subjects("KVM: SVM: Virtualize a thing", [("KVM: selftests: Test it", [T + "x86/thing_test.c"])])
    assert route(matter, profile, "2023-02").topic == "selftests"
    assert route(replace(matter, missing=6), profile, "2023-02").topic == "svm"


def test_a_series_that_calls_itself_tests_goes_with_them(profile: Profile) -> None:
    patches = [
        ("KVM: SVM: Export", [X + "svm/sev.c"]),
        *[(f"KVM: selftests: Add {n}", [T + "lib/x86/sev.c"]) for n in "ab"],
    ]
    assert routed(profile, patches, "Selftests for SEV").topic == "selftests"
    assert routed(profile, patches, "KVM: SEV: Support a thing").topic == "svm"


@pytest.mark.parametrize(("shortlog", "path", "own", "else_"), [
    ("KVM: SEV: Do", X + "svm/sev.c", "sev", "svm"),
    ("KVM: nVMX: Do", X + "vmx/nested.c", "nested", "vmx"),
    ("KVM: nSVM: Do", X + "svm/nested.c", "nested", "svm"),
    ("KVM: TDX: Do", X + "vmx/tdx.c", "tdx", "vmx"),
    ("KVM: x86: Do", X + "lapic.c", "apic", "misc"),
    ("KVM: x86: Do", X + "ioapic.c", "irqs", "misc"),
    ("KVM: guest_memfd: Do", "virt/kvm/guest_memfd.c", "gmem", "generic"),
    ("KVM: x86/hyper-v: Do", X + "hyperv.c", "hyperv", "misc"),
    ("KVM: Do", "virt/kvm/kvm_main.c", "generic", "misc"),
])  # fmt: skip
def test_a_young_topic_takes_its_own_where_the_tree_has_it(
    profile: Profile, shortlog: str, path: str, own: str, else_: str
) -> None:
    """TREE-4: topics come and go."""
    there = frozenset({"misc", "mmu", "svm", "vmx", "generic", "selftests"}) - {own}
    assert routed(profile, [(shortlog, [path])], known=Known(topics=there)).topic == else_
    assert routed(profile, [(shortlog, [path])], known=Known(topics=there | {own})).topic == own


def test_topics_that_are_not_there_are_not_proposed(profile: Profile) -> None:
    there = frozenset({"misc", "svm", "selftests"})
    for title, patches, _ in OURS:
        found = routed(profile, patches, title, Known(topics=there))
        assert {found.topic, *(one.topic for one in found.alternatives)} <= there | {"fixes"}


def test_history_decides_where_the_code_says_little(profile: Profile) -> None:
    commits = [Took(topic="irqs", date=10**9, paths=(X + "x86.c",), functions=("kvm_foo",))] * 12
    commits += [
        Took(topic="misc", date=10**9, paths=(X + "cpuid.c",)),
        Took(topic="misc", date=10**9, paths=(X + "emulate.c",)),
    ] * 6
    history = History(commits=tuple(commits))
    there = frozenset({"misc", "irqs"})
    plain = routed(profile, [("KVM: x86: Do", [X + "ioapic.c", X + "x86.c"])], known=Known(topics=there))
    told = routed(
        profile, [("KVM: x86: Do", [X + "ioapic.c", X + "x86.c"])], known=Known(topics=there, history=history)
    )
    assert told.topic == "irqs"
    assert chance(told, "irqs") > chance(plain, "irqs")
    assert "irqs took 12 recent commits on these files" in told.reasons


def test_a_recent_commit_says_more_than_an_old_one() -> None:
    pieces = [Piece(n=1, shortlog="", files={"a.c": 5})]
    new = Took(topic="new", date=2 * 10**9, paths=("a.c",))
    old = Took(topic="old", date=10**9, paths=("a.c",))
    rest = [Took(topic=name, date=2 * 10**9, paths=("b.c",)) for name in ("new", "old")] * 5
    lift = History(commits=(new, old, *rest)).lift(pieces)
    assert lift["new"] > lift["old"]
    assert History(commits=()).lift(pieces) == {}


def chance(found: Route, topic: str) -> float:
    return (
        found.confidence
        if found.topic == topic
        else sum(one.chance for one in found.alternatives if one.topic == topic)
    )


def test_the_base_in_a_topic_speaks_for_it(profile: Profile) -> None:
    there = frozenset({"misc", "xen", "svm"})
    patches = [("KVM: x86: Do", [X + "x86.c"])]
    known = Known(topics=there, base="xen")
    assert chance(routed(profile, patches, known=known), "xen") > chance(
        routed(profile, patches, known=Known(topics=there)), "xen"
    )


def test_a_fix_of_what_only_a_topic_has_goes_there(profile: Profile) -> None:
    known = Known(topics=frozenset({"misc", "svm"}), ages={"123456789abc": Age(place="topic", name="svm")})
    found = fix(profile, known)
    assert (found.topic, found.release) == ("svm", "next")
    assert "it fixes 123456789abc, which only the topic svm has" in found.reasons


@pytest.mark.statement("TREE-2")
def test_a_fix_of_this_cycle_goes_to_the_main_kvm_tree(profile: Profile) -> None:
    found = fix(profile, Known(topics=frozenset({"misc"}), ages={"123456789abc": Age(place="cycle", name="v6.13")}))
    assert (found.tree, found.branch, found.topic, found.release) == ("kvm", "master", None, "current")
    assert "123456789abc came in this cycle, after v6.13" in found.reasons


@pytest.mark.statement("M-TREE", "M-BASE2")
def test_edition_merged_sends_it_to_fixes_and_wants_a_better_reason(profile: Profile) -> None:
    fresh = Known(topics=frozenset({"misc"}), ages={"123456789abc": Age(place="cycle", name="v6.13")})
    old = Known(topics=frozenset({"misc"}), ages={"123456789abc": Age(place="released", name="v6.13")})
    found = fix(profile, fresh, "merged")
    assert (found.tree, found.topic, found.release) == ("kvm-x86", "fixes", "current")
    waits = fix(profile, old, "merged", stable=True)
    assert waits.release == "next"
    assert "a fix by itself does not warrant the current release" in waits.doubts[0]


def test_urgency_and_a_backport_speak_for_the_current_release(profile: Profile) -> None:
    old = Known(topics=frozenset({"misc"}), ages={"123456789abc": Age(place="released", name="v6.13")})
    shares = [
        chance(fix(profile, old, shortlog=shortlog, stable=stable), "fixes")
        for shortlog, stable in (
            ("KVM: x86: Fix a typo in a comment", False),
            ("KVM: x86: Fix a count", False),
            ("KVM: x86: Fix a count", True),
            ("KVM: x86: Fix a use-after-free of a vCPU", False),
        )
    ]
    assert shares == sorted(shares)
    assert len(set(shares)) == 4


def test_without_a_clone_no_fix_is_sent_to_the_current_release(profile: Profile) -> None:
    found = fix(profile, Known(), shortlog="KVM: x86: Fix a host crash", stable=True)
    assert found.release == "next"
    assert "without a clone nobody knows how old the bug is" in found.doubts[0]


def test_a_branch_for_guests_takes_them_where_there_is_one(profile: Profile) -> None:
    patches = [("x86/kvm: Do", ["arch/x86/kernel/kvm.c"])]
    assert routed(profile, patches).tree == "kvm"
    found = routed(profile, patches, known=Known(topics=frozenset({"misc", "guest"})))
    assert (found.tree, found.topic) == ("kvm-x86", "guest")


def test_other_maintainers_have_a_say_in_their_patches(profile: Profile) -> None:
    patches = [("x86/cpufeatures: Add", ["arch/x86/include/asm/cpufeatures.h"]), ("KVM: SVM: Use", [X + "svm/svm.c"])]
    found = routed(profile, patches, "KVM: SVM: Add and use")
    assert found.topic == "svm"
    assert "1/2 is for arch/x86 outside of KVM: its maintainers have a say" in found.doubts


@pytest.mark.parametrize(("shortlog", "prefix", "topics"), [
    ("KVM: x86/mmu: Zap it", "KVM: x86/mmu", ("x86/mmu",)),
    ("KVM: Add it", "KVM", ("",)),
    ("selftests: kvm: Add it", "selftests: kvm", ("selftests",)),
    ("x86/kvm: Add it", "x86/kvm", ()),
    ("KVM: VMX/SVM: Add it", "KVM: VMX/SVM", ("VMX", "SVM")),
    ("kvm/x86: Add it", "kvm/x86", ("x86",)),
    ("Fix this and that thing: do so", "", ()),
    ("Add it", "", ()),
])  # fmt: skip
def test_prefixes_are_read_however_they_are_written(
    profile: Profile, shortlog: str, prefix: str, topics: tuple[str, ...]
) -> None:
    assert prefix_of(shortlog)[0] == prefix
    assert topics_in_prefix(prefix, profile) == topics


def test_words_are_found_in_names_and_plurals(profile: Profile) -> None:
    assert words_of("kvm_tdp_mmu_zap(SPTEs)") == ("kvm", "tdp", "mmu", "zap", "spte")
    assert [(theme.name, word) for theme, word in words_in("Zap SPTEs of the TDP MMU", profile)] == [
        ("the MMU", "zap"), ("the MMU", "spte"), ("the MMU", "tdp mmu"),
    ]  # fmt: skip


@given(
    st.text(max_size=300),
    st.lists(st.tuples(st.text(max_size=300), st.lists(st.text(max_size=80), max_size=5)), max_size=6),
)
def test_no_subject_and_no_path_makes_routing_fall(
    profile: Profile, title: str, patches: list[tuple[str, list[str]]]
) -> None:
    found = route(matter_of_subjects(title, patches), profile, "merged")
    assert 0 <= found.confidence <= 1
    assert len(found.pieces) == len(patches)


def test_a_hostile_posting_is_cut(profile: Profile) -> None:
    matter = matter_of_subjects(
        "KVM: " + "a" * 10**6, [("KVM: x86: " + "mmu " * 10**5, ["arch/x86/kvm/x.c"] * 10**4)] * 2000
    )
    assert len(matter.pieces) <= 400
    assert max(len(piece.shortlog) for piece in matter.pieces) <= 300
    assert route(matter, profile, "2023-02").tree == "kvm-x86"


def test_code_of_several_architectures_is_told(profile: Profile) -> None:
    files = ["virt/kvm/kvm_main.c", "arch/x86/kvm/x86.c", "arch/riscv/kvm/vm.c", "arch/s390/kvm/kvm-s390.c"]
    found = routed(profile, [("KVM: Let a hook return void", files)])
    assert (found.topic, found.several) == ("generic", True)
    assert not routed(profile, [("KVM: Do", files[:2])]).several
