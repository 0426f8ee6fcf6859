# SPDX-License-Identifier: GPL-2.0-or-later
"""Measure building a ten-patch series in three configurations, on Linux as Debian has it.

    make bench-build

Nothing is known at the beginning: neither results nor objects nor the compiler's cache.  Peers in the same run, without a
compiler's cache: the loop of a maintainer, who checks the base and each patch out and runs make in one folder of output for each
configuration, as many jobs at once as kx86; and a clean gate for each patch, which costs what the base costs in that loop.  Then
the same series again, and a second version, in which the fifth patch differs.  Takes 15 minutes on two idle cores; `--tiny`
takes half a minute on the tiny kernel and tells nothing.  Ends with one JSON line; status 0 whatever the figures are, 3 when
it cannot run.
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.plain import FREE, JOBS, Cost, Plain, run
from bench.timing import figure
from kx86.apps import wiring
from kx86.testing.configuration import Configuration
from world import buildable, linux
from world.build_series import TEN, commit, revised
from world.source import stop

NAMES = ("64-bit", "lockdep", "32-bit")
CHANGED = 5
_NEEDED = {"gcc": "gcc", "make": "make", "ccache": "ccache", "bwrap": "bubblewrap", "flex": "flex", "bison": "bison"}


@dataclass(frozen=True)
class Ground:
    """A clone, the commit that a series is on, and folders of output of each configuration."""

    clone: Path
    base: str
    outputs: Path
    configurations: Mapping[str, Configuration]

    def plain(self) -> list[Plain]:
        """What builds by hand."""
        return [Plain(self.clone, self.outputs / name, self.configurations[name]) for name in NAMES]


@dataclass(frozen=True)
class Ours:
    """A run of kx86: what it cost, and the processor seconds of its own process."""

    cost: Cost
    own: float


def hand_loop(at: Ground, commits: Sequence[str]) -> tuple[Cost, Cost]:
    """What the base costs in all configurations, and what the patches cost after it."""
    base = patches = FREE
    for plain in at.plain():
        plain.clean()
        plain.check_out(at.base)
        base += _good(plain.configure() + plain.gate(), f"by hand, {plain.configuration.name}, base")
    for number, one in enumerate(commits, 1):
        patches += at.plain()[0].check_out(one)
        for plain in at.plain():
            patches += _good(plain.gate(), f"by hand, {plain.configuration.name}, patch {number}")
    return base, patches


def build(at: Ground, cache: Path, branch: str) -> Ours:
    """Run `kx86 build` on a branch."""
    note = cache / "own"
    words = [word for name in NAMES for word in ("--config", name)]
    argv = [
        sys.executable,
        "-m",
        "bench.own",
        str(note),
        "build",
        "--json",
        "-j",
        str(JOBS),
        *words,
        f"{at.base}..{branch}",
    ]
    cost = run(argv, folder=at.clone, more={"XDG_CACHE_HOME": str(cache), "PYTHONPATH": os.pathsep.join(sys.path)})
    if cost.status:
        stop(f"kx86 build {branch} left with {cost.status}: {cost.said[-2000:]}")
    own = float(note.read_text())
    print(
        f"kx86, {branch}: {cost.wall:.1f} s, {cost.cpu:.1f} s of processor time, {own:.2f} s of that its own",
        flush=True,
    )
    return Ours(cost, own)


def _good(cost: Cost, what: str) -> Cost:
    if cost.status:
        stop(f"{what}: make left with {cost.status}: {cost.said[-2000:]}")
    print(f"{what}: {cost.wall:.1f} s, {cost.cpu:.1f} s of processor time", flush=True)
    return cost


def ground(folder: Path, tiny: bool) -> Ground:
    """Make a clone in a folder."""
    if tiny:
        clone, base = buildable.repository(folder / "linux"), buildable.TAG
    else:
        clone = linux.clone(folder / "linux")
        base = linux.release(clone)
    return Ground(clone, base, folder / "out", wiring.how_tested().configurations)


def measure(at: Ground, folder: Path, peers_only: bool) -> list[dict[str, str | float]]:
    """Run everything, peers first."""
    commits = commit(at.clone, TEN, at.base)
    commit(at.clone, revised(TEN, CHANGED), at.base)
    base, patches = hand_loop(at, commits)
    hand = base + patches
    naive = base.cpu * len(commits)
    print(
        f"a clean gate for each patch: {naive:.0f} s of processor time; by hand {hand.cpu:.0f} s, {hand.wall:.0f} s on the wall"
    )
    if peers_only:
        return []
    (folder / "cache").mkdir()
    first, again, second = (build(at, folder / "cache", name) for name in ("ten", "ten", "ten-v2"))
    return [
        figure("ten patches, three configurations, bases included: times less processor time than a clean gate per patch",
               naive / first.cost.cpu, ">= 3"),
        figure("the same, seconds of processor time", first.cost.cpu, ""),
        figure("the same, wall time as a part of that by hand", first.cost.wall / hand.wall, "<= 1.05"),
        figure("the same, processor time as a part of that by hand", first.cost.cpu / hand.cpu, ""),
        figure("the same series again, seconds on the wall", again.cost.wall, "< 5"),
        figure("version 2 with one changed patch, times faster than version 1", first.cost.wall / second.cost.wall, ">= 5"),
        figure("the same in processor time", first.cost.cpu / second.cost.cpu, ""),
        figure("kx86's own processor time, percent of all", 100 * first.own / first.cost.cpu, "< 3"),
    ]  # fmt: skip


def main() -> int:
    """Run, and print the figures."""
    for program, package in _NEEDED.items():
        if shutil.which(program) is None:
            stop(f"{program} is missing; as root: apt-get install {package}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        at = ground(folder, "--tiny" in sys.argv)
        figures = measure(at, folder, "--peers" in sys.argv)
    print(json.dumps({"bench": "build", "figures": figures}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
