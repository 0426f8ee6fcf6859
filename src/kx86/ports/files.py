# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of files that the user names."""

from collections.abc import Iterator
from typing import Protocol


class Files(Protocol):
    """Files, folders and standard input, read only."""

    def read(self, name: str) -> Iterator[tuple[str, bytes]]:
        """Yield (name, bytes) of a file, of standard input for `-`, or of every mail of a folder.

        Raises UserError when there is no such file, EnvironmentProblem when it cannot be read.
        """
        ...

    def exists(self, name: str) -> bool:
        """Is there a file or folder of this name?"""
        ...
