# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of checkpatch.pl of the user's own kernel tree."""

from collections.abc import Sequence
from typing import Protocol


class Checkpatch(Protocol):
    """scripts/checkpatch.pl."""

    def run(self, mails: Sequence[bytes]) -> Sequence[str]:
        """Return what the script prints for each mail, one finding a line: `file:line: LEVEL:TYPE: text`.

        Raises EnvironmentProblem when it cannot be run.
        """
        ...
