# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of the trees that a clone follows: which patches they hold."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kx86.profile.model import Profile
    from kx86.queue.standing import Found


class TreeCommits(Protocol):
    """The commits of the trees whose remotes a clone has."""

    def by_patch_id(self, profile: "Profile") -> "Mapping[str, Sequence[Found]]":
        """Return the recent commits of those trees by the patch id of their diff; nothing without such a remote."""
        ...
