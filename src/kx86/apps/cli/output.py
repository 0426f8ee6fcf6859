# SPDX-License-Identifier: GPL-2.0-or-later
"""Standard output that says in one line why it takes no more."""

import os
import sys
from io import BufferedWriter, FileIO, RawIOBase, TextIOWrapper
from typing import TYPE_CHECKING

from kx86.errors import EnvironmentProblem

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_HINT = "send it to a file or a pipe that takes it, such as `kx86 ... | less`"


class NobodyReads(Exception):
    """The pipe was closed at its other end.  No OSError, of which click makes an exit with 1, and that means no."""


class _Raw(RawIOBase):
    """The bytes below standard output: what fails there is told apart from every other file."""

    def __init__(self, file: int) -> None:
        self._file = file

    def fileno(self) -> int:
        return self._file

    def isatty(self) -> bool:
        return os.isatty(self._file)

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            return os.write(self._file, data)
        except BrokenPipeError as error:
            discard(self._file)
            raise NobodyReads from error
        except OSError as error:
            discard(self._file)
            raise _problem(error.strerror or str(error)) from error


def discard(file: int) -> None:
    """Send what is still buffered nowhere, to keep the interpreter from complaining again at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, file)
    os.close(nowhere)


def guard_output() -> None:
    """Put a standard output in place that raises EnvironmentProblem.  One that a test put there stays."""
    if sys.stderr is None:
        sys.stderr = TextIOWrapper(FileIO(os.devnull, "w"), encoding="utf-8", write_through=True)
    if sys.stdout is None:
        raise _problem("it is closed")
    # Only what the interpreter itself has made is known to stand for the file below it.
    if type(sys.stdout) is TextIOWrapper and sys.stdout is sys.__stdout__:
        told = sys.stdout
        sys.stdout = TextIOWrapper(
            BufferedWriter(_Raw(told.fileno())),
            encoding=told.encoding,
            errors=told.errors,
            line_buffering=told.line_buffering,
            write_through=told.write_through,
        )


def _problem(why: str) -> EnvironmentProblem:
    return EnvironmentProblem(f"cannot write to standard output: {why}", hint=_HINT)
