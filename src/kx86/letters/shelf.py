# SPDX-License-Identifier: GPL-2.0-or-later
"""A version of a series in; where each line of its diffs stands, with the lines around it, out."""

from collections.abc import Sequence
from typing import NamedTuple

from kx86.letters.anchors import key_of
from kx86.patch.diff import Line
from kx86.series.patch import Patch
from kx86.series.series import Series

# A line that so many places hold says nothing.
_COMMON = 40
_AROUND = 2
_CLOSE = 6


class Spot(NamedTuple):
    """A line of a diff: number of the patch, file, hunk (counted in the patch), place in the hunk, mark, post-image line."""

    n: int
    file: str
    hunk: int
    at: int
    kind: str
    line: int


class Near(NamedTuple):
    """The lines next to a spot in the image that it belongs to, nearest first, each with its mark; "" where the hunk ends."""

    above: tuple[str, ...]
    below: tuple[str, ...]


class Shelf:
    """The lines of all patches of a version."""

    def __init__(self, series: Series) -> None:
        self.series = series
        self.patches = {patch.n: patch for patch in reversed(series.mails)}
        self._said: dict[int, frozenset[str]] = {}
        self._text: dict[int, str] = {}
        self._hunks: dict[tuple[int, int], Sequence[Line]] = {}
        self._spots: dict[str, list[Spot]] = {}
        for patch in series.patches:
            self._put(patch)

    def _put(self, patch: Patch) -> None:
        number = 0
        for file in patch.diff.files:
            for hunk in file.hunks:
                self._hunks[patch.n, number] = hunk.lines
                line = hunk.new_start
                for at, one in enumerate(hunk.lines):
                    line = one.new or line
                    homes = self._spots.setdefault(one.text.rstrip(), [])
                    if len(homes) < _COMMON:
                        homes.append(Spot(patch.n, file.path, number, at, one.kind, line))
                number += 1

    def said(self, n: int) -> frozenset[str]:
        """All lines that a patch adds or says, without white space."""
        if n not in self._said:
            patch = self.patches[n]
            words = (patch.shortlog, *patch.changelog, *patch.trailer_lines)
            hunks = (hunk for file in patch.diff.files for hunk in file.hunks)
            code = (line.text for hunk in hunks for line in hunk.lines if line.kind != "-")
            self._said[n] = frozenset(key_of(line) for line in (*words, *code))
        return self._said[n]

    def text(self, n: int) -> str:
        """The changelog of a patch, or the text of the cover letter, without white space."""
        if n not in self._text:
            self._text[n] = key_of("".join(self.patches[n].changelog))
        return self._text[n]

    def spots(self, text: str) -> Sequence[Spot]:
        """The places of a line, given without its mark; its indent counts, since remarks are made on it."""
        return self._spots.get(text.rstrip(), ())

    def around(self, spot: Spot) -> frozenset[str]:
        """The lines up to six away from a spot that its patch adds or removes, with their marks."""
        lines = self._hunks.get((spot.n, spot.hunk), ())
        close = lines[max(0, spot.at - _CLOSE) : spot.at + _CLOSE + 1]
        return frozenset(line.kind + line.text.rstrip() for line in close if line.kind != " " and line.text.strip())

    def near(self, spot: Spot) -> Near:
        """The lines around a spot: those of the post-image, or of the pre-image around a removed line."""
        lines = self._hunks.get((spot.n, spot.hunk), ())
        other = "+" if spot.kind == "-" else "-"
        above = _take(lines, spot.at - 1, -1, other)
        below = _take(lines, spot.at + 1, 1, other)
        return Near(above, below)


def _take(lines: Sequence[Line], at: int, step: int, other: str) -> tuple[str, ...]:
    """The next lines in one direction that are not blank and belong to the image, with their marks."""
    told: list[str] = []
    while 0 <= at < len(lines) and len(told) < _AROUND:
        if lines[at].kind != other and lines[at].text.strip():
            told.append(lines[at].kind + lines[at].text)
        at += step
    return tuple(told)
