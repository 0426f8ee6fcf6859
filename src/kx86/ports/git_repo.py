# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of a git repository; nothing here writes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kx86.handbook.facts import FunctionNames, NamedCommit
from kx86.series.commit import Commit


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A revision range: its commits, oldest first, and the merges in it, which are no patches."""

    commits: tuple[Commit, ...]
    merges: tuple[str, ...]


class GitRepo(Protocol):
    """A repository, read only.  `trace` lists the commands that were run."""

    trace: list[Sequence[str]]

    def range(self, spec: str) -> Range:
        """Return the commits of a range `A..B`, or the one commit that a single revision names.

        Raises UserError when git does not know the revision or the range is empty.
        """
        ...

    def knows(self, revision: str) -> bool:
        """Does a word name a commit?"""
        ...

    def work_tree(self) -> str | None:
        """Return the top folder of the work tree, None for a bare repository."""
        ...

    def refs(self) -> tuple[str, ...]:
        """Name the branches and tags, those of remotes included."""
        ...

    def upstream(self) -> str | None:
        """Name the upstream of the current branch, None without one."""
        ...

    def own_range(self, name: str) -> str | None:
        """Return the range of what a branch adds to its upstream, else to all remotes; None when it adds nothing."""
        ...

    def has_path(self, revision: str, path: str) -> bool:
        """Does a revision hold a path?"""
        ...

    def blobs(self, names: Sequence[str]) -> list[bytes | None]:
        """Return the blobs named (`revision:path` or a blob id), None where there is none."""
        ...

    def named_commits(self, shas: Iterable[str], series: Sequence[str]) -> Mapping[str, NamedCommit]:
        """Tell what abbreviated SHA1s name and where they are reachable; `series` are the commits being checked."""
        ...

    def history(self, paths: Iterable[str], before: str, limit: int = 12) -> Mapping[str, tuple[str, ...]]:
        """Return the recent shortlogs of each path, newest first, as of revision `before`."""
        ...

    def function_names(self, revision: str, *, build: bool) -> FunctionNames | None:
        """Answer for the names of functions in the tree of a revision; None when not cached and `build` is false."""
        ...
