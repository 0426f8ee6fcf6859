# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of the history of topics: which commits each took of late."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kx86.trees.history import History
    from kx86.trees.landscape import Landscape


class TopicHistory(Protocol):
    """The commits of topics.  `trace` lists the git commands that were run."""

    trace: list[Sequence[str]]

    def history(self, landscape: "Landscape") -> "History":
        """Return what the topics that there are took: what they hold now, and what recent pull requests brought."""
        ...
