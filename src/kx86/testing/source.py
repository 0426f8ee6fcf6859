# SPDX-License-Identifier: GPL-2.0-or-later
"""A C file in; the same file without comments and texts, with what encloses each place, out."""

import re
from bisect import bisect_right
from functools import cached_property

from kx86.testing.enclosing import Bodies, Body, bodies

_TOKEN = re.compile(
    r"/\*(?s:.*?)(?:\*/|\Z)|//[^\n]*+|\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?",
)
WORD = re.compile(r"[A-Za-z_]\w*+")
"""An identifier; a possessive match, so that each character is looked at once."""


def without_comments(text: str, *, texts: bool = False) -> str:
    """Return C code with its comments gone, and what its strings say as well if `texts`; lines stay where they are."""

    def plain(match: re.Match[str]) -> str:
        shown: str = match[0]
        if shown[0] == "/":
            return " " + "\n" * shown.count("\n")
        return '""' if texts else shown

    return _TOKEN.sub(plain, text)


class Source:
    """A C file as those read it who look for names: without comments and texts."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = without_comments(text, texts=True)

    @cached_property
    def bodies(self) -> Bodies:
        """The functions and macros."""
        return bodies(self.text)

    @cached_property
    def _ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.text)]

    @cached_property
    def words(self) -> dict[str, list[int]]:
        """Where each identifier stands: offsets in order."""
        found: dict[str, list[int]] = {}
        for match in WORD.finditer(self.text):
            found.setdefault(match[0], []).append(match.start())
        return found

    def line_of(self, at: int) -> int:
        """Return the number from 1 of the line that an offset is on."""
        return bisect_right(self._ends, at - 1) + 1

    def begin_of(self, at: int) -> int:
        """Return the offset at which the line begins that an offset is on."""
        number = bisect_right(self._ends, at - 1)
        return self._ends[number - 1] + 1 if number else 0

    def body_at(self, at: int) -> Body | None:
        """Return the body that an offset is in."""
        return self.bodies.at(self.line_of(at))

    def text_of(self, body: Body) -> str:
        """Return the text of a body."""
        begin = self._ends[body.first - 2] + 1 if body.first > 1 else 0
        end = self._ends[body.last - 1] if body.last <= len(self._ends) else len(self.text)
        return self.text[begin:end]

    def body_named(self, name: str) -> Body | None:
        """Return the first body of that name."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[str, Body]:
        return {body.name: body for body in reversed(self.bodies.all)}
