# SPDX-License-Identifier: GPL-2.0-or-later
"""A run that is killed, at whatever moment, loses nothing: the next one ends where an undisturbed one ends.

One code, two sizes: some write calls and moments always, every write call and 200 moments in a campaign.
"""

import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from integration.archive.inbox import make_inbox
from integration.index.lists import append, content, make_epochs, some_mails, sync
from kx86.adapters.archive import epoch
from kx86.mail.mbox import join_mbox

WRITES = ("BEGIN", "INSERT", "DELETE", "UPDATE", "COMMIT", "PRAGMA user", "PRAGMA journal")


class Counting(sqlite3.Connection):
    """A connection that kills its process at one of its write calls."""

    calls = 0
    last = 1 << 60

    def _count(self, sql: str) -> None:
        if sql.lstrip().upper().startswith(tuple(word.upper() for word in WRITES)):
            Counting.calls += 1
            if Counting.calls >= Counting.last:
                os.kill(os.getpid(), signal.SIGKILL)

    def execute(self, sql: str, *more: Any) -> sqlite3.Cursor:
        self._count(sql)
        return super().execute(sql, *more)

    def executemany(self, sql: str, rows: Any) -> sqlite3.Cursor:
        self._count(sql)
        return super().executemany(sql, rows)

    def executescript(self, sql: str) -> sqlite3.Cursor:
        self._count(sql)
        return super().executescript(sql)


@pytest.fixture
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, ...]:
    """Lists that share some mails: an inbox of two epochs, a repository and an mbox."""
    monkeypatch.setattr(epoch, "BATCH", 9)
    inbox = make_epochs(tmp_path / "kvm", [some_mails(15), some_mails(12, 15)])
    box = make_inbox(tmp_path / "tests.git", some_mails(20, 10))
    (tmp_path / "old.mbox").write_bytes(join_mbox(some_mails(6, 24)))
    return (inbox, box, tmp_path / "old.mbox")


def in_a_child(work: Callable[[], object], *, kill_after: float | None = None) -> bool:
    """Do work in a process of its own, which may be killed; was it done?"""
    child = os.fork()
    if not child:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1] == 0


def counting(work: Callable[[], object], last: int) -> Callable[[], object]:
    def run() -> None:
        real = sqlite3.connect
        Counting.calls, Counting.last = 0, last
        sqlite3.connect = lambda *a, **k: real(*a, **{**k, "factory": Counting})  # type: ignore[assignment]
        work()

    return run


def killed_at(places: tuple[Path, ...], index: Path, number: int) -> bool:
    return not in_a_child(counting(lambda: sync(index, *places), number))


def check_kills(tmp_path: Path, places: tuple[Path, ...], numbers: list[int]) -> None:
    sync(tmp_path / "wanted", *places)
    wanted = content(tmp_path / "wanted")
    for number in numbers:
        index = tmp_path / f"killed-{number}"
        assert killed_at(places, index, number), f"write call {number} was never reached"
        sync(index, *places)
        assert content(index) == wanted, f"killed at write call {number}"


def calls(tmp_path: Path, places: tuple[Path, ...]) -> int:
    """Count the write calls of an undisturbed run by halving."""
    low, high = 1, 4096
    while low < high:
        middle = (low + high + 1) // 2
        if killed_at(places, tmp_path / f"count-{middle}", middle):
            low = middle
        else:
            high = middle - 1
    return low


def test_killed_at_some_write_calls(tmp_path: Path, lists: tuple[Path, ...]) -> None:
    last = calls(tmp_path, lists)
    assert last > 60
    check_kills(tmp_path, lists, sorted({1, 2, 3, last, *random.Random(3).sample(range(4, last), 12)}))


def check_moments(tmp_path: Path, places: tuple[Path, ...], count: int, chance: random.Random) -> None:
    begin = time.monotonic()
    sync(tmp_path / "wanted", *places)
    lasts = time.monotonic() - begin
    wanted = content(tmp_path / "wanted")
    for number in range(count):
        index = tmp_path / f"moment-{number}"
        # One and the same index is killed several times on its way.
        for _ in range(chance.randint(1, 3)):
            in_a_child(partial(sync, index, *places), kill_after=chance.random() * lasts)
        sync(index, *places)
        assert content(index) == wanted, f"moment {number}"


def test_killed_at_some_moments(tmp_path: Path, lists: tuple[Path, ...]) -> None:
    check_moments(tmp_path, lists, 8, random.Random(5))


def test_killed_while_new_mail_comes_in(tmp_path: Path, lists: tuple[Path, ...]) -> None:
    chance = random.Random(7)
    index = tmp_path / "index"
    for step in range(5):
        killed_at(lists, index, chance.randint(5, 40))
        append(lists[1], some_mails(7, 100 + 7 * step))
    sync(index, *lists)
    sync(tmp_path / "fresh", *lists)
    assert content(index) == content(tmp_path / "fresh")


@pytest.mark.deep
def test_killed_at_every_write_call(tmp_path: Path, lists: tuple[Path, ...]) -> None:
    check_kills(tmp_path, lists, list(range(1, calls(tmp_path, lists) + 1)))


@pytest.mark.deep
def test_killed_at_200_moments(tmp_path: Path, lists: tuple[Path, ...], seed: int) -> None:
    check_moments(tmp_path, lists, 200, random.Random(seed))
