# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of the user's own branches: what they track, and the settings of git that go with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """The upstream of a branch: the remote (`.` for the clone itself), the full name of the ref here, and what to type."""

    remote: str
    ref: str
    short: str


class OwnBranches(Protocol):
    """The user's branches.  `trace` lists the git commands that were run."""

    trace: list[Sequence[str]]

    def current(self) -> str | None:
        """Name the branch at hand, None for a detached HEAD."""
        ...

    def exists(self, name: str) -> bool:
        """Is there a local branch of this name?"""
        ...

    def tracking(self, name: str) -> Tracking | None:
        """Return the upstream of a branch, None without one; one whose ref is gone has an empty `short`."""
        ...

    def setting(self, key: str) -> str | None:
        """Return the value of a key of git's configuration."""
        ...

    def commands(self) -> frozenset[str]:
        """Name git's own commands, which no alias can replace."""
        ...

    def set_upstream(self, name: str, upstream: str) -> None:
        """Set the upstream of a branch.  Raises EnvironmentProblem when git refuses."""
        ...

    def set_alias(self, name: str, command: str) -> None:
        """Define an alias in the user's own configuration.  Raises EnvironmentProblem when git refuses."""
        ...
