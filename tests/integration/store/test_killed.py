# SPDX-License-Identifier: GPL-2.0-or-later
"""Killed at any call to SQLite and at any moment, a command is written whole or not at all, and the next one works."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from kx86.adapters.store.sqlite import SqliteJournal
from kx86.journal.kinds import LINK

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[2] / "src"
EVENTS = 5
FIXED_SEED = 1


def start(path: Path, commands: int, events: int, call: int = 0) -> subprocess.Popen[str]:
    argv = [sys.executable, str(HERE / "killed.py"), str(path), str(commands), str(events), str(call)]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    return subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=environment)


def check(path: Path, said: str, events: int, before: int = 0) -> int:
    """Fail unless what is there is whole, holds what was told to be written, and can be added to; return the commands."""
    journal = SqliteJournal(str(path), lambda: "Ann <ann@kernel.example>", patience=0)
    found = Counter(event.body["earlier"] for event in journal.events() if event.command.startswith("kx86 number"))
    told = len(said.splitlines())
    assert all(number % events == 0 for number in found.values()), f"half a command: {found}"
    written = sum(found.values()) // events - before
    # The command under way may have been written before it could say so.
    assert told <= written <= told + 1
    with journal.write("kx86 after") as draft:
        draft.add(LINK, "x", {"earlier": "v1", "reason": ""})
    assert len(journal.events()) == (before + written) * events + sum(
        event.command == "kx86 after" for event in journal.events()
    )
    assert sorted(file.name for file in path.parent.iterdir()) == ["state.db", "state.db.lock"]
    return before + written


def kill_at_every_call(folder: Path, commands: int, events: int) -> int:
    """Kill a run at its first call, the next run at its second, and so on until one is not killed; return how many were."""
    call = 1
    while True:
        path = folder / str(call) / "state.db"
        with start(path, commands, events, call) as process:
            said, _ = process.communicate()
        check(path, said, events)
        if process.returncode == 0:
            return call - 1
        call += 1


def kill_at_moments(path: Path, times: int, events: int, chance: random.Random) -> int:
    """Kill one run after the other, all on one file; return the commands that were written."""
    written = 0
    for _ in range(times):
        with start(path, 10_000, events) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(chance.random() * 0.03)
            process.kill()
            rest, _ = process.communicate()
        written = check(path, first + rest, events, written)
    return written


def test_killed_at_every_call_a_command_is_whole_or_absent(tmp_path):
    assert kill_at_every_call(tmp_path, 1, 2) > 25


def test_killed_at_random_moments_every_command_that_was_told_is_there(tmp_path):
    assert kill_at_moments(tmp_path / "state.db", 12, EVENTS, random.Random(FIXED_SEED)) > 12


def test_writers_at_the_same_time_lose_nothing(tmp_path):
    path = tmp_path / "state.db"
    writers = [start(path, 10, EVENTS) for _ in range(4)]
    assert [writer.communicate()[0].count("\n") for writer in writers] == [10] * 4
    events = SqliteJournal(str(path), lambda: "Ann <ann@kernel.example>").events()
    assert set(Counter(event.group for event in events).values()) == {EVENTS}
    assert len(events) == 4 * 10 * EVENTS


@pytest.mark.deep
def test_killed_at_every_call_of_several_commands(tmp_path):
    assert kill_at_every_call(tmp_path, 3, EVENTS) > 80


@pytest.mark.deep
def test_killed_at_many_moments(tmp_path, request):
    given = request.config.getoption("--hypothesis-seed", default=None)
    seed = int(given) if given and str(given).isdecimal() else random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    for number in range(10):
        # What is there is read after each kill, so begin anew before it is much.
        kill_at_moments(tmp_path / str(number) / "state.db", 20, 40, chance)
