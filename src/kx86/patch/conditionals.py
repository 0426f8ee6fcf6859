# SPDX-License-Identifier: GPL-2.0-or-later
"""Conditional compilation: blank the directives and, inside of functions and initializers, all arms but the first.

The grammar can read a conditional around whole statements only, while kernel code puts it into the middle of an expression or
between an else and its statement.  Outside of braces all arms stay: they hold definitions, one as good as the other.
"""

import re
from dataclasses import dataclass, field

from kx86.patch.mask import BLANKS

# What matters stands at the begin of a line: braces at the left margin, heads that end in a brace, directives.
_MARK = re.compile(
    rb"^(?:[ \t]*+#[ \t]*+(?P<word>if|ifdef|ifndef|elif|else|endif)\b|(?P<open>\{)|(?P<close>\})|[A-Za-z_][^\n\x22]*\{[ \t]*$)",
    re.MULTILINE,
)


@dataclass(slots=True)
class Conditionals:
    """The source without conditionals, the lines of their directives, and spans of lines that went with them."""

    source: bytes
    directives: list[int] = field(default_factory=list)
    dropped: list[tuple[int, int]] = field(default_factory=list)


def drop_conditionals(source: bytes) -> Conditionals:
    """Blank all directives, and all arms but the first of conditionals inside braces; columns and lines stay as they are."""
    found = Conditionals(source)
    if b"#" in source:
        _Walk(source, found).walk()
    return found


class _Walk:
    def __init__(self, source: bytes, found: Conditionals) -> None:
        self._source = source
        self._found = found
        self._out = bytearray(source)
        self._line = 1
        self._counted = 0
        self._region = 0
        self._blanked = 0
        # For each open conditional: where its dropped arms begin, and on which line; -1 while in the first arm.
        self._stack: list[tuple[int, int]] = []

    def walk(self) -> None:
        """Go from mark to mark."""
        for match in _MARK.finditer(self._source):
            if match.start() < self._blanked:
                continue
            word = match["word"]
            line = self._line_of(match.start())
            if word is None:
                self._turn(line, closes=match["close"] is not None)
            else:
                self._directive(word, line, match.start())
        self._turn(self._line_of(len(self._source)), closes=True)
        self._found.source = bytes(self._out)

    def _line_of(self, at: int) -> int:
        self._line += self._source.count(b"\n", self._counted, at)
        self._counted = at
        return self._line

    def _turn(self, line: int, *, closes: bool) -> None:
        if self._stack:
            # A conditional that goes across the braces of a definition: nothing is sure there.
            self._found.dropped.append((self._region, line))
            self._stack.clear()
        self._region = 0 if closes else line

    def _directive(self, word: bytes, line: int, at: int) -> None:
        if word in (b"if", b"ifdef", b"ifndef"):
            if self._region:
                self._stack.append((-1, line))
        elif not self._stack:
            # The conditional began outside of braces.
            pass
        elif word == b"endif":
            begin, first = self._stack.pop()
            if begin >= 0:
                self._blank(begin, at)
                self._found.dropped.append((first, line))
        elif self._stack[-1][0] < 0:
            self._stack[-1] = (at, line)
        self._found.directives.append(line)
        self._blanked = self._end(at)
        self._blank(at, self._blanked)

    def _end(self, at: int) -> int:
        """Where the directive ends, lines that a backslash joins included."""
        end = self._source.find(b"\n", at)
        while end > 0 and self._source[end - 1 : end] == b"\\":
            end = self._source.find(b"\n", end + 1)
        return end if end >= 0 else len(self._source)

    def _blank(self, begin: int, end: int) -> None:
        self._out[begin:end] = self._source[begin:end].translate(BLANKS)
