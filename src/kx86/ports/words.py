# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of the data that ships with kx86."""

from collections.abc import Mapping
from typing import Protocol


class Words(Protocol):
    """Word lists; read when first asked for."""

    def verbs(self) -> frozenset[str]:
        """Return English verbs in their base form."""
        ...

    def misspellings(self) -> Mapping[str, tuple[str, ...]]:
        """Return wrong words and their corrections."""
        ...
