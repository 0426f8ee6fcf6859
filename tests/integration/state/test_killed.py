# SPDX-License-Identifier: GPL-2.0-or-later
"""An exchange that is killed, git and all, leaves nothing half done: the next one ends as if there had been no other."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kx86.adapters.git.state_ref import LocalStateRef
from kx86.adapters.store.sqlite import SqliteJournal
from kx86.journal.kinds import LINK
from kx86.journal.shared import events_of
from kx86.ports.state_ref import REF

SOURCE = Path(__file__).resolve().parents[3] / "src"
FIXED_SEED = 1
# Seconds that an exchange takes: begin to kill when Python has started.
FIRST, LAST = 0.05, 0.5


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True)
    return done.stdout.decode().strip()


class Machine:
    """A clone and a home."""

    def __init__(self, root: Path, name: str) -> None:
        self.name = name
        self.clone = root / name
        self.home = root / f"{name}-state"
        git(root, "clone", "-q", str(root / "shared.git"), name)
        git(self.clone, "config", "user.name", name)
        git(self.clone, "config", "user.email", f"{name}@kernel.example")

    @property
    def journal(self) -> SqliteJournal:
        return SqliteJournal(
            str(self.home / "kx86" / "kvm-x86" / "state.db"), lambda: f"{self.name} <m@kernel.example>"
        )

    def decide(self, number: int) -> None:
        with self.journal.write("kx86 series link") as draft:
            for part in range(3):
                draft.add(
                    LINK, f"v{number}.{part}@kernel.example", {"earlier": "v1@kernel.example", "reason": self.name}
                )

    def start(self, what: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONPATH": str(SOURCE), "XDG_STATE_HOME": str(self.home)}
        argv = [sys.executable, "-m", "kx86", "state", what, "-C", str(self.clone)]
        pipe = subprocess.PIPE
        return subprocess.Popen(argv, env=environment, start_new_session=True, stdout=pipe, stderr=pipe, text=True)

    def run(self, what: str) -> None:
        # A git that was killed leaves its lock, which its message names.
        for lock in (self.clone / ".git").rglob("*.lock"):
            lock.unlink()
        process = self.start(what)
        _, said = process.communicate()
        assert process.returncode == 0, said


def kill_exchanges(root: Path, times: int, chance: random.Random) -> None:
    git(root, "init", "-q", "--bare", "shared.git")
    ann, bob = machines = [Machine(root, name) for name in ("ann", "bob")]
    for number in range(times):
        machine = machines[number % 2]
        machine.decide(number)
        process = machine.start(chance.choice(["push", "push", "fetch"]))
        time.sleep(chance.uniform(FIRST, LAST))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        for lock in (*(machine.clone / ".git").rglob("*.lock"), *(root / "shared.git").rglob("*.lock")):
            lock.unlink()
    for machine, what in ((ann, "push"), (bob, "push"), (ann, "fetch")):
        machine.run(what)
    ref = LocalStateRef(str(root / "shared.git"))
    assert ann.journal.events() == bob.journal.events() == events_of(ref.files(REF))
    assert len(ann.journal.events()) == 3 * times
    git(root / "shared.git", "fsck", "--strict", "--connectivity-only")


def test_exchanges_killed_at_random_moments_end_whole(tmp_path):
    kill_exchanges(tmp_path, 8, random.Random(FIXED_SEED))


@pytest.mark.deep
def test_many_exchanges_killed_at_random_moments_end_whole(tmp_path, request):
    given = request.config.getoption("--hypothesis-seed", default=None)
    seed = int(given) if given and str(given).isdecimal() else random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    kill_exchanges(tmp_path, 120, random.Random(seed))
