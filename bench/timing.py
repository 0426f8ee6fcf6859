# SPDX-License-Identifier: GPL-2.0-or-later
"""Run commands and see what they cost."""

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from world.source import stop

ROUNDS = 3


class Run(NamedTuple):
    """One run of a command: wall time and processor time in seconds, and what it printed."""

    wall: float
    cpu: float
    out: str


def timed(argv: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> Run:
    """Run a command once; its children count as well."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    env = {**os.environ, **(environment or {})}
    done = subprocess.run(argv, cwd=folder, env=env, capture_output=True, text=True, check=False)
    spent = time.perf_counter() - begin
    if done.returncode not in (0, 1):
        stop(f"{argv[0]} left with {done.returncode}: {done.stderr.strip()[-300:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(spent, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout)


def median(work: Callable[[], float]) -> float:
    """Take the median of some runs."""
    return statistics.median(work() for _ in range(ROUNDS))


def figure(name: str, got: float, want: str) -> dict[str, str | float]:
    """Make one figure of the JSON line."""
    return {"name": name, "got": round(got, 2), "want": want}
