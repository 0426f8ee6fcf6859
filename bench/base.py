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
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from bench.postings import Postings, Truth, git, is_same, mbox
from bench.timing import figure
from kx86.apps import wiring
from kx86.apps.cli.lists import Lists
from kx86.apps.cli.session import Session
from kx86.flows.mail_sources import read_files
from kx86.flows.pending import Pending
from kx86.flows.posted_base import PostedBases
from kx86.flows.sources import Input
from kx86.series.series import Series
from kx86.trees.landscape import Landscape
from kx86.trees.posted import PostedBase

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

    @property
    def topics(self) -> dict[str, str]:
        """The tips of the topics."""
        return {topic.name: topic.sha for topic in self.landscape.topics}


def ground(clone: Path) -> Ground:
    """See what a clone follows."""
    return Ground(
        clone,
        wiring.trees(str(clone)).landscape(wiring.profile(), {"kvm-x86": "x", "kvm": "kvm", "mainline": "origin"}),
    )


def generate(at: Ground, number: int, seed: int) -> list[Truth]:
    """Make series; every fifth is stale, and every sixth stands on one that is pending."""
    makes = Postings(at.clone, at.topics, seed, at.landscape.releases[0].sha)
    made: list[Truth] = []
    for count in range(number):
        if count % 6 == 5:
            made.append(makes.on(made[-1]))
        else:
            made.append(makes.one(stale=count % 5 == 4))
    return made


def read(truth: Truth, folder: Path) -> Series:
    """The posting as kx86 reads it from a file."""
    place = folder / "posting.mbox"
    place.write_bytes(mbox(truth.mails))
    into = Input()
    read_files(wiring.files(), [str(place)], into)
    (series,) = into.series
    return series


def wrong(at: Ground, truth: Truth, answer: PostedBase) -> str:
    """Say what is wrong with an answer; nothing when it is right."""
    base = answer.base
    if base is None:
        return "no base"
    if base.how not in ("blobs", "base-commit") or not is_same(at.clone, base.commit, (truth.below or truth).before):
        return f"{base.name} has other files"
    if answer.applies is not True:
        return "does not apply"
    own = any(one.kind == "topic" for one in answer.depends)
    if (
        own
        and base.topic != truth.topic
        and truth.commit not in git(at.clone, "rev-list", "-400", str(base.tip)).split()
    ):
        return f"topic {base.topic} and not {truth.topic}"
    if base.topic is not None and base.tip is not None:
        run = git(at.clone, "rev-list", "--first-parent", "-400", base.tip).split()
        behind = next(number for number, sha in enumerate(run) if is_same(at.clone, sha, (truth.below or truth).before))
        if base.behind != behind and base.behind != int(
            git(at.clone, "rev-list", "--count", f"{run[behind]}..{base.tip}")
        ):
            return f"{base.behind} behind and not {behind}"
    if truth.below and not any(one.posting == truth.below.id for one in answer.depends):
        return "does not name what is pending"
    return ""


def bases(at: Ground, truths: list[Truth], folder: Path) -> tuple[int, list[str]]:
    """How many answers are right, and what is wrong with the others."""
    archive = folder / "list.mbox"
    archive.write_bytes(mbox([mail for truth in truths for mail in truth.mails]))
    lists = Lists(Session({}), (str(archive),))
    errors = []
    with wiring.scratch(str(at.clone)) as scratch:
        found = PostedBases(at.landscape, scratch, wiring.blob_history(scratch), Pending(lists.open()))
        for truth in truths:
            why = wrong(at, truth, found.answer(read(truth, folder)))
            if why:
                errors.append(f"{truth.id} ({truth.kind} on {truth.topic}): {why}")
    return len(truths) - len(errors), errors


def one_large(at: Ground, folder: Path) -> tuple[float, float]:
    """Processor seconds for a 30-patch series, and for `git am` of it on the tip of each topic."""
    truth = Postings(at.clone, at.topics, 30, at.landscape.releases[0].sha).one(30)
    series = read(truth, folder)
    started = cpu()
    clone_again = ground(at.clone)
    with wiring.scratch(str(at.clone)) as scratch:
        PostedBases(clone_again.landscape, scratch, wiring.blob_history(scratch)).answer(series)
    ours = cpu() - started
    started = cpu()
    place = folder / "tree"
    run = ["git", "-C", str(at.clone), "worktree", "add", "-q", "--detach", str(place), at.landscape.releases[0].sha]
    subprocess.run(run, check=True, capture_output=True)
    for tip in at.topics.values():
        for command in (["reset", "-q", "--hard", tip], ["am", "-q", str(folder / "posting.mbox")], ["am", "--abort"]):
            subprocess.run(["git", "-C", str(place), *command], check=False, capture_output=True)
    subprocess.run(["git", "-C", str(at.clone), "worktree", "remove", "--force", str(place)], check=True)
    return ours, cpu() - started


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
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        world = private(build(Plan(size=size)), folder / "world")
        at = ground(world.clone)
        right, errors = bases(at, generate(at, SERIES, seed), folder)
        for error in errors:
            print(error)
        ours, peer = one_large(at, folder)
        pairs, clashing = matrix(at)
    print(
        f"{clashing} pairs of {len(at.topics)} topics conflict; git am on each topic takes {peer:.2f} s of processor time"
    )
    figures = [
        figure(f"series with the right base, of {SERIES} (seed {seed})", right, SERIES, ">="),
        figure("base of a 30-patch series, seconds of processor time", ours, 0.1, "<"),
        figure("base of a 30-patch series, times faster than git am on each topic", peer / ours, 1, ">="),
        figure("conflict matrix of all topics, seconds of processor time", pairs, 0.5, "<"),
    ]
    print(json.dumps({"bench": "base", "figures": figures}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
