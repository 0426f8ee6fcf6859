# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of a commit that is being made, from inside its commit-msg hook; nothing here writes."""

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from kx86.series.commit import Commit

Busy = Literal["merge", "rebase", "cherry-pick", "revert"]


class PendingCommit(Protocol):
    """A commit whose message has been written and which does not exist yet."""

    def under_way(self) -> Busy | None:
        """Name the larger operation that this commit is a step of."""
        ...

    def message(self) -> str:
        """Return the message file as it is, comments included."""
        ...

    def comment_prefix(self) -> str | None:
        """Return what begins a comment line in the message; None when comments are kept because nobody edited it."""
        ...

    def commit(self, message: str) -> "Commit":
        """Return the commit as it will be, with this message; an amended one against the parent of what it replaces."""
        ...


class HookFolder(Protocol):
    """The folder that git runs hooks from."""

    path: str

    def read(self, name: str) -> str | None:
        """Return the text of a hook, None without one."""
        ...

    def is_tracked(self, name: str) -> bool:
        """Is the hook a file that the repository itself carries?"""
        ...

    def write(self, name: str, text: str) -> None:
        """Write an executable hook, in one step.  Raises EnvironmentProblem when that is impossible."""
        ...

    def rename(self, old: str, new: str) -> None:
        """Rename a hook."""
        ...

    def remove(self, name: str) -> None:
        """Remove a hook."""
        ...
