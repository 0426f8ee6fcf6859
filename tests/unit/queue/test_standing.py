# SPDX-License-Identifier: GPL-2.0-or-later
"""Where a series stands, and the mail or the commit that says so."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from growth import assert_linear
from kx86.queue.answers import Answer
from kx86.queue.standing import MAINLINE, OPEN, STATUSES, Found, Known, Sent, Standing, stand
from kx86.series.chain import Link
from unit.letters.making import PROFILE
from unit.queue.making import (
    ANN,
    BOB,
    DAY,
    KEEPER,
    START,
    UPSTREAM,
    A,
    B,
    C,
    D,
    chain,
    listing,
    now,
    posting,
    says,
    standings,
    three,
)

ONE, THREE = posting(1), three()
REMARK = "On Monday, Ann wrote:\n> +\tturn_it();\n\nPlease turn the other knob here, this one is taken.\n"
ALL = f"Applied to kvm-x86 misc, thanks!\n\n{listing(A, B, C)}\n"
TIP = "tip-bot2 for Ann <tip-bot2@robot.example>"


def merged(branch: str = "x86/urgent", tree: str = "tip", sha: str = A) -> str:
    return f"The following commit has been merged into the {branch} branch of {tree}:\n\nCommit-ID:     {sha * 3}abcd\n"


def commits(*trees: str, of: int = 0) -> Known:
    """The patch as commits of trees."""
    patch = THREE.patches[of]
    assert patch.patch_id
    return Known(
        commits={patch.patch_id: [Found(ref=f"refs/{tree}", tree=tree, sha1=D, date=START + 9 * DAY) for tree in trees]}
    )


def told(found: Standing) -> tuple[str, str, str]:
    return found.status, found.words, found.by


# --- Nothing taken


def test_without_an_answer_it_is_new():
    found = now(ONE)
    assert told(found) == ("new", "no answer yet", ONE.id)
    assert (found.since, found.taken, found.notices, found.trees, found.topics) == (ONE.date, (), (), (), ())


def test_with_an_answer_it_is_under_review_or_waits_for_the_author():
    assert told(now(ONE, says("Looks good to me."))) == ("under review", "Bob Builder answered", "r1@b.example")
    found = now(ONE, says(REMARK, day=4))
    assert told(found) == ("waits for author", "Bob Builder has remarks", "r4@b.example")
    assert found.since == START + 4 * DAY


def test_a_later_version_supersedes_the_one_before():
    first, second, third = standings(
        chain(ONE, posting(2, day=5), posting(3, day=9, rfc=True, resend=True)), says(REMARK)
    )
    assert told(first) == ("superseded", "v2 was posted", "v2-1@a.example")
    assert first.since == START + 5 * DAY
    assert told(second) == ("superseded", "RFC v3 (resent) was posted", "v3-1@a.example")
    assert third.status == "new"


def test_a_reroll_of_one_patch_supersedes_nothing():
    again = replace(three(2, day=3), reroll=True, reroll_of=THREE.id)
    first, reroll, second = standings(chain(THREE, again, three(3, day=9)))
    assert (first.status, first.by) == ("superseded", "v3-1@a.example")
    assert (reroll.status, reroll.by) == ("superseded", "v3-1@a.example")
    assert second.status == "new"
    assert [one.status for one in standings(chain(THREE, again))] == ["new", "new"]


def test_patches_that_were_sent_again_after_a_remark_are_the_authors_answer():
    again = replace(three(2, day=3), reroll=True, reroll_of=THREE.id)
    assert told(standings(chain(THREE, again), says(REMARK))[0]) == (
        "under review", "patches were sent again", again.id,
    )  # fmt: skip
    late = says(REMARK, again.id, day=5)
    assert told(standings(chain(THREE, again), late)[0]) == (
        "waits for author", "Bob Builder has remarks", "r5@b.example",
    )  # fmt: skip


def test_a_series_that_another_one_names_as_its_past_is_superseded():
    link = Link(earlier=ONE.id, later="v2-0@a.example", reasons=("named",), by="link")
    one = replace(chain(ONE), apart=(link,))
    assert told(standings(one, says(REMARK))[0]) == ("superseded", "another series took it up", "v2-0@a.example")
    assert standings(one, says("Applied to kvm-x86 misc.", sender=KEEPER))[0].status == "accepted"
    assert standings(replace(one, apart=(replace(link, by="title"),)))[0].status == "new"
    assert standings(replace(chain(ONE, posting(2, day=5)), apart=(link,)))[1].status == "new"


# --- Taken


def test_a_notice_about_all_patches_accepts_the_series():
    found = now(THREE, says(ALL, sender=KEEPER))
    assert told(found) == ("accepted", "kvm-x86 misc", "r1@b.example")
    assert [(one.n, one.tree, one.topic, one.sha1, one.message_id) for one in found.taken] == [
        (1, "kvm-x86", "misc", A, "r1@b.example"),
        (2, "kvm-x86", "misc", B, "r1@b.example"),
        (3, "kvm-x86", "misc", C, "r1@b.example"),
    ]
    assert (found.since, found.trees, found.topics) == (START + DAY, ("kvm-x86",), ("misc",))
    assert [one.kind for one in found.notices] == ["accepted"]


def test_a_notice_about_some_patches_accepts_a_part():
    found = now(THREE, says("Applied 1-2 to kvm-x86 misc.", sender=KEEPER))
    assert told(found) == ("partly accepted", "1-2 of 3 in kvm-x86 misc", "r1@b.example")
    assert told(now(THREE, says("Applied 1 and 3 to kvm-x86 misc.", sender=KEEPER)))[1] == "1, 3 of 3 in kvm-x86 misc"


def test_several_notices_together_accept_the_series():
    mails = [
        says("Applied patch 3 to kvm-x86 selftests.", sender=KEEPER),
        says("Applied the rest to kvm-x86 misc.", sender=KEEPER, day=2),
    ]
    assert told(now(THREE, *mails)) == ("accepted", "kvm-x86 selftests and kvm-x86 misc", "r2@b.example")


def test_remarks_after_a_notice_do_not_take_it_back():
    assert now(THREE, says(ALL, sender=KEEPER), says(REMARK, day=2)).status == "accepted"


def test_patches_that_are_missing_from_the_archive_count():
    some = posting(made=THREE.patches[:2], m=3, missing=(3,))
    assert now(some, says("Applied 1-2 to kvm-x86 misc.", sender=KEEPER)).status == "partly accepted"
    assert now(some, says(ALL, sender=KEEPER)).status == "accepted"


def test_changes_on_the_way_are_told_and_outlive_new_hashes():
    first = says(f"Applied to kvm-x86 misc, with minor changes to patch 2.\n\n{listing(A, B, C)}\n", sender=KEEPER)
    moved = says(f"FYI, the hashes have changed.\n\n{listing(A, D, C)}\n", sender=KEEPER, day=2)
    assert all(one.modified for one in now(THREE, first).taken)
    assert all(one.modified for one in now(THREE, first, moved).taken)
    assert not any(one.modified for one in now(THREE, says(ALL, sender=KEEPER), moved).taken)


def test_new_hashes_replace_those_that_were_told_before():
    moved = says(f"FYI, the hashes have changed.\n\n{listing(A, D, C)}\n", sender=KEEPER, day=2)
    found = now(THREE, says(ALL, sender=KEEPER), moved)
    assert told(found) == ("accepted", "kvm-x86 misc", "r2@b.example")
    assert [one.sha1 for one in found.taken] == [A, D, C]


def test_another_tree_inherits_neither_branch_nor_hash():
    later = says("Applied the whole series to kvm/master, thanks!", sender=UPSTREAM, day=2)
    for one in now(THREE, says(ALL, sender=KEEPER), later).taken:
        assert (one.tree, one.topic, one.sha1) == ("kvm", "master", None)


def test_a_forced_push_without_hashes_leaves_the_old_ones():
    mails = [says(ALL, sender=KEEPER), says("I force pushed, so the hashes have changed.", sender=KEEPER, day=2)]
    assert [one.sha1 for one in now(THREE, *mails).taken] == [A, B, C]


def test_a_notice_for_the_first_version_counts_after_the_second_was_posted():
    first, second = standings(chain(THREE, three(2, day=5)), says(ALL, sender=KEEPER, day=7))
    assert told(first) == ("accepted", "kvm-x86 misc", "r7@b.example")
    assert second.status == "new"


def test_a_part_that_was_taken_stays_so_in_a_version_that_was_superseded():
    first, _ = standings(chain(THREE, three(2, day=5)), says("Applied patch 1 to kvm-x86 fixes.", sender=KEEPER))
    assert told(first) == ("partly accepted", "1 of 3 in kvm-x86 fixes", "r1@b.example")


# --- Dropped, corrected


def test_what_was_accepted_may_be_dropped():
    mails = [says(ALL, sender=KEEPER), says("I've dropped this, it breaks 32-bit builds.", sender=KEEPER, day=2)]
    found = now(THREE, *mails)
    assert told(found) == ("dropped", "I've dropped this, it breaks 32-bit builds.", "r2@b.example")
    assert (found.since, found.taken) == (START + 2 * DAY, ())


def test_one_of_the_patches_may_be_dropped():
    mails = [says(ALL, sender=KEEPER), says("I dropped patch 2.", sender=KEEPER, day=2)]
    found = now(THREE, *mails)
    assert (found.status, found.words) == ("partly accepted", "1, 3 of 3 in kvm-x86 misc")


def test_what_was_dropped_may_be_taken_again_or_posted_again():
    mails = [says(ALL, sender=KEEPER), says("I've dropped this.", sender=KEEPER, day=2)]
    assert now(THREE, *mails, says(ALL, sender=KEEPER, day=3)).status == "accepted"
    first, second = standings(chain(THREE, three(2, day=5)), *mails)
    assert (first.status, second.status) == ("superseded", "new")


def test_a_correction_of_what_a_notice_left_out():
    mails = [
        says("Applied to kvm-x86 misc, minus patch 1.", sender=KEEPER),
        says("*sigh*  I meant patch 3.", "r1@b.example", sender=KEEPER, day=2),
    ]
    assert now(THREE, *mails).words == "1-2 of 3 in kvm-x86 misc"


def test_a_correction_to_more_and_to_fewer_patches():
    mails = [
        says("Applied 1-2 to kvm-x86 misc.", sender=KEEPER),
        says("That should have been 1-3.", sender=KEEPER, day=2),
    ]
    assert now(THREE, *mails).status == "accepted"
    mails = [
        says("Applied 1-3 to kvm-x86 misc.", sender=KEEPER),
        says("That should have been 1-2.", sender=KEEPER, day=2),
    ]
    assert now(THREE, *mails).words == "1-2 of 3 in kvm-x86 misc"
    mails.append(says("Applied the rest to kvm-x86 fixes.", sender=KEEPER, day=3))
    assert now(THREE, *mails).words == "kvm-x86 misc and kvm-x86 fixes"


# --- Whose word counts


@pytest.mark.parametrize(
    "sender",
    [
        BOB,
        ANN,
        "Kim Keeper <kim@evil.example>",
        '"keeper@kernel.example" <kim@evil.example>',
        "Rob <rob@kernel.example>",
    ],
)
def test_a_forged_notice_accepts_and_drops_nothing(sender: str):
    found = now(THREE, says(ALL, sender=sender))
    assert (found.status, found.taken, found.notices) == ("under review", (), ())
    mails = [says(ALL, sender=KEEPER), says("I've dropped this, it breaks 32-bit builds.", sender=sender, day=2)]
    assert now(THREE, *mails).status == "accepted"


def test_a_notice_that_is_quoted_is_none():
    assert now(THREE, says("".join(f"> {line}\n" for line in ALL.split("\n")) + "\nThanks!", sender=KEEPER)).taken == ()


# --- Robots of other trees


def test_the_robot_of_a_tree_that_the_profile_knows_counts():
    found = now(ONE, says(merged(), sender=TIP))
    assert told(found) == ("accepted", "tip x86/urgent", "r1@b.example")
    assert (found.taken[0].sha1, found.notices) == ((A * 3 + "abcd"), ())


def test_what_a_robot_says_of_any_other_tree_is_only_shown():
    found = now(ONE, says(merged(tree="somewhere"), sender=TIP))
    assert (found.status, found.taken) == ("under review", ())
    assert "merged into x86/urgent of somewhere" in found.words


def test_a_robot_counts_for_the_patch_that_it_answers():
    found = now(THREE, says(merged(), "v1-2@a.example", sender=TIP))
    assert (found.status, found.words) == ("partly accepted", "2 of 3 in tip x86/urgent")


def test_a_person_who_writes_like_a_robot_changes_nothing():
    assert now(ONE, says(merged(), sender=BOB)).taken == ()


@pytest.mark.parametrize(
    "sender", ["tip-bot2 for Ann <bot@else.example>", "Eve bot <tip-bot2@robot.example.else.example>"]
)
def test_a_robot_is_known_by_its_address_alone(sender: str):
    assert now(ONE, says(merged(), sender=sender)).taken == ()
    assert now(ONE, says(merged(), sender="Ann <TIP-bot2@robot.example>")).trees == ("tip",)


def test_numbers_that_the_posting_does_not_have_count_for_nothing():
    rows = "".join(f"  - [{n}/9] KVM: x86: Do {n}\n    https://git.example/c/{A}{n}\n" for n in range(4, 8))
    text = f"Hello:\n\nThis series was applied to tip (master)\nby Ann <ann@a.example>:\n\n{rows}"
    found = now(THREE, says(text, sender=TIP))
    assert (found.status, found.taken) == ("under review", ())


def test_a_notice_counts_before_a_robot():
    found = now(ONE, says(merged(), sender=TIP), says("Applied to kvm-x86 misc.", sender=KEEPER, day=2))
    assert found.trees == ("kvm-x86",)


# --- Commits


def test_a_commit_in_a_tree_at_hand_accepts_its_patch():
    found = now(THREE, known=commits("kvm"))
    assert told(found) == ("accepted", "kvm", D) if found.taken[1:] else ("partly accepted", "1 of 3 in kvm", D)


def test_only_the_main_line_is_where_a_patch_lands():
    one = posting(made=THREE.patches[:1])
    assert told(now(one, known=commits(MAINLINE))) == ("landed", "mainline", D)
    assert told(now(one, known=commits("kvm"))) == ("accepted", "kvm", D)
    assert now(one, known=commits("kvm", MAINLINE)).status == "landed"


def test_the_commit_of_the_main_line_replaces_what_notices_said_and_keeps_the_branch():
    one = posting(made=THREE.patches[:1])
    found = now(one, says("Applied to kvm-x86 misc.", sender=KEEPER), known=commits("kvm", MAINLINE))
    assert told(found) == ("landed", "mainline misc", D)
    assert found.taken[0].message_id == ""


def test_the_commit_of_a_third_tree_does_not_replace_a_notice():
    one = posting(made=THREE.patches[:1])
    found = now(one, says("Applied to kvm-x86 misc.", sender=KEEPER), known=commits("tip"))
    assert told(found) == ("accepted", "kvm-x86 misc", "r1@b.example")
    found = now(one, says("Applied to kvm-x86 misc.", sender=KEEPER), known=commits("kvm-x86"))
    assert (found.status, found.words, found.by, found.taken[0].sha1) == ("accepted", "kvm-x86 misc", D, D)


def test_a_series_has_landed_when_all_its_patches_have():
    mails = says(ALL, sender=KEEPER)
    ids = [patch.patch_id for patch in THREE.patches]
    found = Found(ref="refs/x", tree=MAINLINE, sha1=D, date=START)
    assert now(THREE, mails, known=Known(commits={one: [found] for one in ids if one})).status == "landed"


# --- Topics that were sent on


def sent(topic: str = "misc", tree: str = "kvm-x86", day: int = 9) -> Sent:
    return Sent(tree=tree, topic=topic, date=START + day * DAY, pulled="pulled@u.example", into="kvm")


def known_of(*every: Sent) -> Known:
    topics = {(one.tree, one.topic) for one in every}
    return Known(commits={}, sent={topic: [one for one in every if (one.tree, one.topic) == topic] for topic in topics})


def test_a_topic_that_was_pulled_is_told():
    known = known_of(sent("mmu"), sent(tree="tip"), sent(day=12), sent())
    found = now(THREE, says(ALL, sender=KEEPER), known=known)
    assert told(found) == ("accepted", "kvm-x86 misc, pulled into kvm", "r1@b.example")


def test_a_topic_that_was_pulled_before_the_patch_was_taken_is_not():
    found = now(THREE, says(ALL, sender=KEEPER, day=10), known=known_of(sent()))
    assert found.words == "kvm-x86 misc"


def test_a_patch_without_a_branch_was_not_sent_on():
    found = now(ONE, says("Queued, thanks.", sender=UPSTREAM), known=known_of(sent("", "kvm")))
    assert found.words == "kvm"


# --- Bounds


def test_every_status_is_known_and_a_standing_can_be_stored():
    assert set(STATUSES) > OPEN
    found = now(THREE, says(ALL, sender=KEEPER))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Standing) == found


BODIES = {"remarks": (REMARK, BOB), "notices": ("Applied patch 2 to kvm-x86 misc.", KEEPER), "robots": (merged(), TIP)}


@pytest.mark.parametrize("kind", BODIES)
def test_a_series_with_twice_as_many_answers_takes_about_twice_as_long(kind: str) -> None:
    body, sender = BODIES[kind]
    made, one = says(body, sender=sender), chain(THREE)

    def prepare(size: int) -> Callable[[], object]:
        answers = {THREE.id: [Answer(replace(made, message_id=f"{n}@b", date=n), THREE.id) for n in range(size)]}
        return lambda: stand(one, answers, PROFILE)

    assert_linear(prepare, start=1000)
