# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of the trees that a clone follows: refs, ancestry, and merges that leave nothing behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kx86.profile.model import Profile
    from kx86.series.series import Series
    from kx86.trees.landscape import Landscape


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A conflict of a merge: the path, and its kind in git's words (`contents`, `modify/delete`, `add/add` ...)."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A merge of two commits: the tree that came out of it (with conflict markers), and the conflicts."""

    tree: str
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """Where a series stops to fit: the number of the patch from 1, the path, and why in a few words."""

    n: int
    path: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A series on another base: the commits that were made, those before the one that does not fit included.

    `empty` are the numbers of patches that change nothing there, because their change is there already; an empty commit stands
    for each.  `merged` are the numbers of patches that did not fit as they are, but by a three-way merge.
    """

    commits: tuple[str, ...]
    stuck: Stuck | None = None
    empty: tuple[int, ...] = ()
    merged: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a branch adds: its commits, oldest first, and the commit below them.

    `folded` tells that this commit is a merge that no ref here holds, such as an old `next`.
    """

    commits: tuple[str, ...]
    base: str
    folded: bool = False


class Scratch(Protocol):
    """Merges and commits in memory; a context, with which what was written is gone.  No work tree or index is touched."""

    def merge(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Merged]:
        """Merge pairs of commits as `git merge` would."""
        ...

    def replay(self, commits: Sequence[str], onto: str) -> Moved:
        """Put commits, oldest first, on top of another as `git rebase` would: a three-way merge for each."""
        ...

    def apply(self, series: "Series", onto: str, *, three_way: bool = False) -> Moved:
        """Put the patches of a posted series on top of a commit as `git am` would: every hunk must fit.

        `three_way` is `git am -3`: a patch that does not fit is merged, if the clone has the blobs that it was made from.
        """
        ...


class Trees(Protocol):
    """The trees that a clone follows.  `trace` lists the git commands that were run."""

    trace: list[Sequence[str]]

    def landscape(self, profile: "Profile", chosen: Mapping[str, str]) -> "Landscape":
        """See which refs are branches of which tree; `chosen` maps a tree to its remote, as `kx86 init` writes it."""
        ...

    def commit(self, revision: str) -> str | None:
        """Return the id of the commit that a revision names, None when there is none."""
        ...

    def is_ancestor(self, ancestor: str, descendant: str) -> bool:
        """Is one commit reachable from another?  A commit is its own ancestor."""
        ...

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the best common ancestor of two commits, None without one."""
        ...

    def commits(self, included: Sequence[str], excluded: Sequence[str], most: int) -> Sequence[str]:
        """Return the commits reachable from some and not from others, newest first, at most so many."""
        ...

    def count(self, included: Sequence[str], excluded: Sequence[str]) -> int:
        """Count the commits reachable from some and not from others."""
        ...

    def line(self, tip: str, known: Sequence[str], most: int) -> Line | None:
        """Return the straight run of commits from a tip down to what is reachable from known ones, or to a merge.

        None when the tip itself is reachable from them.  Raises UserError beyond `most` commits.
        """
        ...

    def containing(self, commit: str) -> frozenset[str]:
        """Return the full names of the remote-tracking branches and local branches from which a commit is reachable."""
        ...

    def touching(
        self, path: str, included: Sequence[str], excluded: Sequence[str], most: int
    ) -> Sequence[tuple[str, str]]:
        """Return the commits that touch a path, newest first, at most so many: their ids and shortlogs."""
        ...

    def taken(self, tip: str, other: str) -> frozenset[str]:
        """Return the commits of a branch whose change another has by itself, as `git rebase` leaves them out."""
        ...

    def describe(self, commit: str) -> str | None:
        """Return a release and how many commits lie above it (`v6.14-rc2-31-g0123456789ab`), None when none is below."""
        ...
