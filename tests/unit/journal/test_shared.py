# SPDX-License-Identifier: GPL-2.0-or-later
"""The same events are the same files; files are read back whole or refused with the place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.journal.line import BadEvent, to_line
from kx86.journal.shared import events_of, files_of, is_newer
from unit.journal.making import event, link

MONTH = 31 * 86_400


@given(st.lists(st.tuples(st.integers(0, 4 * MONTH), st.integers(0, 99)), unique=True, max_size=8), st.randoms())
def test_events_come_back_whatever_their_order(moments, chance):
    made = [event(number, chance=by) for number, by in moments]
    files = files_of(made)
    chance.shuffle(made)
    assert files_of(made) == files
    assert sorted(events_of(files), key=lambda one: one.id) == sorted(made, key=lambda one: one.id)
    assert not is_newer(files)


def test_each_month_has_a_file():
    assert list(files_of([event(0), event(1), event(MONTH)])) == [
        "format",
        "events/2024-02.jsonl",
        "events/2024-03.jsonl",
    ]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"README": b""}, "README: no file of events"),
        ({"events/../x": b""}, "no file of events"),
        ({"events/2024-02.jsonl": b"{}\n"}, "events/2024-02.jsonl, line 1: not the fields of an event"),
        ({"events/2024-02.jsonl": to_line(event(0)) + b"\r"}, "line 2: not JSON"),
        ({"events/2024-02.jsonl": b""}, "line 1: not JSON"),
        ({"events/2024-03.jsonl": to_line(event(0))}, "line 1: the event is of another month"),
    ],
)
def test_a_file_that_holds_something_else_names_the_place(files, why):
    with pytest.raises(BadEvent, match=why):
        events_of(files)


def test_more_events_than_anybody_writes_are_refused(monkeypatch):
    monkeypatch.setattr("kx86.journal.shared.MOST_EVENTS", 2)
    with pytest.raises(BadEvent, match="more than 2 events"):
        events_of(files_of([event(0), event(1), event(2)]))


def test_files_of_a_newer_kx86_are_known_by_their_format():
    assert is_newer({"format": b"2\n"}) and is_newer({})


def test_many_events_take_time_in_line():
    def prepare(size: int):
        files = files_of(link(number, "a", "x") for number in range(size))
        return lambda: events_of(files)

    assert_linear(prepare)
