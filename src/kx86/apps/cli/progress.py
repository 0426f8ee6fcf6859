# SPDX-License-Identifier: GPL-2.0-or-later
"""One line on the terminal that tells what takes so long; nothing in the first seconds, nothing in a pipe."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

PATIENCE = 2.0
_PAUSE = 0.1


class Progress:
    """Call it with a text as often as there is news."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._start = clock()
        self._last = self._start
        self._on = stream.isatty()
        self._shown = False

    def __call__(self, text: str) -> None:
        """Show a text in place of the one before."""
        if not self._on:
            return
        now = self._clock()
        if now - self._start < PATIENCE or (self._shown and now - self._last < _PAUSE):
            return
        self._stream.write(f"\r\033[K{text[:78]}")
        self._stream.flush()
        self._last, self._shown = now, True

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the line away again."""
        self.hide()

    def hide(self) -> None:
        """Take the line away before something is printed in its place."""
        if self._shown:
            self._stream.write("\r\033[K")
            self._stream.flush()
            self._shown = False
