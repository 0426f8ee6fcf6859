# SPDX-License-Identifier: GPL-2.0-or-later
"""What a mail means for the posting that it answers, and whose word counts."""

from collections.abc import Callable

import msgspec
import pytest

from growth import assert_linear
from kx86.letters.notice import read_notice
from kx86.letters.understanding import Notice, understand
from kx86.series.digest import digest_of
from unit.letters.making import KEEPER, PROFILE, STRANGER, UPSTREAM, Posting, answer, posting
from unit.series.making import patch

ONE = posting("KVM: x86: Do it")
THREE = posting("KVM: x86: Do one", "KVM: x86: Do two", "KVM: selftests: Test both")
LINK = "https://git.example/kvm-x86/linux/commit/"


def notices(
    body: str,
    to: Posting = THREE,
    *,
    sender: str = KEEPER,
    answered: str = "cover@a.example",
    earlier: tuple[Notice, ...] = (),
) -> tuple[Notice, ...]:
    said = read_notice(answer(body), PROFILE)
    if said is None:
        return ()
    answered = "1@a.example" if to.cover is None else answered
    return understand(said, sender=sender, answered=answered, posting=to, earlier=earlier, profile=PROFILE)


def notice(body: str, to: Posting = THREE, **more: object) -> Notice:
    (found,) = notices(body, to, **more)  # type: ignore[arg-type]
    return found


def applied(one: Notice) -> list[int]:
    return [patch.n for patch in one.patches if patch.applied]


def listing(*shas: str | None, titles: tuple[str, ...] = (), m: int = 0) -> str:
    names = titles or tuple(patch.title for patch in THREE.patches)
    return "\n".join(
        f"[{n}/{m or len(shas)}] {names[n - 1]}\n      {f'{LINK}{sha}' if sha else '(no commit info)'}"
        for n, sha in enumerate(shas, 1)
    )


A, B, C, D = "aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc", "dddddddddddd"
ALL = f"Applied to kvm-x86 misc, thanks!\n\n{listing(A, B, C)}\n"


# --- Accepted


def test_a_notice_with_a_listing() -> None:
    one = notice(ALL)
    assert (one.kind, one.tree, one.topics) == ("accepted", "kvm-x86", ("misc",))
    assert [(p.n, p.m, p.sha1, p.topic, p.message_id) for p in one.patches] == [
        (1, 3, A, "misc", "1@a.example"),
        (2, 3, B, "misc", "2@a.example"),
        (3, 3, C, "misc", "3@a.example"),
    ]
    assert (one.message_id, one.answers, one.quote) == (
        "notice@a.example",
        "cover@a.example",
        "Applied to kvm-x86 misc, thanks!",
    )


def test_the_listing_beats_the_words() -> None:
    one = notice(f"Applied 1-2 to kvm-x86 misc.\n\n{listing(None, B, C)}\n")
    assert (one.kind, applied(one)) == ("subset", [2, 3])
    one = notice(f"Applied everything except patch 1 to kvm-x86 misc.\n\n{listing(A, None, C)}\n")
    assert applied(one) == [1, 3]
    one = notice(f"Applied the non-KVM change to kvm-x86 misc.\n\n{listing(A, B, m=3)}\n")
    assert (one.kind, applied(one)) == ("subset", [1, 2])


def test_a_listing_without_any_commit_counts_as_applied() -> None:
    assert applied(notice("Applied to kvm-x86 misc:\n\n[1/3] KVM: x86: Do one\n[2/3] KVM: x86: Do two\n")) == [1, 2]


def test_the_link_to_the_commit_decides_the_tree_and_not_the_signature() -> None:
    one = notice(f"{ALL}\n--\nhttps://git.example/kvm-x86/kvm-unit-tests/tree/next\n")
    assert one.tree == "kvm-x86"
    unit = (
        f"Applied to kvm-x86 next.\n\n[1/1] x86: Do it\n      https://git.example/kvm-x86/kvm-unit-tests/commit/{A}\n"
    )
    assert notice(unit, ONE).tree == "kvm-unit-tests"


def test_a_subject_may_be_rewritten_on_the_way() -> None:
    one = notice(f"Applied to kvm-x86 misc.\n\n[1/1] KVM: VMX: Something else\n      {LINK}{A}\n", ONE)
    assert (one.patches[0].n, one.patches[0].subject) == (1, "KVM: VMX: Something else")


def test_several_branches_in_one_mail() -> None:
    one = notice(f"Applied 1-2 to kvm-x86 mmu, and 3 to kvm-x86 selftests.\n\n{listing(A, B, C)}\n")
    assert (one.kind, one.topics) == ("accepted", ("mmu", "selftests"))
    assert [patch.topic for patch in one.patches] == ["mmu", "mmu", "selftests"]
    one = notice("Applied patch 1 to kvm-x86 fixes, and the rest to kvm-x86 misc.")
    assert [patch.topic for patch in one.patches] == ["fixes", "misc", "misc"]


def test_one_patch_that_is_listed_below_an_answer_to_one_patch_is_that_patch() -> None:
    one = notice(f"Applied to kvm-x86 misc.\n\n[1/1] KVM: VMX: Rephrased\n      {LINK}{A}\n", answered="3@a.example")
    assert [(patch.n, patch.sha1, patch.subject) for patch in one.patches] == [(3, A, "KVM: VMX: Rephrased")]


@pytest.mark.parametrize(
    "where", [f"\n\n{LINK}{A}\n", f"\n\n  KVM: selftests: Test both\n  {LINK}{A}\n", f" as commit {A}."]
)
def test_a_commit_that_stands_alone_is_that_of_the_only_patch(where: str) -> None:
    one = notice(f"Applied to kvm-x86 misc{where}", answered="3@a.example")
    assert [(patch.n, patch.sha1) for patch in one.patches] == [(3, A)]
    assert {patch.sha1 for patch in notice(f"Applied to kvm-x86 misc.\n\n{LINK}{A}\n").patches} == {None}


def test_two_trees_in_one_mail_are_two_notices() -> None:
    first, second = notices("Queued patches 1 and 2 to kvm/master and the rest to kvm-x86 misc.")
    assert (first.tree, first.topics, applied(first)) == ("kvm", ("master",), [1, 2])
    assert (second.tree, second.topics, applied(second)) == ("kvm-x86", ("misc",), [3])


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ("Applied patch 2 to kvm-x86 misc.", [2]),
        ("Applied 2-3 to kvm-x86 misc.", [2, 3]),
        ("Applied 1-999999 to kvm-x86 misc.", [1, 2, 3]),
        ("Applied to kvm-x86 misc, minus patch 2.", [1, 3]),
        ("Applied everything but the last patch to kvm-x86 misc.", [1, 2]),
        ("Applied the first two patches to kvm-x86 misc.", [1, 2]),
        ("Applied the last patch to kvm-x86 misc.", [3]),
        ("Applied to kvm-x86 misc.", [1, 2, 3]),
        ("Applied the non-test changes to kvm-x86 misc.", []),
    ],
)
def test_without_a_listing_the_words_decide(body: str, numbers: list[int]) -> None:
    one = notice(body)
    assert applied(one) == numbers
    assert one.kind == ("accepted" if numbers == [1, 2, 3] else "subset")


def test_the_rest_is_what_earlier_notices_left() -> None:
    first = notice("Applied patch 2 to kvm-x86 fixes.")
    assert applied(notice("Applied the rest to kvm-x86 misc.", earlier=(first,))) == [1, 3]


def test_a_notice_that_names_no_tree_means_the_tree_of_its_sender() -> None:
    one = notice("Queued, thanks.", sender=UPSTREAM)
    assert (one.tree, one.topics, one.kind, applied(one)) == ("kvm", (), "accepted", [1, 2, 3])


def test_an_answer_to_one_patch_is_about_that_patch() -> None:
    one = notice("Queued, thanks.", sender=UPSTREAM, answered="2@a.example")
    assert (one.kind, applied(one)) == ("subset", [2])
    assert applied(notice("Queued all, thanks.", sender=UPSTREAM, answered="2@a.example")) == [1, 2, 3]
    assert applied(notice("Queued 1 and 3.", sender=UPSTREAM, answered="2@a.example")) == [1, 3]


def test_unit_tests_go_into_their_own_repository() -> None:
    tests = posting("x86: Do it", words=("kvm-unit-tests",))
    assert notice("Queued, thanks.", tests, sender=UPSTREAM).tree == "kvm-unit-tests"
    assert notice("Applied to kvm-x86 next, thanks!", tests).tree == "kvm-unit-tests"


def test_a_listing_of_another_series_is_no_notice() -> None:
    other = f"Applied to kvm-x86 misc.\n\n[1/2] Foo\n      {LINK}{A}\n[2/2] Bar\n      {LINK}{B}\n"
    assert notices(other, ONE) == ()


def test_a_listing_where_nothing_was_applied_is_no_notice() -> None:
    skipped = listing(None, None, None).replace("no commit info", "not applied")
    assert notices(f"Applied to kvm-x86 misc.\n\n{skipped}\n") == ()


def test_a_listing_that_found_no_commit_at_all_leaves_it_to_the_words() -> None:
    assert applied(notice(f"Applied 1-2 to kvm-x86 misc.\n\n{listing(None, None, None)}\n")) == [1, 2]


def test_digests_of_patches_make_a_posting() -> None:
    first, second = (
        digest_of(patch(f"{n}@a.example", f"[PATCH {n}/2] KVM: x86: Do {n}"), f"{n}@a.example", 0) for n in (1, 2)
    )
    one = notice("Applied patch 2 to kvm-x86 misc.", Posting(cover=None, patches=(first, second), m=2))
    assert [(patch.n, patch.message_id, patch.subject) for patch in one.patches] == [
        (2, "2@a.example", "KVM: x86: Do 2")
    ]


# --- Whose word counts


@pytest.mark.parametrize("sender", [STRANGER, "rob@kernel.example", "", "keeper@kernel.example.evil.example"])
def test_nobody_else_is_believed(sender: str) -> None:
    assert notices(ALL, sender=sender) == ()
    assert notices("Queued, thanks.", sender=sender) == ()


def test_the_address_counts_in_any_case() -> None:
    assert notice(ALL, sender="Keeper@Kernel.Example").sender == KEEPER


def test_a_quoted_notice_is_not_believed() -> None:
    quoted = "".join(f"> {line}\n" for line in ALL.split("\n"))
    assert notices(f"{quoted}\nThanks!\n") == ()


def test_who_answers_reviews_of_own_patches_takes_nothing_by_that() -> None:
    own = posting("KVM: x86: Do it", sender=KEEPER)
    assert notices("Picked up, thanks.", own) == ()
    assert notice("Picked up, thanks.", ONE).kind == "accepted"
    assert notice("Applied to kvm-x86 misc.", own).kind == "accepted"


# --- Moved


def test_new_commits_in_the_same_count() -> None:
    moved = notice(f"FYI, the hashes have changed.\n\n{listing(A, D, C)}\n", earlier=(notice(ALL),))
    assert (moved.kind, moved.topics, moved.tree) == ("moved", ("misc",), "kvm-x86")
    assert [(patch.n, patch.sha1) for patch in moved.patches] == [(1, A), (2, D), (3, C)]


def test_new_commits_that_are_counted_anew_are_matched_by_subject() -> None:
    first = notice(f"Applied to kvm-x86 misc.\n\n{listing(None, B, C)}\n")
    moved = notice(
        f"New hashes:\n\n[1/2] KVM: x86: Do two\n      {LINK}{A}\n[2/2] KVM: selftests: Test both\n      {LINK}{D}\n",
        earlier=(first,),
    )
    assert [(patch.n, patch.m, patch.sha1, patch.message_id) for patch in moved.patches] == [
        (2, 2, A, "2@a.example"),
        (3, 2, D, "3@a.example"),
    ]


def test_new_commits_with_new_subjects_are_matched_by_order() -> None:
    first = notice(f"Applied to kvm-x86 misc.\n\n{listing(None, B, C)}\n")
    text = (
        f"New hashes:\n\n[1/2] KVM: VMX: Rephrased\n      {LINK}{A}\n[2/2] KVM: selftests: Test both\n      {LINK}{D}\n"
    )
    assert [patch.n for patch in notice(text, earlier=(first,)).patches] == [2, 3]


def test_a_bare_link_is_the_only_patch_that_was_taken() -> None:
    first = notice(f"Applied to kvm-x86 misc.\n\n[1/1] KVM: x86: Do it\n      {LINK}{A}\n", ONE)
    moved = notice(f"I force pushed to misc because of a goof, new SHA-1 is:\n\n  {LINK}{B}\n", ONE, earlier=(first,))
    assert [(patch.n, patch.sha1, patch.subject, patch.topic) for patch in moved.patches] == [
        (1, B, "KVM: x86: Do it", "misc")
    ]


def test_a_link_amid_the_words_is_a_new_commit_as_well() -> None:
    first = notice(f"Applied to kvm-x86 misc.\n\n[1/1] KVM: x86: Do it\n      {LINK}{A}\n", ONE)
    assert notice(f"New hash is {LINK}{B}, sorry.", ONE, earlier=(first,)).patches[0].sha1 == B


def test_the_same_commits_again_are_no_move() -> None:
    assert notices(f"I rebased these.\n\n{listing(A, B, C)}\n", earlier=(notice(ALL),)) == ()


def test_a_link_in_a_discussion_is_no_move() -> None:
    first = notice(ALL)
    assert notices(f"This was fixed by\n\n  {LINK}{D}\n\nin that branch.", earlier=(first,)) == ()
    assert notices(f"I force pushed.\n\n  {LINK}{D}\n") == ()


def test_a_listing_with_other_commits_after_a_notice_is_a_move() -> None:
    moved = notice(f"FYI:\n\n{listing(D, B, C)}\n", earlier=(notice(ALL),))
    assert (moved.kind, moved.patches[0].sha1) == ("moved", D)
    assert notices(f"FYI:\n\n{listing(D, B, C)}\n") == ()


def test_a_mail_that_takes_more_and_tells_of_a_forced_push_takes_more() -> None:
    first = notice("Applied patch 1 to kvm-x86 misc.")
    one = notice("Applied patch 2 to kvm-x86 misc.  I force pushed, so the hashes have changed.", earlier=(first,))
    assert (one.kind, applied(one)) == ("subset", [2])
    again = notice(f"Re-applied to kvm-x86 misc.  New hashes:\n\n{listing(A, B, D)}\n", earlier=(notice(ALL),))
    assert again.kind == "moved"


def test_a_forced_push_without_hashes_leaves_the_new_commits_unknown() -> None:
    moved = notice("I force pushed, so the hashes have changed.", earlier=(notice(ALL),))
    assert (moved.kind, moved.patches, moved.topics) == ("moved", (), ("misc",))
    assert notices("I force pushed, so the hashes have changed.") == ()


# --- Dropped, corrected


def test_what_was_taken_may_be_dropped() -> None:
    first = notice(ALL)
    gone = notice("I've dropped this, it breaks 32-bit builds.", earlier=(first,))
    assert (gone.kind, gone.tree, gone.topics) == ("dropped", "kvm-x86", ("misc",))
    assert [(patch.n, patch.applied) for patch in gone.patches] == [(1, False), (2, False), (3, False)]
    assert [patch.n for patch in notice("I dropped patch 2.", earlier=(first,)).patches] == [2]
    assert notice("I dropped the misc branch.", earlier=(first,)).kind == "dropped"
    assert notices("I dropped the svm branch.", earlier=(first,)) == ()


def test_what_was_never_taken_is_dropped_only_in_plain_words() -> None:
    assert notices("I've dropped this, it breaks 32-bit builds.") == ()
    assert notice("Dropped from kvm-x86 misc, it breaks 32-bit builds.").kind == "dropped"
    assert notice("Nack, dropped.").kind == "dropped"
    assert notices("Dropped.", posting("KVM: x86: Do it", sender=KEEPER)) == ()


def test_a_correction_leaves_the_listing_as_it_is() -> None:
    first = notice(f"Applied to kvm-x86 misc, minus 1.\n\n{listing(A, None, C)}\n")
    one = notice("> > Applied, minus 1.\n> Looks like you meant patch 2?\n\nDoh, yes.", earlier=(first,))
    assert (one.kind, one.correction, applied(one), one.topics) == ("subset", True, [1, 3], ("misc",))


def test_a_correction_of_words_changes_what_was_taken() -> None:
    without = notice("Applied to kvm-x86 misc, minus patch 1.")
    assert applied(notice("*sigh*  I meant patch 3.", earlier=(without,))) == [1, 2]
    named = notice("Applied 1-2 to kvm-x86 misc.")
    assert applied(notice("That should have been 1-3.", earlier=(named,))) == [1, 2, 3]


def test_a_correction_of_nothing_is_nothing() -> None:
    assert notices("I meant patches 2-3.") == ()
    assert notices("I meant patches 2-3.", earlier=(notice(ALL),), sender=UPSTREAM) == ()


# --- Bounds


def test_a_notice_can_be_stored() -> None:
    one = notice(ALL)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(one), type=Notice) == one


def test_a_posting_of_any_size_costs_a_bounded_amount() -> None:
    many = Posting(cover=THREE.cover, patches=THREE.patches, m=10**9)
    assert len(notice("Applied to kvm-x86 misc.", many).patches) == 999


@pytest.mark.parametrize("line", ["[{n}/7] Foo {n}\n   " + LINK + "{n:012x}\n", "[{n}/{size}] Foo {n}\n"])
def test_a_listing_twice_as_long_takes_about_twice_as_long(line: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        titles = tuple(f"KVM: x86: Do {n}" for n in range(999))
        said = read_notice(
            answer("Applied to kvm-x86 misc.\n\n" + "".join(line.format(n=n, size=size) for n in range(1, size))),
            PROFILE,
        )
        assert said is not None
        to = posting(*titles)
        return lambda: understand(
            said, sender=KEEPER, answered="cover@a.example", posting=to, earlier=(), profile=PROFILE
        )

    assert_linear(prepare)
