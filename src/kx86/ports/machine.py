# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of the machine at hand."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from kx86.testing.diagnosis import Distribution, Found
from kx86.testing.needs import Probe


class Machine(Protocol):
    """The machine at hand, read only."""

    def distribution(self) -> Distribution:
        """Return what the machine runs."""
        ...

    def probe(self, probes: Iterable[Probe]) -> Mapping[Probe, Found]:
        """Try out what is asked for, all at once; what takes longer than a few seconds counts as missing."""
        ...
