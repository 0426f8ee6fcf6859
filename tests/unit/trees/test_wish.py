# SPDX-License-Identifier: GPL-2.0-or-later
"""What the handbook wants a series to be based on."""

import pytest

from kx86.profile.model import Profile
from kx86.trees.fit import Fit, Ground, needs_next
from kx86.trees.landscape import Landscape, Row, Tag, survey
from kx86.trees.remotes import Remote
from kx86.trees.wish import Guess, ground_of, named_topic, preferred_tag, wish

X = Remote(name="x", urls=(), tree="kvm-x86")
KVM = Remote(name="kvm", urls=(), tree="kvm")
ABOUT_SVM = Guess(topics=("svm", "misc"), confidence=0.9, reasons=("3 of 3 patches touch svm.c",))
FIX = Guess(topics=("svm",), confidence=0.9, fixes=True, reasons=("Fixes: names a commit of this cycle",))
COMMON = Guess(topics=("generic",), confidence=0.9, common=True)


@pytest.fixture
def land(profile: Profile) -> Landscape:
    names = ["x/fixes", "x/misc", "x/next", "x/pmu", "x/svm", "kvm/master"]
    rows = [Row(f"refs/remotes/{name}", f"{number}" * 40, number) for number, name in enumerate(names)]
    return survey(profile, [X, KVM], rows)


@pytest.mark.parametrize(
    ("branch", "topic"),
    [
        ("x86/pmu/my_branch_name", "pmu"),
        ("pmu/my_branch", "pmu"),
        ("dana/x86/svm/deep/name", "svm"),
        ("x86/fixes/oops", "fixes"),
        ("x86/next/wide", "next"),
        ("pmu", None),
        ("x86/pmu_foo", None),
        ("x86/hyperv/foo", None),
        ("", None),
    ],
)
@pytest.mark.statement("GITB-3")
def test_the_topic_is_read_from_the_name_of_a_branch(branch: str, topic: str | None, land: Landscape) -> None:
    assert named_topic(branch, land) == topic


@pytest.mark.statement("BASE-2")
def test_everything_but_a_fix_is_based_on_its_topic_branch(land: Landscape) -> None:
    asked = wish("2023-02", land, "x86/pmu/foo", None, Guess())
    assert (asked.kind, asked.topic) == ("topic", "pmu")
    found = ground_of(asked, land)
    assert found and not isinstance(found, Tag) and found.short == "x/pmu"


@pytest.mark.statement("BASE-3")
def test_misc_is_the_base_when_nothing_fits(land: Landscape) -> None:
    assert wish("2023-02", land, "foo", None, Guess()).topic == "misc"
    assert wish("2023-02", land, "foo", None, Guess(topics=("xen",))).topic == "misc"


def test_the_patches_say_the_topic_when_the_name_does_not(land: Landscape) -> None:
    asked = wish("2023-02", land, "wip", None, ABOUT_SVM)
    assert (asked.topic, asked.why) == ("svm", "3 of 3 patches touch svm.c")


def test_a_topic_that_is_typed_beats_the_name(land: Landscape) -> None:
    assert wish("2023-02", land, "x86/pmu/foo", "svm", Guess()).topic == "svm"


def test_a_name_that_the_patches_speak_against_is_kept_with_a_note(land: Landscape) -> None:
    asked = wish("2023-02", land, "x86/pmu/foo", None, ABOUT_SVM)
    assert asked.topic == "pmu"
    assert asked.notes == ("the patches look like svm: 3 of 3 patches touch svm.c",)
    assert wish("2023-02", land, "x86/misc/foo", None, ABOUT_SVM).notes == ()


def test_a_topic_that_is_gone_is_told(land: Landscape) -> None:
    asked = wish("2023-02", land, "x86/hyperv/foo", None, Guess())
    assert asked.topic == "misc"
    assert asked.notes == ("there is no topic hyperv (it may have gone); there are misc, pmu, svm",)


@pytest.mark.statement("BASE-1")
@pytest.mark.parametrize("edition", ["2023-02", "merged"])
def test_a_fix_for_the_current_release_is_based_on_the_main_tree(edition: str, land: Landscape) -> None:
    for asked in (
        wish(edition, land, "wip", None, FIX),  # type: ignore[arg-type]
        wish(edition, land, "x86/fixes/foo", None, Guess()),  # type: ignore[arg-type]
    ):
        found = ground_of(asked, land)
        assert found and not isinstance(found, Tag) and found.short == "kvm/master"


@pytest.mark.statement("M-BASE1")
def test_the_merged_edition_bases_everything_else_on_next(land: Landscape) -> None:
    asked = wish("merged", land, "x86/pmu/foo", None, Guess())
    assert (asked.kind, asked.topic) == ("next", "pmu")
    found = ground_of(asked, land)
    assert found and not isinstance(found, Tag) and found.short == "x/next"


@pytest.mark.statement("M-BASE3")
def test_a_series_for_several_architectures_has_a_common_base_in_the_merged_edition(land: Landscape) -> None:
    assert wish("merged", land, "wip", None, COMMON).kind == "common"
    assert wish("2023-02", land, "wip", None, COMMON).kind == "topic"


@pytest.mark.statement("BASE-4")
def test_next_is_the_base_only_for_several_topics() -> None:
    assert not needs_next({}) and not needs_next({"svm": ("a.c",)})
    assert needs_next({"svm": ("a.c",), "vmx": ("a.c",)})


@pytest.mark.statement("BASE-5")
def test_a_dated_tag_is_preferred_to_a_bare_id() -> None:
    tags = [Tag(name="kvm-x86-next-2024.12.18", sha="8" * 40, date=1)]
    found = preferred_tag("8" * 40, tags)
    assert found and found.name == "kvm-x86-next-2024.12.18"
    assert preferred_tag("9" * 40, tags) is None


def test_a_fork_that_lacks_nothing_is_right_however_old(land: Landscape) -> None:
    pmu = land.topic("pmu")
    assert pmu
    fit = Fit(wanted=pmu, base=Ground(sha="a" * 40, name="v6.14-rc2"), fork="a" * 40, below=0, behind=12, clashes={})
    assert fit.right
    assert not Fit(wanted=pmu, base=fit.base, fork=None, below=0, behind=12, clashes={}).right
    assert not Fit(wanted=pmu, base=fit.base, fork="a" * 40, below=3, behind=12, clashes={}).right
