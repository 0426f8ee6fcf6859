# SPDX-License-Identifier: GPL-2.0-or-later
"""An event holds when no newer event that holds undoes it."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import DEEP
from growth import assert_linear
from kx86.journal.corrections import corrections
from kx86.journal.event import Event
from kx86.journal.fold import effective, entries
from kx86.journal.union import union
from unit.journal.making import BOB, event, link, undo, unlink

POSTINGS = "abxy"


def test_an_event_that_is_undone_does_not_hold():
    first = link(0, "a", "x")
    back = undo(1, first)
    assert effective([first, back]) == (back,)
    assert [(entry.event, entry.undone_by) for entry in entries([first, back])] == [(back, ()), (first, (back.id,))]


def test_an_undo_that_is_undone_brings_the_event_back():
    first = link(0, "a", "x")
    back = undo(1, first)
    again = undo(2, back)
    assert effective([first, back, again]) == (first, again)


def test_an_event_that_is_undone_twice_needs_both_undoings_undone():
    first = link(0, "a", "x")
    one, two = undo(1, first), undo(2, first)
    assert first not in effective([first, one, two, undo(3, one)])
    assert first in effective([first, one, two, undo(3, one), undo(4, two)])


def test_several_undoings_of_one_event_of_which_one_is_itself_undone():
    """link, undo 0, undo 1, undo 0, undo 2, undo 1: numbers are those of events."""
    history = [link(0, "a", "x")]
    for number, target in enumerate((0, 1, 0, 2, 1), 1):
        history.append(undo(number, history[target]))
    assert [history.index(one) for one in effective(history)] == [3, 4, 5]
    assert {entry.event.id: entry.undone_by for entry in entries(history)}[history[0].id] == (history[3].id,)


def test_an_undo_of_a_newer_event_or_of_itself_says_nothing():
    first = link(5, "a", "x")
    early = undo(1, first)
    assert first in effective([early, first])
    selfish = event(2, "undo", "x", {}, undoes=event(2).id)
    assert effective([selfish]) == (selfish,)


def test_an_undo_of_an_event_that_is_not_here_says_nothing_until_it_comes():
    first = link(0, "a", "x")
    back = undo(1, first)
    assert effective([back]) == (back,)
    assert effective(union([back], [first]).events) == (back,)


def naive_holds(one: Event, history: list[Event]) -> bool:
    """Say the same in one sentence, as slowly as it may be."""
    return not any(naive_holds(other, history) for other in history if other.undoes == one.id and other.id > one.id)


def naive_links(history: list[Event]) -> dict[tuple[str, str], bool]:
    """Replay the events that hold, one after the other."""
    said = {}
    for one in sorted(history, key=lambda one: one.id):
        if one.kind != "undo" and naive_holds(one, history):
            said[one.body["earlier"], one.subject] = one.kind == "series.link"
    return said


@st.composite
def histories(draw):
    """Links, unlinks and undoings of anything, even of what comes later or never."""
    steps = draw(
        st.lists(
            st.one_of(
                st.tuples(st.sampled_from([link, unlink]), st.sampled_from(POSTINGS), st.sampled_from(POSTINGS)),
                st.integers(-2, 10),
            ),
            max_size=11,
        )
    )
    made: list[Event] = []
    for number, step in enumerate(steps):
        if isinstance(step, tuple):
            make, earlier, later = step
            made.append(make(number, earlier, later))
        else:
            target = made[step % len(made)] if made and step >= 0 else event(number + max(step, 0) + 1)
            made.append(undo(number, target))
    return made


@given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=5000 if DEEP else 300)
def test_any_history_reads_as_the_naive_reading_says(history: list[Event], chance: random.Random):
    expected = {one.id for one in history if naive_holds(one, history)}
    mixed = [*history, *chance.sample(history, len(history) // 2)]
    chance.shuffle(mixed)
    assert {one.id for one in effective(mixed)} == expected
    assert {(one.earlier, one.later): one.linked for one in corrections(mixed)} == naive_links(history)


@given(histories(), st.lists(st.integers(0, 2), min_size=11, max_size=11))
def test_machines_that_exchange_their_parts_in_any_order_agree(history: list[Event], homes: list[int]):
    parts = [[one for one, home in zip(history, homes, strict=False) if home == number] for number in range(3)]
    a, b, c = parts
    one = union(union(a, b).events, c).events
    other = union(c, union(b, a).events, a).events
    assert one == other == union(history).events
    assert effective(one) == effective(history)


def test_two_events_of_one_id_that_differ_are_a_clash():
    mine, other = link(0, "a", "x"), link(0, "b", "x")
    assert union([mine], [other]).clashes == ((mine, other),)
    assert union([mine], [link(0, "a", "x")]).clashes == ()


def test_the_newest_correction_of_a_pair_wins_and_says_who():
    history = [link(0, "a", "x", "same cover"), unlink(1, "a", "x"), link(2, "a", "x", "after all", BOB)]
    (one,) = corrections(history)
    assert (one.linked, one.reason, one.who, one.when) == (True, "after all", BOB, history[2].time)
    (one,) = corrections([*history, undo(3, history[2])])
    assert not one.linked


def test_pairs_are_apart_and_directions_as_well():
    found = corrections([link(0, "a", "x"), link(1, "b", "x"), unlink(2, "x", "a")])
    assert [(one.earlier, one.later, one.linked) for one in found] == [
        ("a", "x", True),
        ("b", "x", True),
        ("x", "a", False),
    ]


@pytest.mark.parametrize("body", [{}, {"earlier": 1, "reason": ""}, {"earlier": "a"}])
def test_a_correction_that_cannot_be_read_means_nothing(body):
    assert corrections([event(0, body=body)]) == ()
    assert corrections([event(0, schema=2)]) == ()


def test_undoings_of_undoings_take_time_in_line():
    def chain(size: int):
        made = [link(0, "a", "x")]
        for number in range(1, size):
            made.append(undo(number, made[-1]))
        return lambda: entries(made)

    assert_linear(chain)
