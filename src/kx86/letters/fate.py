# SPDX-License-Identifier: GPL-2.0-or-later
"""What comparing two versions says about a remark, before anybody's answer is heard."""

from dataclasses import dataclass, replace
from typing import Literal

Found = Literal["changed", "untouched", "moved", "gone"]
Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state with its reason, the lines that show it, and the place in the new version.

    `stirred` tells of untouched lines that others close by changed.
    """

    state: Found
    confidence: Confidence
    why: str
    evidence: tuple[str, ...] = ()
    n: int | None = None
    file: str | None = None
    line: int | None = None
    stirred: bool = False

    def but(self, state: Found, why: str) -> "Verdict":
        """The same with another state."""
        return replace(self, state=state, why=why)
