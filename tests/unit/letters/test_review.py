# SPDX-License-Identifier: GPL-2.0-or-later
"""A review puts together what is left to read and what became of the remarks."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from growth import assert_linear
from kx86.letters.review import Review, review
from kx86.mail.message import Address
from unit.letters.knob import ADDED, CODE, OTHER, TAGS, knob, version
from unit.series.versions import AUTHOR, body, quote, reply

ROB = Address(name="Rob Reviewer", email="rob@review.example")
ANN = Address(name="Ann Author", email="ann@author.example")
PMU = ("KVM: x86/pmu: Count knobs", body(OTHER))
OLD = version(1, knob(), PMU)
NEW = version(2, knob(CODE.replace("wake_up_everybody", "wake_up_all")), PMU)
EVE = "Eve <eve@else.example>"
REPLIES = (
    reply("v1-1@a.example", f"{quote(ADDED)}\n\nWhy back?\n", sender=EVE, message_id="e1@e.example"),
    reply("v1-1@a.example", f"{quote(ADDED)}\n\nDrop the braces.\n\n> +\twake_up_everybody(kvm);\n\nAll of them?\n"),
    reply("v1-2@a.example", "> +\treturn some_knobs();\n\nHow many?\n", message_id="r2@r.example"),
    reply(
        "r2@r.example", "> How many?\n\nThree.\n", sender=AUTHOR, message_id="a1@a.example", above=("v1-2@a.example",)
    ),
)


def states(told: Review) -> list[tuple[str, str]]:
    return [(one.remark.text[0], one.outcome.state) for one in told.remarks]


def test_a_reviewer_sees_their_own_remarks_first() -> None:
    told = review(OLD, NEW, REPLIES, ROB)
    assert states(told) == [
        ("Drop the braces.", "untouched"),
        ("All of them?", "changed"),
        ("How many?", "answered"),
        ("Why back?", "untouched"),
    ]
    assert [one.mine for one in told.remarks] == [True, True, True, False]
    assert not told.for_author and len(told.open) == 2


def test_an_author_sees_what_is_open_first() -> None:
    told = review(OLD, NEW, REPLIES, ANN)
    assert told.for_author
    assert [one.outcome.open for one in told.remarks] == [True, True, False, False]


def test_words_of_the_author_are_answers_and_no_remarks() -> None:
    told = review(OLD, NEW, REPLIES)
    assert all(one.remark.by != ANN for one in told.remarks)
    (how_many,) = (one for one in told.remarks if one.remark.text == ("How many?",))
    assert how_many.outcome.answer is not None and how_many.outcome.answer.sentence == "Three."


def test_whoever_signed_the_patch_off_speaks_for_it() -> None:
    old = version(1, knob(tags=f"Signed-off-by: Tom Helper <tom@author.example>\n{TAGS}"))
    mail = reply(
        "r1@r.example",
        "> Drop the braces.\n\nThey are needed.\n",
        sender="Tom Helper <tom@author.example>",
        message_id="t1@a.example",
    )
    told = review(old, old, [REPLIES[1], mail])
    assert ("Drop the braces.", "answered") in states(told)


def test_mails_of_robots_and_patches_are_passed_over() -> None:
    robot = reply(
        "v1-1@a.example", f"{quote(ADDED)}\n\nIt does not build, why?\n", sender="kernel test robot <lkp@ci.example>"
    )
    patch = replace(robot, subject="[PATCH v2 1/2] KVM: x86: Turn the knob", sender=EVE)
    assert not review(OLD, NEW, [robot, patch]).remarks


def test_what_is_said_further_down_stands_with_the_remark() -> None:
    above = ("v1-2@a.example", "r2@r.example")
    text = "> > How many?\n> Three.\n\nPlease say so in a comment.\n"
    more = reply("a1@a.example", text, message_id="r3@r.example", above=above)
    told = review(OLD, NEW, [*REPLIES, more])
    assert ("Please say so in a comment.", "untouched") in states(told)


def test_words_quoted_from_a_remark_are_shown_below_it_once() -> None:
    more = reply(
        "r2@r.example",
        "> How many?\n\nPlease count them, Ann.\n",
        sender=EVE,
        message_id="e2@e.example",
        above=("v1-2@a.example",),
    )
    told = review(OLD, NEW, [*REPLIES, more])
    assert not [one for one in told.remarks if one.remark.message_id == "e2@e.example"]
    assert any(answer.sentence == "Please count them, Ann." for one in told.remarks for answer in one.answers)


def test_a_mail_that_hangs_below_no_patch_is_passed_over() -> None:
    assert not review(OLD, NEW, [reply("elsewhere@x.example", f"{quote(ADDED)}\n\nWhy?\n")]).remarks


def test_a_series_reviewed_against_itself_leaves_everything_open() -> None:
    told = review(OLD, OLD, REPLIES[:3], ROB)
    assert {state for _, state in states(told)} == {"untouched"}
    assert all(one.identical for one in told.comparison.patches)


def test_work_grows_in_line_with_the_replies() -> None:
    def flat(size: int) -> Callable[[], object]:
        mails = [replace(REPLIES[1], message_id=f"{n}@r.example") for n in range(size)]
        return partial(review, OLD, NEW, mails)

    def chain(size: int) -> Callable[[], object]:
        mails = [reply("v1-1@a.example", "> x\n\nWhy?\n", message_id="0@r.example")]
        mails += [reply(f"{n - 1}@r.example", "> x\n\nWhy?\n", message_id=f"{n}@r.example") for n in range(1, size)]
        return partial(review, OLD, NEW, mails)

    for shape in (flat, chain):
        assert_linear(shape, start=50)


def test_who_wrote_a_patch_that_somebody_else_posted_still_reviews_the_others() -> None:
    old = version(1, f"From: Rob Reviewer <rob@review.example>\n\n{knob()}", PMU)
    own = reply("v1-1@a.example", f"{quote(ADDED)}\n\nDrop the braces.\n", message_id="r3@r.example")
    told = review(old, NEW, [own, REPLIES[2]], ROB)
    assert states(told) == [("How many?", "untouched")]
    assert told.remarks[0].mine and not told.for_author
