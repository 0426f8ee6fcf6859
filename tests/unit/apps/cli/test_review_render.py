# SPDX-License-Identifier: GPL-2.0-or-later
"""Comparisons and reviews are printed to be read."""

import re

import msgspec
import pytest
from syrupy.assertion import SnapshotAssertion

from kx86.apps.cli.diff_render import render_diff
from kx86.apps.cli.render import Style
from kx86.apps.cli.review_render import render_review
from kx86.apps.cli.review_view import diff_view, review_view
from kx86.apps.cli.terminal import Paint
from kx86.letters.review import review
from kx86.mail.message import Address
from kx86.series.compare import compare
from kx86.series.series import Series
from unit.letters.knob import ADDED, CHANGELOG, CODE, OTHER, TAGS, knob, version
from unit.series.versions import AUTHOR, body, hunk, quote, reply

ROB = Address(name="Rob Reviewer", email="rob@review.example")
ANN = Address(name="Ann Author", email="ann@author.example")
PMU = ("KVM: x86/pmu: Count knobs", body(OTHER))
TEST = ("KVM: selftests: Test the knob", body(hunk("+\tTEST_ASSERT(knob_is_turned());\n ", file="tools/knob_test.c")))
GONE = ("KVM: x86: Wake up the neighbours", body(hunk("+\twake_up_the_neighbours(kvm);\n ", file="arch/x86/kvm/mmu.c")))
OLD = version(1, knob(), GONE, PMU, cover="It turns all the knobs.")
WITHOUT = (
    CODE.replace(" {\n+\t\tturn", "\n+\t\tturn")
    .replace("+\t}\n", "")
    .replace("KVM_REQUEST_WAIT", "KVM_REQUEST_NO_ACTION")
)
TAGGED = f"Reviewed-by: Eve <eve@else.example>\n{TAGS}"
NEW = version(
    2,
    body(OTHER, tags=TAGGED),
    (
        "KVM: x86: Turn the knob back",
        knob(WITHOUT, changelog=CHANGELOG.replace("nobody wants it", "guests break on it")),
    ),
    TEST,
    title="KVM: x86/pmu: Count knobs",
    cover="It turns one knob.",
)
REPLIES = (
    reply("v1-0@a.example", "> It turns all the knobs.\n\nWhy all of them?\n", message_id="r0@r.example"),
    reply(
        "v1-1@a.example",
        f"{quote(ADDED)}\n\nDrop the braces.\n\n> +\twake_up_everybody(kvm);\n\nIs everybody really asleep?  "
        "This wants a comment that says so.\n",
    ),
    reply("v1-2@a.example", "> +\twake_up_the_neighbours(kvm);\n\nThey will complain.\n", message_id="r2@r.example"),
    reply("v1-3@a.example", "> +\treturn some_knobs();\n\ns/some/all\n", message_id="r3@r.example"),
    reply(
        "r3@r.example",
        "> s/some/all\n\nWill do.\n",
        sender=AUTHOR,
        message_id="a1@a.example",
        above=("v1-3@a.example",),
    ),
)
PLAIN = Style()


def diff(old: Series = OLD, new: Series = NEW, style: Style = PLAIN) -> str:
    return "\n".join(render_diff(compare(old, new), style))


def told(who: Address | None, style: Style = PLAIN) -> str:
    return "\n".join(render_review(review(OLD, NEW, REPLIES, who), style))


def test_a_comparison_reads_well(snapshot: SnapshotAssertion) -> None:
    assert diff() == snapshot


def test_a_review_reads_well(snapshot: SnapshotAssertion) -> None:
    assert told(ROB) == snapshot


def test_a_list_of_things_to_do_reads_well(snapshot: SnapshotAssertion) -> None:
    assert told(ANN) == snapshot


def test_versions_that_are_the_same_take_few_lines() -> None:
    text = diff(OLD, OLD)
    assert text.endswith("v1 to v1: 3 the same; no code to read.")
    assert len(text.split("\n")) == 5


def test_everything_is_printed_when_asked_for() -> None:
    long = "\n".join(f"+int line_{n};" for n in range(200))
    new = version(2, knob(), ("KVM: x86: Be long", body(hunk(long))))
    assert "140 more lines: -v" in diff(version(1), new)
    assert "line_199" in diff(version(1), new, Style(verbose=True))


def test_colour_changes_nothing_but_the_colour() -> None:
    for plain, coloured in (
        (diff(), diff(style=Style(paint=Paint(on=True)))),
        (told(ROB), told(ROB, Style(paint=Paint(on=True)))),
    ):
        assert coloured != plain
        assert re.sub(r"\033\[[0-9;]*m", "", coloured) == plain


@pytest.mark.parametrize("evil", ["\033[2J", "\u202e", "\r", "\x07"])
def test_nothing_in_a_mail_steers_the_terminal(evil: str) -> None:
    old = version(1, knob(CODE.replace("turn_it_back", f"turn{evil}it_back")), title=f"KVM: x86: {evil}Turn")
    new = version(2, knob(changelog=f"Say {evil}."), title=f"KVM: x86: {evil}Turn it")
    mail = reply(
        "v1-1@a.example", f"> +\tif (knob_is_turned(kvm)) {{\n\nWhy {evil}?\n", sender=f"Rob{evil} <rob@review.example>"
    )
    text = diff(old, new) + "\n".join(render_review(review(old, new, [mail], None), Style()))
    assert evil not in text


def test_json_holds_what_is_printed() -> None:
    plain = msgspec.json.decode(msgspec.json.encode(review_view(review(OLD, NEW, REPLIES, ROB))))
    assert (plain["format"], plain["for_author"], plain["diff"]["old_version"]) == (1, False, "1")
    states = {remark["text"][0]: remark["state"] for remark in plain["remarks"]}
    assert states["They will complain."] == "gone"
    assert plain["open"] == sum(remark["open"] for remark in plain["remarks"])
    patches = msgspec.json.decode(msgspec.json.encode(diff_view(compare(OLD, NEW))))["patches"]
    assert [one["kind"] for one in patches].count("dropped") == 1
    assert patches[0]["tags_added"] == ["Reviewed-by: Eve <eve@else.example>"]
