# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of files that the user names."""

from collections.abc import Sequence
from typing import Protocol


class Files(Protocol):
    """Files, folders and standard input, read only."""

    def exists(self, name: str) -> bool:
        """Is there a file or folder of this name?"""
        ...

    def expand(self, name: str) -> Sequence[str]:
        """Return the mails of a folder in order; a file, or `-` for standard input, stands for itself.

        Raises UserError for a folder without mail.
        """
        ...

    def read(self, path: str) -> bytes:
        """Return the bytes of a file, or of standard input for `-`.

        Raises UserError when there is no such file, EnvironmentProblem when it cannot be read.
        """
        ...
