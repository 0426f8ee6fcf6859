# SPDX-License-Identifier: GPL-2.0-or-later
"""Comments in the lines of hunks as they stand after the patch, found lexically: a hunk is too little for a C parser."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kx86.patch.diff import LONGEST, FileDiff, Hunk
from kx86.patch.touch import C_LIKE

# A string that is left open ends with its line, so that each character is looked at once.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|\'(?:[^\'\\]|\\.){1,4}+\'|//|/\*')
_STAR = re.compile(r"\s*\*(?:[\s*/]|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment that a hunk shows, whole or in part; lines of // at one column are one comment.

    `lines` are the raw lines of the post-image, `text` what each says without the marks of comments (indentation behind the mark
    and one blank is kept).  `tail` means that code stands before it on its line.  `opens` and `closes` tell whether its begin
    and end are visible.  `added` says of each line whether the patch adds it anew.  `following` is the next line
    with code, empty when the hunk shows none.
    """

    file: str
    first: int
    last: int
    lines: tuple[str, ...]
    text: tuple[str, ...]
    tail: bool
    opens: bool
    closes: bool
    kdoc: bool
    added: tuple[bool, ...]
    following: str


def comments(file: FileDiff, new: frozenset[tuple[str, int]]) -> tuple[Comment, ...]:
    """The comments in the hunks of `file`; `new` holds file and post-image line of what counts as added.

    A line of thousands of characters is cut and counts as old.
    """
    if not file.path.endswith(C_LIKE):
        return ()
    return tuple(comment for hunk in file.hunks for comment in _in_hunk(file.path, hunk, new))


def _in_hunk(path: str, hunk: Hunk, new: frozenset[tuple[str, int]]) -> list[Comment]:
    rows = [(line.new, line.text) for line in hunk.lines if line.new is not None]
    texts = [text[:LONGEST] for _, text in rows]
    # Most hunks hold no comment, and a look for a slash is fast.
    if not any("/" in text for text in texts) and not _is_all_stars(texts):
        return []
    found, code = scan(texts)
    following, after = [""] * len(texts), ""
    for at in reversed(range(len(texts))) if found else ():
        following[at] = after
        if code[at]:
            after = texts[at]
    return [
        Comment(
            file=path,
            first=rows[piece.at][0],
            last=rows[piece.last][0],
            lines=tuple(texts[piece.at : piece.last + 1]),
            text=tuple(piece.text),
            tail=piece.tail,
            opens=piece.opens,
            closes=piece.closes,
            kdoc=piece.kdoc,
            added=tuple(
                [(path, number) in new and len(text) <= LONGEST for number, text in rows[piece.at : piece.last + 1]]
            ),
            following=following[piece.last],
        )
        for piece in found
    ]


@dataclass(slots=True)
class Piece:
    """A comment in a run of lines: index of its first line, what each line says, how it begins and ends."""

    at: int
    text: list[str]
    column: int
    tail: bool = False
    opens: bool = True
    closes: bool = False
    kdoc: bool = False
    slashes: bool = False

    @property
    def last(self) -> int:
        """Index of the last line."""
        return self.at + len(self.text) - 1


def scan(lines: Sequence[str]) -> tuple[list[Piece], list[bool]]:
    """The comments in consecutive lines, and whether each line holds code."""
    walk = _Walk()
    if _starts_inside(lines):
        walk.open = Piece(0, [], -1, opens=False)
        walk.found.append(walk.open)
    for at, line in enumerate(lines):
        # Most lines are neither in a comment nor able to begin one.
        walk.code.append(bool(line.strip(" \t\\")) if walk.open is None and "/" not in line else walk.line(at, line))
    return walk.found, walk.code


@dataclass(slots=True)
class _Walk:
    found: list[Piece] = field(default_factory=list)
    open: Piece | None = None
    code: list[bool] = field(default_factory=list)

    def line(self, at: int, line: str) -> bool:
        """Walk over one line; does it hold code?"""
        column, code = 0, False
        while True:
            if self.open is not None:
                column = self._inside(self.open, line, column)
                if column < 0:
                    return code
            begin = _begin(line, column)
            code = code or bool(line[column : begin if begin >= 0 else None].strip(" \t\\"))
            if begin < 0:
                return code
            if line[begin + 1] == "/":
                self._slashes(at, line, begin, code)
                return code
            kdoc = line.startswith("/**", begin) and line[begin + 3 : begin + 4] not in ("/", "*")
            self.open = Piece(at, [], begin, tail=code, kdoc=kdoc)
            self.found.append(self.open)
            column = begin + (3 if kdoc else 2)

    def _inside(self, piece: Piece, line: str, column: int) -> int:
        """Take the rest of the comment on this line; where code may begin behind it, -1 when the comment goes on."""
        end = line.find("*/", column)
        text = line[column : end if end >= 0 else None]
        if column == 0:
            star = text.lstrip()
            text = star.removeprefix("*")
        piece.text.append(text.removeprefix(" ").rstrip())
        if end < 0:
            return -1
        piece.closes, self.open = True, None
        return end + 2

    def _slashes(self, at: int, line: str, begin: int, tail: bool) -> None:
        text = line[begin + 2 :].removeprefix(" ").rstrip()
        last = self.found[-1] if self.found else None
        if last and last.slashes and not (tail or last.tail) and (last.column, last.last) == (begin, at - 1):
            last.text.append(text)
        else:
            self.found.append(Piece(at, [text], begin, tail=tail, closes=True, slashes=True))


def _begin(line: str, column: int) -> int:
    for token in _TOKEN.finditer(line, column):
        if token[0] in ("//", "/*"):
            return token.start()
    return -1


def _starts_inside(lines: Sequence[str]) -> bool:
    """Do the lines begin in the middle of a block comment?"""
    for line in lines:
        end = line.find("*/")
        begin = line.find("/*")
        if end >= 0 and (begin < 0 or end < begin):
            return '"' not in line[:end]
        if begin >= 0:
            return False
    return _is_all_stars(lines)


def _is_all_stars(lines: Sequence[str]) -> bool:
    written = [line for line in lines if line.strip()]
    return bool(written) and all(_STAR.match(line) for line in written)
