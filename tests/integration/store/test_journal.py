# SPDX-License-Identifier: GPL-2.0-or-later
"""One contract for the journal on disk and its twin in memory."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from kx86.adapters.store.memory import MemoryJournal
from kx86.adapters.store.sqlite import SqliteJournal
from kx86.errors import EnvironmentProblem, InternalError, UserError
from kx86.journal.event import MOST_IN_A_COMMAND, make_id
from kx86.journal.kinds import LINK, UNDO
from kx86.ports.journal import Journal, JournalBusy

START = 1_707_134_400_000
ANN = "Ann Author <ann@kernel.example>"
BODY = {"earlier": "v1@kernel.example", "reason": "ünïcode and a \x00 byte"}
Open = Callable[..., Journal]


def clock(*moments: int) -> Callable[[], int]:
    """Tell these moments, in milliseconds after START."""
    return iter([START + moment for moment in moments]).__next__


class JournalContract:
    """What holds for every journal."""

    def open(self, tmp_path: Path, clock: Callable[[], int] | None = None, actor: str | None = ANN) -> Journal:
        raise NotImplementedError

    def test_nothing_was_ever_written(self, tmp_path):
        assert self.open(tmp_path).events() == ()
        assert list(tmp_path.iterdir()) == []

    def test_events_of_a_command_come_back_in_order(self, tmp_path):
        journal = self.open(tmp_path, clock(0, 7000))
        with journal.write("kx86 series link") as draft:
            first = draft.add(LINK, "v2@kernel.example", BODY)
            second = draft.add(UNDO, "v2@kernel.example", {}, first.id)
        with journal.write("kx86 undo") as draft:
            third = draft.add(UNDO, "v2@kernel.example", {}, second.id)
        assert journal.events() == (first, second, third)
        assert (first.actor, first.command, first.kind, first.schema) == (ANN, "kx86 series link", LINK, 1)
        assert (first.body, first.subject, first.undoes) == (BODY, "v2@kernel.example", None)
        assert first.group == second.group != third.group
        assert (first.time, third.time) == (START // 1000, START // 1000 + 7)

    def test_nothing_is_written_when_the_block_raises(self, tmp_path):
        journal = self.open(tmp_path)
        with pytest.raises(UserError):
            self.change_mind(journal)
        assert journal.events() == ()
        with journal.write("kx86 undo") as draft:
            draft.add(LINK, "x", BODY)
        assert len(journal.events()) == 1

    def change_mind(self, journal: Journal) -> None:
        with journal.write("kx86 undo") as draft:
            draft.add(LINK, "x", BODY)
            raise UserError("changed its mind")

    def test_a_command_without_events_leaves_none(self, tmp_path):
        journal = self.open(tmp_path)
        with journal.write("kx86 undo"):
            pass
        assert journal.events() == ()

    def test_one_writes_at_a_time_and_the_other_hears_who(self, tmp_path):
        journal = self.open(tmp_path)
        with journal.write("kx86 sync") as draft:
            draft.add(LINK, "x", BODY)
            with pytest.raises(JournalBusy, match="kx86 sync") as caught, journal.write("kx86 undo"):
                pass
            with pytest.raises(JournalBusy, match="kx86 sync"):
                journal.take([], "kx86 state fetch")
            assert journal.events() == ()
        assert caught.value.status == 3 and caught.value.hint
        assert len(journal.events()) == 1

    def test_a_clock_that_goes_back_does_not_turn_events_round(self, tmp_path):
        journal = self.open(tmp_path, clock(10_000, 0, 0))
        made = [self.one(journal) for _ in range(3)]
        assert [event.id for event in made] == sorted(event.id for event in made)
        assert journal.events() == tuple(made)

    def test_an_event_from_a_broken_clock_moves_no_other_but_can_be_undone(self, tmp_path):
        journal = self.open(tmp_path, clock(0, 1000, 2000))
        years = START + 5 * 365 * 86_400_000
        ahead = replace(self.one(self.open(tmp_path / "there")), id=make_id(years, 0, 0), time=years // 1000)
        journal.take([ahead], "kx86 state fetch")
        assert self.one(journal).time == START // 1000
        with journal.write("kx86 undo") as draft:
            assert draft.add(UNDO, "x", {}, ahead.id).id > ahead.id
        assert self.one(journal).time == START // 1000 + 2

    def one(self, journal: Journal):
        with journal.write("kx86 series link") as draft:
            return draft.add(LINK, "x", BODY)

    def test_events_from_elsewhere_are_kept_once(self, tmp_path):
        here, there = self.open(tmp_path / "here"), self.open(tmp_path / "there", clock(500, 1500))
        mine, first, second = self.one(here), self.one(there), self.one(there)
        assert here.take(there.events(), "kx86 state fetch") == 2
        assert here.take([*there.events(), mine], "kx86 state fetch") == 0
        assert {event.id for event in here.events()} == {mine.id, first.id, second.id}

    def test_an_event_from_elsewhere_may_be_of_a_later_kx86(self, tmp_path):
        journal = self.open(tmp_path)
        later = replace(
            self.one(self.open(tmp_path / "there")), kind="queue.move", schema=9, body={"to": ["svm", None]}
        )
        journal.take([later], "kx86 state fetch")
        assert journal.events() == (later,)

    def test_an_id_that_says_two_things_is_refused_and_both_are_named(self, tmp_path):
        journal = self.open(tmp_path)
        mine = self.one(journal)
        other = replace(mine, actor="Eve <eve@kernel.example>", command="kx86 forge")
        fine = replace(mine, id=make_id(START + 9, 9, 9), time=START // 1000)
        with pytest.raises(EnvironmentProblem) as caught:
            journal.take([fine, other], "kx86 state fetch")
        for part in (mine.id, "kx86 series link by Ann Author", "kx86 forge by Eve"):
            assert part in caught.value.message
        assert journal.events() == (mine,)

    def test_without_an_actor_nothing_begins(self, tmp_path):
        journal = self.open(tmp_path, actor=None)
        with pytest.raises(UserError), journal.write("kx86 undo"):
            raise AssertionError("the block ran")
        assert journal.events() == ()

    def test_a_kind_that_nobody_registered_is_a_bug(self, tmp_path):
        with pytest.raises(InternalError), self.open(tmp_path).write("kx86 undo") as draft:
            draft.add("queue.jump", "x", {})
        with pytest.raises(InternalError), self.open(tmp_path).write("kx86 undo") as draft:
            draft.add(LINK, "x", {"earlier": 1})

    def test_a_command_has_no_end_of_events(self, tmp_path, monkeypatch):
        monkeypatch.setattr("kx86.adapters.store.draft.MOST_IN_A_COMMAND", 3)
        journal = self.open(tmp_path)
        with pytest.raises(EnvironmentProblem, match="more than"):
            self.add_many(journal, 4)
        assert journal.events() == () and MOST_IN_A_COMMAND == 1 << 20

    def add_many(self, journal: Journal, number: int) -> None:
        with journal.write("kx86 sync") as draft:
            for _ in range(number):
                draft.add(LINK, "x", BODY)


def actor_of(name: str | None) -> Callable[[], str]:
    def actor() -> str:
        if name is None:
            raise UserError("git does not know who is at work")
        return name

    return actor


class TestMemory(JournalContract):
    chances = count(1)

    def open(self, tmp_path, clock=None, actor=ANN):
        return MemoryJournal(actor_of(actor), clock, self.chances.__next__)


class TestSqlite(JournalContract):
    def open(self, tmp_path, clock=None, actor=ANN):
        more = {"clock": clock} if clock else {}
        return SqliteJournal(str(tmp_path / "state" / "state.db"), actor_of(actor), patience=0, **more)
