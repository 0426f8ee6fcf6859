# SPDX-License-Identifier: GPL-2.0-or-later
"""Measure finding the bases of posted series on a world of 15 topics and 300 commits.

    make bench-base

200 generated series: random and stale commits of topics, some on top of a series that is pending in an archive.  Right means:
the named commit has the same pre-images at every path, the topic and how far it is behind are right, and what is pending is
named.  The peer of a 30-patch series is `git am` in a work tree, tried on each topic in turn.  Ends with one JSON line; status
0 whatever the figures are.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from bench.postings import Postings, Truth, mbox
from bench.right import Judge
from bench.timing import ROUNDS, figure
from kx86.apps import wiring
from kx86.apps.cli.lists import Lists
from kx86.apps.cli.session import Session
from kx86.flows.mail_sources import read_files
from kx86.flows.pending import Pending
from kx86.flows.posted_base import PostedBases
from kx86.flows.route import Clone, Router, likely_by
from kx86.flows.sources import Input
from kx86.ports.trees import Trees
from kx86.profile.model import Profile
from kx86.series.series import Series
from kx86.trees.landscape import Landscape

if TYPE_CHECKING:
    pass

SERIES = 200


def cpu() -> float:
    """Processor seconds so far, children that ended included."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


@dataclass(frozen=True)
class Ground:
    """A clone, what it follows, and the topics by name."""

    clone: Path
    landscape: Landscape
    trees: Trees

    def likely(self) -> Callable[[Series], Sequence[str]]:
        """What tells topics, as `kx86 base` asks `kx86 route`."""
        known = Clone(self.trees, self.landscape, wiring.topic_history(str(self.clone)))
        return likely_by(Router(self.landscape.profile, lambda _: "2023-02", known), self.landscape)

    @property
    def topics(self) -> dict[str, str]:
        """The tips of the topics."""
        return {topic.name: topic.sha for topic in self.landscape.topics}


def ground(clone: Path, profile: Profile | None = None) -> Ground:
    """See what a clone follows; a profile that was read before belongs to the start-up."""
    trees = wiring.trees(str(clone))
    chosen = {"kvm-x86": "x", "kvm": "kvm", "mainline": "origin"}
    return Ground(clone, trees.landscape(profile or wiring.profile(), chosen), trees)


def makes(at: Ground, seed: int) -> Postings:
    """A maker of postings on the topics, `next` and the dated tags."""
    merged = {tag.name: tag.sha for tag in at.landscape.dated}
    if at.landscape.next:
        merged["next"] = at.landscape.next.sha
    return Postings(at.clone, at.topics, seed, at.landscape.releases[0].sha, merged)


def generate(at: Ground, number: int, seed: int) -> list[Truth]:
    """Make series; every fifth is stale, every sixth stands on one that is pending, every seventh on a state of `next`."""
    maker = makes(at, seed)
    made: list[Truth] = []
    for count in range(number):
        if count % 6 == 5:
            made.append(maker.on(made[-1]))
        elif count % 7 == 6:
            made.append(maker.on_merged())
        else:
            made.append(maker.one(stale=count % 5 == 4))
    return made


def read(truth: Truth, folder: Path) -> Series:
    """The posting as kx86 reads it from a file."""
    place = folder / "posting.mbox"
    place.write_bytes(mbox(truth.mails))
    into = Input()
    read_files(wiring.files(), [str(place)], into)
    (series,) = into.series
    return series


def judge_of(at: Ground) -> Judge:
    """Who says what is right in a clone."""
    return Judge(at.clone, at.topics, [tag.sha for tag in at.landscape.releases])


def bases(at: Ground, judge: Judge, truths: list[Truth], folder: Path) -> tuple[int, list[str]]:
    """How many answers are right, and what is wrong with the others."""
    archive = folder / "list.mbox"
    archive.write_bytes(mbox([mail for truth in truths for mail in truth.mails]))
    lists = Lists(Session({}), (str(archive),))
    errors = []
    with wiring.scratch(str(at.clone)) as scratch:
        pending = Pending(lists.open())
        found = PostedBases(at.landscape, scratch, wiring.blob_history(scratch), pending, likely=at.likely())
        for truth in truths:
            why = judge.wrong(truth, found.answer(read(truth, folder)))
            if why:
                errors.append(f"{truth.id} ({truth.kind} on {truth.topic}): {why}")
    return len(truths) - len(errors), errors


def one_large(at: Ground, folder: Path) -> tuple[float, float, float]:
    """Processor and wall seconds for a 30-patch series, and processor seconds for `git am` of it on the tip of each topic."""
    truth = makes(at, 30).one(30)
    series = read(truth, folder)
    started, begin = cpu(), time.perf_counter()
    clone_again = ground(at.clone, at.landscape.profile)
    with wiring.scratch(str(at.clone)) as scratch:
        history, likely = wiring.blob_history(scratch), clone_again.likely()
        PostedBases(clone_again.landscape, scratch, history, likely=likely).answer(series)
    ours, wall = cpu() - started, time.perf_counter() - begin
    started = cpu()
    place = folder / "tree"
    run = ["git", "-C", str(at.clone), "worktree", "add", "-q", "--detach", str(place), at.landscape.releases[0].sha]
    subprocess.run(run, check=True, capture_output=True)
    for tip in at.topics.values():
        for command in (["reset", "-q", "--hard", tip], ["am", "-q", str(folder / "posting.mbox")], ["am", "--abort"]):
            subprocess.run(["git", "-C", str(place), *command], check=False, capture_output=True)
    subprocess.run(["git", "-C", str(at.clone), "worktree", "remove", "--force", str(place)], check=True)
    return ours, wall, cpu() - started


def matrix(at: Ground) -> tuple[float, int]:
    """Processor seconds for the merges of all pairs of topics, and how many conflict."""
    started = cpu()
    with wiring.scratch(str(at.clone)) as scratch:
        merged = scratch.merge(list(combinations(at.topics.values(), 2)))
    return cpu() - started, sum(bool(one.clashes) for one in merged)


def main() -> int:
    """Run, and print the figures."""
    from world.build import Plan, build, private

    seed = int(os.environ.get("SEED", "1"))
    size = "full" if "--full" in sys.argv else "parts" if "--parts" in sys.argv else "small"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = private(build(Plan(size=size)), folder / "world")
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        at = ground(world.clone)
        judge = judge_of(at)
        right, errors = bases(at, judge, generate(at, SERIES, seed), folder)
        for error in errors:
            print(error)
        rounds = sorted(one_large(at, folder) for _ in range(ROUNDS))
        ours, wall, peer = rounds[ROUNDS // 2]
        pairs, clashing = sorted(matrix(at) for _ in range(ROUNDS))[ROUNDS // 2]
    print(
        f"{clashing} pairs of {len(at.topics)} topics conflict; git am on each topic takes {peer:.2f} s of processor time"
    )
    figures = [
        figure(f"series with the right base, of {SERIES} (seed {seed})", right, f">= {SERIES}"),
        figure("base of a 30-patch series, seconds of processor time", ours, "< 0.1"),
        figure("the same, seconds on the wall", wall, ""),
        figure("base of a 30-patch series, times faster than git am on each topic", peer / ours, "> 1"),
        figure("conflict matrix of all topics, seconds of processor time", pairs, "< 0.5"),
    ]
    print(json.dumps({"bench": "base", "figures": figures}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
