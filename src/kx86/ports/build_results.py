# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of the memory of builds: the same content is never built twice."""

from typing import Protocol

from kx86.testing.outcome import Outcome


class BuildResults(Protocol):
    """The outcomes of one domain of trust, which may be deleted at any time."""

    def get(self, key: str) -> Outcome | None:
        """Return the outcome of a build, None when it was never built or cannot be read."""
        ...

    def put(self, key: str, outcome: Outcome) -> None:
        """Keep an outcome, in one step."""
        ...
