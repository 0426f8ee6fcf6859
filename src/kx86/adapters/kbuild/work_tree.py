# SPDX-License-Identifier: GPL-2.0-or-later
"""The work tree of the builder: files of one commit after another, written by git only where they differ.

It belongs to no branch and `git worktree list` does not know it: its index lies beside it, and git works from a private git
directory, in which no hook, filter or setting of the user is in force.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from kx86.adapters.git.private import Private
from kx86.errors import EnvironmentProblem

_FRESH = "0" * 40
_LARGEST = 16 << 20


class WorkTree:
    """The work tree in a folder; whoever uses it holds the lock of the place."""

    def __init__(self, private: Private, folder: Path) -> None:
        self.path = folder / "source"
        self._private = private
        self._index = folder / "index"
        self._state = folder / "checked-out"
        self._now: str | None = None

    @property
    def is_fresh(self) -> bool:
        """Must every file be written first?"""
        return not self._index.exists()

    @property
    def now(self) -> str:
        """The tree that is checked out, empty for none."""
        return self._now or ""

    def check_out(self, tree: str) -> None:
        """Make the files those of a tree.  Raises EnvironmentProblem when they cannot be written."""
        if self._now is None:
            self._now = self._mended()
        if self._now == tree:
            return
        self._now = None
        # Whoever comes after a run that was killed half-way finds this file empty.
        self._state.write_text("")
        self._git("read-tree", "--reset", "-u", tree)
        self._state.write_text(tree)
        self._now = tree

    def read(self, path: str) -> bytes | None:
        """Return a file, None when there is none; links are none, since a series may lay them anywhere."""
        place = self.path
        for part in path.split("/"):
            place = place / part
            if part in ("", ".", "..") or "\0" in part or place.is_symlink():
                return None
        if not place.is_file():
            return None
        with place.open("rb") as file:
            return file.read(_LARGEST)

    def _mended(self) -> str:
        """The tree that is there; what a killed run left is put right first."""
        self.path.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            (self._index.with_name("index.lock")).unlink()
        try:
            known = self._state.read_text().strip()
        except (OSError, ValueError):
            known = ""
        if not self._index.exists():
            return _FRESH
        if not known:
            # git would leave alone what its index takes for right.
            self._git("checkout-index", "--all", "--force", "--index", "--quiet")
            self._git("clean", "-ffdxq")
        return known or _FRESH

    def _git(self, *arguments: str) -> None:
        extra: Mapping[str, str] = {"GIT_WORK_TREE": str(self.path), "GIT_INDEX_FILE": str(self._index)}
        done = self._private.git("-c", "core.bare=false", *arguments, extra=extra)
        if done.status:
            raise EnvironmentProblem(
                f"{self.path}: git {arguments[0]}: {done.complaint or 'failed'}",
                hint=f"df -h {os.path.dirname(self.path)}; kx86 build --clean begins anew",
            )
