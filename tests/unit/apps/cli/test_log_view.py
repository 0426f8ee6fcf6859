# SPDX-License-Identifier: GPL-2.0-or-later
"""The log groups events by command, marks what was undone, and shows nothing raw."""

import json
from dataclasses import replace

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from kx86.apps.cli.log_view import log_lines, log_view
from kx86.apps.cli.terminal import PLAIN
from kx86.journal.event import Event, make_id
from kx86.journal.fold import entries
from kx86.journal.line import BadEvent, from_line
from unit.journal.making import ANN, BOB, START, event, link, undo


def lines(*events, limit=None):
    return list(log_lines(entries(events), limit, PLAIN))


def test_events_of_one_command_stand_below_one_head():
    first = link(0, "a", "x")
    second = replace(link(0, "b", "x"), id=make_id(START, 7, 1))
    other = link(1, "c", "x", actor=BOB)
    assert lines(first, second, other) == [
        f"2024-02-05 12:00  kx86 series link  {BOB}",
        f"  {other.id}  link c to x",
        f"2024-02-05 12:00  kx86 series link  {ANN}",
        f"  {second.id}  link b to x",
        f"  {first.id}  link a to x",
    ]


def test_what_was_undone_is_marked_with_what_undid_it():
    first = link(0, "a", "x")
    back = undo(60, first)
    assert lines(first, back)[-1] == f"  {first.id}  link a to x  (undone by {back.id})"
    assert lines(first, back)[1] == f"  {back.id}  undo {first.id}: link a to x"
    assert lines(back)[1] == f"  {back.id}  undo {first.id}"


def test_what_is_not_known_is_shown_and_said_to_be_so():
    one = event(0, "queue.move", schema=4, subject="x", body={"to": ["svm"]})
    assert lines(one)[-1].endswith("queue.move (schema 4) of x: not known to this kx86")
    (view,) = log_view(entries([one]), None).events
    assert (view.known, view.holds, view.body) == (False, True, {"to": ["svm"]})


def test_older_events_are_counted():
    made = [link(number, "a", "x") for number in range(5)]
    assert lines(*made, limit=2)[-1] == "3 older events: kx86 log --all"
    view = log_view(entries(made), 2)
    assert (len(view.events), view.more) == (2, 3)


NUMBERS = st.integers() | st.floats() | st.sampled_from([1 << 63, -(1 << 63), 1 << 64, 10**30, 1e300])


@given(st.dictionaries(st.text(max_size=5), NUMBERS | st.lists(NUMBERS | st.text(max_size=5), max_size=3), max_size=4))
def test_what_may_come_from_a_remote_can_be_printed_as_json(body):
    line = json.dumps({name: getattr(event(0, body=body), name) for name in Event.__dataclass_fields__}).encode()
    try:
        one = from_line(line)
    except BadEvent:
        return
    assert msgspec.json.decode(msgspec.json.encode(log_view(entries([one]), None)))["events"][0]["body"] == one.body


@given(st.text(), st.text(), st.text())
def test_nothing_that_others_wrote_steers_the_terminal(subject, reason, actor):
    one = replace(link(0, "a", subject, reason), actor=actor, command=f"kx86 {reason}")
    assert all(line.isprintable() or "\t" in line for line in lines(one))
    assert all(len(line) < 1000 for line in lines(link(0, "a" * 900, "x" * 900)))
