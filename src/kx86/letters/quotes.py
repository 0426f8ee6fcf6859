# SPDX-License-Identifier: GPL-2.0-or-later
"""The body of a reply in; what its sender wrote, each piece with the quoted lines above it, out."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from kx86.mail.late import late

_ATTRIBUTION = late(
    r"(?:wrote|writes|write|said|schrieb|a écrit|写道)\b[^:：]{0,40}[:：]\s*$|^(?:Quoting|Cytowanie) .{1,200}:\s*$"
    # As mutt may write it: "* Ann <ann@a.example> [2024-01-01 10:00:00 +0100]:".
    r"|^(?:\* )?[^<>:\n]{1,60} <[^<>\s]{3,80}>(?: \[[^\]\n]{1,60}\])?:\s*$"
)
_OPENS = late(r"^\W{0,3}(?:On|Am|Le|Quoting|At|In|\d{4}[-/.])\b")
_SIGNATURE = late(r"--\s?$|_{20,}\s*$")
_CLOSING = late(
    r"(?:(?:many )?thanks?(?: (?:again|a lot|in advance))?|thank you|thx|(?:best|kind|warm)? ?(?:regards|wishes)|cheers|br|ta)\b"
    r"[ ,.!]{0,4}(?:\w[\w.-]{0,20}){0,2}[,.!]?",
    re.IGNORECASE,
)
_NAME = late(r"(?:-- ?)?[A-Z][\w.-]{0,20}(?: [A-Z][\w.-]{0,20}){0,2}")
_NICK = late(r"(?:-- ?)?[\w.-]{1,20}")
_HELLO = late(r"(?:hi|hello|hey|dear)\b.{0,40}[,!.:-]?$", re.IGNORECASE)
_CUT = late(r"\W{0,4}(?:snip|snipped|cut|trimmed|\.{2,6}|…)\W{0,4}", re.IGNORECASE)
_MOST_QUOTES = 64
_LONGEST_SIGNATURE = 12


class Quote(NamedTuple):
    """A quoted line: how often it is quoted, and its text without the marks."""

    depth: int
    text: str


class Piece(NamedTuple):
    """Lines that the sender wrote, without blank lines around them, and the quoted lines between them and the piece above."""

    quoted: tuple[Quote, ...]
    own: tuple[str, ...]


def pieces(body: str) -> list[Piece]:
    """Take a reply apart.  Attributions, greetings, closings and the signature are nobody's words; a last quote is dropped."""
    told: list[Piece] = []
    quoted: list[Quote] = []
    own: list[str] = []
    for line in body.split("\n"):
        if not line.startswith(">"):
            own.append(line)
            continue
        words = _words(own, before_quote=True)
        if words:
            told.append(Piece(tuple(quoted), words))
            quoted = []
        own = []
        quoted.append(unquote(line))
    words = _words(own, before_quote=False)
    if words:
        told.append(Piece(tuple(quoted), words))
    return told


def unquote(line: str) -> Quote:
    """Take the marks off a quoted line: `> > text` and `>> text` alike."""
    depth = at = 0
    while at < len(line) and depth < _MOST_QUOTES:
        if line[at] == ">":
            depth += 1
        elif not (line[at] == " " and line[at + 1 : at + 2] == ">"):
            break
        at += 1
    text = line[at:]
    return Quote(depth, text.removeprefix(" "))


def _words(lines: Sequence[str], *, before_quote: bool) -> tuple[str, ...]:
    """The lines without blank ones around them, attribution, greeting and closing."""
    first, last = _trim(lines, 0, _signature(lines, before_quote=before_quote))
    if before_quote and first < last and _ATTRIBUTION.search(lines[last - 1][-300:]):
        last = _above_attribution(lines, first, last)
    first, last = _trim(lines, first, last)
    if first < last and _HELLO.match(lines[first].strip()) and len(lines[first]) < 50:
        first += 1
    first, last = _trim(lines, first, last)
    last = _above_closing(lines, first, last)
    first, last = _trim(lines, first, last)
    return tuple(line.rstrip() for line in lines[first:last])


def _signature(lines: Sequence[str], *, before_quote: bool) -> int:
    """Where the signature begins.  Above a quote, `--` may also end a patch inside of the mail, with more words below it."""
    for at, line in enumerate(lines):
        if _SIGNATURE.match(line) and (not before_quote or (line == "-- " and len(lines) - at <= _LONGEST_SIGNATURE)):
            return at
    return len(lines)


def _above_attribution(lines: Sequence[str], first: int, last: int) -> int:
    """Where "On Monday, Ann wrote:" begins; it may be folded over three lines."""
    for at in range(last - 1, max(first, last - 3) - 1, -1):
        if not lines[at].strip():
            return at + 1
        if _OPENS.match(lines[at]):
            return at
    return last - 1


def _above_closing(lines: Sequence[str], first: int, last: int) -> int:
    """Where "Thanks, Ann" at the end begins."""
    at = last - 1
    if at < first:
        return last
    if _CLOSING.fullmatch(lines[at].strip()):
        return at
    above = at - 1
    while above >= first and not lines[above].strip():
        above -= 1
    last_words = lines[at].strip()
    name = _NAME.fullmatch(last_words) is not None and not lines[at].startswith((" ", "\t"))
    if above >= first and _CLOSING.fullmatch(lines[above].strip()) and (name or _NICK.fullmatch(last_words)):
        return above
    return at if name and first <= above < at - 1 else last


def _trim(lines: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """Leave out blank lines, and marks of what was cut, at both ends."""
    while first < last and _empty(lines[first]):
        first += 1
    while last > first and _empty(lines[last - 1]):
        last -= 1
    return first, last


def _empty(line: str) -> bool:
    return not line.strip() or is_cut(line)


def is_cut(line: str) -> bool:
    """Does a line say that something was left out: `[...]`, `<snip>`?"""
    return _CUT.fullmatch(line.strip()) is not None
