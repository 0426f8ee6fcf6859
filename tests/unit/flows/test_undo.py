# SPDX-License-Identifier: GPL-2.0-or-later
"""An undo takes back whole commands of the one who types it, or what is named."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kx86.adapters.store.memory import MemoryJournal
from kx86.errors import UserError
from kx86.flows.log import read_log
from kx86.flows.undo import undo
from kx86.journal.fold import effective
from kx86.journal.kinds import LINK, UNDO

ANN, BOB = "Ann Author <ann@kernel.example>", "Bob Builder <bob@kernel.example>"


class Desk:
    """A journal that several people write to."""

    def __init__(self):
        self.actor = ANN
        self.journal = MemoryJournal(lambda: self.actor, count(1_707_134_400_000, 500).__next__)

    def decide(self, *subjects, actor=ANN):
        """Decide something about each subject, in one command."""
        self.actor = actor
        with self.journal.write("kx86 series link") as draft:
            return [draft.add(LINK, subject, {"earlier": "v1", "reason": ""}) for subject in subjects]

    def undo(self, wanted=None, actor=ANN):
        self.actor = actor
        return undo(self.journal, actor, wanted)

    @property
    def standing(self):
        """What holds besides undoings."""
        return [event.subject for event in effective(self.journal.events()) if event.kind != UNDO]


def test_the_last_command_goes_as_a_whole_and_the_next_undo_steps_further_back():
    desk = Desk()
    desk.decide("a")
    desk.decide("b", "c")
    done = desk.undo()
    assert [event.subject for event in done.taken] == ["c", "b"]
    assert [event.undoes for event in done.by] == [event.id for event in done.taken]
    assert desk.standing == ["a"]
    desk.undo()
    assert desk.standing == []
    with pytest.raises(UserError, match="nothing of Ann Author"):
        desk.undo()


def test_a_command_of_somebody_else_stays():
    desk = Desk()
    desk.decide("a")
    desk.decide("b", actor=BOB)
    desk.undo()
    assert desk.standing == ["b"]


def test_an_undo_is_undone_by_its_id_and_the_command_can_be_undone_again():
    desk = Desk()
    desk.decide("a", "b")
    done = desk.undo()
    desk.undo(done.by[0].group)
    assert desk.standing == ["a", "b"]
    desk.undo()
    assert desk.standing == []


def test_one_event_of_a_command_can_be_taken_back():
    desk = Desk()
    first, _ = desk.decide("a", "b")
    desk.undo(first.id)
    assert desk.standing == ["b"]
    assert [event.subject for event in desk.undo(first.group).taken] == ["b"]


def test_what_does_not_hold_is_not_undone_again():
    desk = Desk()
    (event,) = desk.decide("a")
    by = desk.undo().by[0]
    with pytest.raises(UserError, match=f"undone already, by {by.id}") as caught:
        desk.undo(event.id)
    assert caught.value.hint == f"kx86 undo {by.id} brings it back"
    assert len(desk.journal.events()) == 2


@pytest.mark.parametrize(
    ("wanted", "says"), [("xyz", "begins so"), ("18d", "begins so"), ("18d7", "of several commands")]
)
def test_a_name_that_does_not_tell_is_refused(wanted, says):
    desk = Desk()
    desk.decide("a")
    desk.decide("b")
    with pytest.raises(UserError, match=says) as caught:
        desk.undo(wanted)
    assert caught.value.hint


def test_a_dry_run_says_what_would_go():
    desk = Desk()
    desk.decide("a")
    done = undo(desk.journal, ANN, None, dry_run=True)
    assert ([event.subject for event in done.taken], done.by) == (["a"], ())
    assert desk.standing == ["a"]


@given(st.lists(st.integers(0, 12), max_size=14))
@settings(max_examples=150)
def test_each_undo_turns_round_what_it_names_and_nothing_else(steps):
    """Replay on a plain list: an undo of an event that holds, whatever it is, makes that very event stop to hold."""
    desk = Desk()
    made = desk.decide("a") + desk.decide("b")
    for step in steps:
        target = made[step % len(made)]
        before = set(effective(desk.journal.events()))
        if target not in before:
            with pytest.raises(UserError):
                desk.undo(target.id)
            continue
        (by,) = desk.undo(target.id).by
        after = set(effective(desk.journal.events()))
        assert target not in after and by in after
        # An undo that was taken back gives its own target back, unless another undo of it holds.
        if target.undoes is None:
            assert before - after == {target}
        made.append(by)


def test_the_log_finds_events_by_id_command_subject_and_what_they_undo():
    desk = Desk()
    first, second = desk.decide("a@kernel.example", "b@kernel.example")
    by = desk.undo(first.id).by[0]
    events = desk.journal.events()
    assert [entry.event for entry in read_log(events, None)] == [by, second, first]
    assert [entry.event for entry in read_log(events, "<b@kernel.example>")] == [second]
    assert [entry.event for entry in read_log(events, "a@kernel.example")] == [by, first]
    assert [entry.event for entry in read_log(events, first.id)] == [by, first]
    assert [entry.holds for entry in read_log(events, first.group)] == [True, True, False]
    with pytest.raises(UserError, match="no event is called so"):
        read_log(events, "c@kernel.example")
