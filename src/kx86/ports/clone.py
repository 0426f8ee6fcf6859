# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of the clone at hand to set it up: its remotes and branches, and its git config."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kx86.trees.follow import CloneSettings


class Clone(Protocol):
    """The clone at hand.  `trace` lists the git commands that were run."""

    trace: list[Sequence[str]]

    def settings(self) -> "CloneSettings":
        """Return what the clone says of itself."""
        ...

    def write(self, key: str, value: str, *, worktree: bool) -> None:
        """Set a key of git config, for this clone or for this worktree alone.

        Raises EnvironmentProblem when git cannot write it.
        """
        ...
