# SPDX-License-Identifier: GPL-2.0-or-later
"""A hunk of C in; its lines without comments, and whether it changes more than comments, out."""

from collections.abc import Sequence
from typing import NamedTuple

from kx86.patch.comment import scan
from kx86.patch.diff import LONGEST, Hunk
from kx86.testing.source import without_comments


class Row(NamedTuple):
    """A line of a hunk: its kind, its text without comments, and the line of the file before that it is on or behind."""

    kind: str
    text: str
    old: int

    @property
    def loud(self) -> bool:
        """Does the line change, and does it hold code?"""
        return self.kind != " " and bool(self.text) and not self.text.isspace()


def rows_of(hunk: Hunk, inside: bool | None) -> list[Row]:
    """Read the lines of a hunk, each with those of its own side.

    `inside` tells whether the hunk begins inside of a comment; None when only the hunk itself can tell.
    """
    texts = {side: _plain(_side(hunk, side), inside) for side in ("-", "+")}
    rows, at, old = [], {"-": 0, "+": 0}, hunk.old_start - 1
    for line in hunk.lines:
        side = "-" if line.kind == "-" else "+"
        if line.kind != "+":
            old += 1
        rows.append(Row(line.kind, texts[side][at[side]], old))
        for one in ("-", "+") if line.kind == " " else (side,):
            at[one] += 1
    return rows


def is_loud(hunk: Hunk, rows: Sequence[Row]) -> bool:
    """Does a hunk change more than comments and blanks?  Texts count as they are written."""
    if not hunk.complete:
        return True
    before, after = (_said(hunk, rows, side) for side in ("-", "+"))
    return before != after


def _said(hunk: Hunk, rows: Sequence[Row], side: str) -> list[str]:
    plain = [row.text for row in rows if row.kind in (" ", side)]
    lines = zip(_side(hunk, side), plain, strict=True)
    # What a string says is gone from the plain text, so a line with one counts as it is written.
    return [" ".join((line if '"' in text or "'" in line else text).split()) for line, text in lines if text.strip()]


def _side(hunk: Hunk, side: str) -> list[str]:
    return [line.text[:LONGEST] for line in hunk.lines if line.kind in (" ", side)]


def _plain(lines: Sequence[str], inside: bool | None) -> list[str]:
    if inside is None:
        pieces = scan(lines)[0]
        inside = bool(pieces) and pieces[0].at == 0 and not pieces[0].opens
    text = without_comments(("/*\n" if inside else "") + "\n".join(lines), texts=True)
    plain = text.split("\n")
    return plain[1:] if inside else plain
