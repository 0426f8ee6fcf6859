# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of git to share state: the ref refs/kx86/state here and on a remote; no other ref is ever touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

REF = "refs/kx86/state"
"""The ref of the journal; that of a profile of another name is called after it: refs/kx86/state-NAME."""


@dataclass(frozen=True, slots=True)
class Push:
    """What a remote answered: done, moved (somebody else was faster), or refused with the words of git."""

    state: Literal["done", "moved", "refused"]
    said: str = ""


class StateRef(Protocol):
    """The ref of one clone, and that of its remotes; `name` is that of the ref, `trace` holds the git commands that were run."""

    name: str
    trace: list[Sequence[str]]

    def remotes(self) -> Sequence[str]:
        """Name the remotes that are set up."""
        ...

    def tip(self) -> str | None:
        """Return the commit that the ref here points to, None without one."""
        ...

    def fetch(self, remote: str) -> str | None:
        """Bring the commit of the ref on a remote here, without a ref, and return it; None when the remote has none.

        Raises EnvironmentProblem when the remote cannot be read.
        """
        ...

    def files(self, commit: str) -> Mapping[str, bytes]:
        """Read the files of a commit: path -> content.

        Raises EnvironmentProblem when they are no plain files, or larger than any journal.
        """
        ...

    def commit(self, files: Mapping[str, bytes], parents: Sequence[str], message: str, time: int) -> str:
        """Make a commit of these files; the same arguments make the same commit."""
        ...

    def is_ancestor(self, commit: str, of: str) -> bool:
        """Is a commit part of the history of another one?"""
        ...

    def move(self, new: str, old: str | None) -> bool:
        """Let the ref here point to `new`; False when it does not point to `old` any more (None: when it is there by now)."""
        ...

    def push(self, remote: str, commit: str) -> Push:
        """Let the ref on a remote point to a commit, never by force."""
        ...
