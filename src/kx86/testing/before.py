# SPDX-License-Identifier: GPL-2.0-or-later
"""The file that a diff was made from: where hunks are in it, and what encloses its lines."""

from collections.abc import Iterable, Iterator

from kx86.patch.diff import Hunk
from kx86.testing.enclosing import Bodies, Body, bodies
from kx86.testing.guards import Guards
from kx86.testing.source import without_comments

# A hunk elsewhere than it says is searched for so often in a file; so far back a comment may begin.
_MOST_SEARCHED = 32
_LONGEST_COMMENT = 500
_LONGEST_PARAGRAPH = 8
# Nobody indents further, and an empty line is below whatever stands above.
_DEEPEST = 200
_BLANK = 10_000
_IF = ("if (", "} else if (", "else if (")
_LEAVES = ("return", "goto ")


class Before:
    """A file before a diff."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.bodies: Bodies = bodies(text)
        self.guards = Guards(text)
        self._lines = text.split("\n")
        self._searched = 0

    def drift(self, hunk: Hunk) -> int | None:
        """Return by how many lines a hunk is further down than it says; None when it is nowhere."""
        old = [line.text for line in hunk.lines if line.kind != "+"]
        start = max(hunk.old_start - 1, 0)
        if not old or self._lines[start : start + len(old)] == old:
            return 0
        if self._searched >= _MOST_SEARCHED:
            return None
        self._searched += 1
        wanted = "\n".join(old)
        at = f"\n{self._text}\n".find(f"\n{wanted}\n")
        return self._text.count("\n", 0, at) - start if at >= 0 else None

    def inside_comment(self, line: int) -> bool:
        """Does a line begin inside of a comment?"""
        above = "\n".join(self._lines[max(0, line - 1 - _LONGEST_COMMENT) : max(0, line - 1)])
        return above.rfind("/*") > above.rfind("*/")

    def paragraph(self, line: int, step: int) -> list[str]:
        """Return the lines before or behind a line, as `step` is -1 or 1, up to an empty one, and not many."""
        found: list[str] = []
        at = line - 1 + step
        while 0 <= at < len(self._lines) and self._lines[at].strip() and len(found) < _LONGEST_PARAGRAPH:
            found.append(without_comments(self._lines[at], texts=True))
            at += step
        return found

    def rows(self, body: Body) -> list[str]:
        """Return the lines of a body, without comments."""
        return without_comments("\n".join(self._lines[body.first - 1 : body.last]), texts=True).split("\n")


def enclosing_rows(rows: list[str], numbers: Iterable[int]) -> set[int]:
    """Return the numbers from 0 of the lines that lines are indented below: the conditions and loops around these."""
    above: list[int] = []
    open_: list[tuple[int, int]] = []
    for number, row in enumerate(rows):
        plain = row.lstrip(" \t")
        indent = len(row[: len(row) - len(plain)][:_DEEPEST].expandtabs(8)) if plain else _BLANK
        while open_ and open_[-1][0] >= indent:
            open_.pop()
        above.append(open_[-1][1] if open_ else -1)
        if plain:
            open_.append((indent, number))
    found: set[int] = set()
    for number in numbers:
        at = above[number] if 0 <= number < len(rows) else -1
        while at >= 0 and at not in found:
            found.add(at)
            at = above[at]
    return found


def exits(rows: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the conditions under which a function is left, each with the number from 0 of its first line."""
    for number, row in enumerate(rows):
        if not row.lstrip().startswith(_IF):
            continue
        # A condition may go on for some lines, and what follows it tells whether it leaves.
        for further in range(1, 4):
            if number + further < len(rows) and rows[number + further].lstrip().startswith(_LEAVES):
                yield number, " ".join(rows[number : number + further])
                break
