# SPDX-License-Identifier: GPL-2.0-or-later
"""What a command says: passed on line by line, and kept within bounds."""

from collections import deque

from kx86.ports.sandbox import Hear

HEAD = 1 << 20
TAIL = 1 << 20
LONGEST_LINE = 16 << 10
MOST_LINES = 1 << 20
LOUD = 64 << 20
"""Bytes after which nobody reads any more: nothing is passed on, and whoever runs the command may slow it down."""


class Heard:
    """Takes output in pieces.  Each piece costs time in line with its length, and memory is bounded whatever comes."""

    def __init__(self, hear: Hear) -> None:
        self._hear = hear
        self._line = bytearray()
        self._lines = 0
        self._head = bytearray()
        self._tail: deque[bytes] = deque()
        self._kept = 0
        self._size = 0

    @property
    def loud(self) -> bool:
        """Did more come than anybody reads?"""
        return self._size > LOUD

    def take(self, piece: bytes) -> None:
        """Take a piece of output."""
        self._size += len(piece)
        self._keep(piece)
        if not self.loud and self._lines < MOST_LINES:
            self._pass_on(piece)

    def end(self) -> tuple[bytes, int]:
        """Pass the last line on; return the beginning and the end of the output, and how many bytes between them are cut."""
        if self._line:
            self._say()
        tail = b"".join(self._tail)[-TAIL:]
        return bytes(self._head) + tail, self._size - len(self._head) - len(tail)

    def _keep(self, piece: bytes) -> None:
        room = HEAD - len(self._head)
        if room > 0:
            self._head += piece[:room]
            piece = piece[room:]
        if piece:
            self._tail.append(piece)
            self._kept += len(piece)
            while self._kept - len(self._tail[0]) >= TAIL:
                self._kept -= len(self._tail.popleft())

    def _pass_on(self, piece: bytes) -> None:
        *whole, rest = piece.split(b"\n")
        for line in whole:
            self._add(line)
            self._say()
        self._add(rest)

    def _add(self, part: bytes) -> None:
        """Lengthen the line at hand.  What is beyond the longest line is kept with the rest of the output, not passed on."""
        self._line += part[: LONGEST_LINE - len(self._line)]

    def _say(self) -> None:
        line = bytes(self._line).removesuffix(b"\r")
        self._line.clear()
        self._lines += 1
        self._hear(line)
