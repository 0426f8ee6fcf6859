# SPDX-License-Identifier: GPL-2.0-or-later
"""Where a branch stands and how it merges in; whether its base is the one that was asked for, and what to do, out."""

from collections.abc import Mapping
from dataclasses import dataclass

from kx86.trees.landscape import Branch, Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A commit as people call it: what to type (`x/pmu~3`, a tag, a SHA1) and the branch or tag that it belongs to."""

    sha: str
    name: str
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What keeps a series from a commit: the number of the patch from 1, the path, and why.

    `culprit` is the first commit of the wanted branch that keeps the series out: its id and shortlog.
    """

    n: int
    path: str
    why: str
    culprit: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How a branch and the base that is asked for go together.

    `base` is where the branch stands.  `below` counts commits of the base that the wanted branch lacks, which would come along;
    `behind` counts commits of the wanted branch above the common point `fork`.  `folded` tells a base that is a merge which no
    ref holds.  `stop` says what keeps the series from today's tip.  `clashes` names the other topics that the series conflicts
    with there, and the files.
    """

    wanted: Branch | Tag
    base: Ground
    fork: str | None
    below: int
    behind: int
    folded: bool = False
    stop: Stop | None = None
    empty: int = 0
    clashes: Mapping[str, tuple[str, ...]]

    @property
    def right(self) -> bool:
        """Is the branch based on what was asked for, however old?"""
        return self.fork is not None and not self.below and not self.folded


def needs_next(clashes: Mapping[str, tuple[str, ...]]) -> bool:
    """Is `next` the right base: does a series conflict with several topic branches beside its own?"""
    return len(clashes) > 1
