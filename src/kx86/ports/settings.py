# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of the settings that people keep in git config."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Entry(NamedTuple):
    """A line of git config below `kx86.`: its scope (system, global, local, worktree, command), key and value."""

    scope: str
    key: str
    value: str


class GitConfig(Protocol):
    """git config, read only."""

    def entries(self) -> Sequence[Entry]:
        """Return every entry below `kx86.`, in the order in which git reads them: later ones win."""
        ...
