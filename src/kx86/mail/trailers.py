# SPDX-License-Identifier: GPL-2.0-or-later
"""The trailers at the end of a changelog: tags such as Signed-off-by:, with the notes of maintainers between them.

The block is found from the end.  A paragraph of nothing but tags belongs to it, and so does the one above when it holds nothing
else either, so that a blank line amid the tags splits nothing.  Of a paragraph that begins as prose, only the tags below the
prose belong to the block.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

# Keys without a dash.  A key with a dash is a tag when it is capitalized or ends in -by.
_KNOWN = frozenset(("cc", "fixes", "link", "links", "closes", "bug", "buglink", "bugzilla", "references", "url"))
_KEY = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60})[ \t]{0,2}:(?!//)(.*)", re.DOTALL)
_SPACED = re.compile(
    r"((?:signed[ -]off|reviewed|acked|tested|reported|suggested|co-?[ -]?developed)[ -]by)[ \t]{0,2}:(.*)",
    re.IGNORECASE | re.DOTALL,
)
_PICKED = re.compile(r"\((?:cherry[ -]picked|backported) from commit [0-9a-f]{7,64}\b")
_FOOTNOTE = re.compile(r"\[[0-9]{1,3}\]:?(?:[ \t]|$)")
_LONE = re.compile(r"(?:https?://\S+|<[^<>\s]+>)$")
# A bracketed note over more lines than this is prose.
_LONGEST_NOTE = 12


@dataclass(frozen=True, slots=True)
class Trailer:
    """A trailer: key as written, value with its continuation lines folded in, line in the block from 1, its raw first line."""

    key: str
    value: str
    line: int
    text: str

    @property
    def name(self) -> str:
        """The key in lower case, for comparing."""
        return self.key.lower()


@dataclass(frozen=True, slots=True)
class TrailerBlock:
    """The block: its raw lines, with blank lines and notes inside kept, the trailers in them, and its first line, from 0."""

    lines: tuple[str, ...]
    trailers: tuple[Trailer, ...]
    start: int = 0


@dataclass(slots=True)
class _Entry:
    """Lines of a paragraph that belong together: a tag with its continuation, a note, or prose."""

    kind: Literal["tag", "note", "prose"]
    first: int
    last: int


def split_trailers(lines: Sequence[str]) -> tuple[tuple[str, ...], TrailerBlock]:
    """Split a changelog into its lines without the trailers and without blank lines at the end, and the trailer block.

    Prose behind a sign-off, such as a list of changes that lacks its `---`, stays in the changelog.
    """
    end = _skip_blanks(lines, len(lines))
    start, tags = _block(lines, end)
    if not tags:
        end, start, tags = _signed_above(lines, end)
    block = tuple(lines[start:end])
    trailers = tuple(_trailer(lines, entry, start) for entry in tags)
    changelog = [*lines[: _skip_blanks(lines, start)], *lines[end:]]
    return tuple(changelog[: _skip_blanks(changelog, len(changelog))]), TrailerBlock(block, trailers, start)


def _block(lines: Sequence[str], end: int) -> tuple[int, list[_Entry]]:
    """Where the block that ends at a line begins, and its tags; (end, []) when there is none."""
    start = at = end
    runs: list[list[_Entry]] = []
    while at > 0:
        top = _top(lines, at)
        entries = list(_entries(lines, top, at))
        run = _tail(entries)
        whole = len(run) == len(entries)
        # Only a whole paragraph of tags joins from above a blank line: prose that ends in a tag-like line stays prose.
        if not run or (runs and not whole):
            break
        runs.append(run)
        start = run[0].first
        at = _skip_blanks(lines, top)
        if not whole:
            break
    tags = [entry for run in reversed(runs) for entry in run if entry.kind == "tag"]
    # A paragraph of notes above all tags belongs to the changelog.
    return (max(start, _top(lines, tags[0].first)), tags) if tags else (end, [])


def _signed_above(lines: Sequence[str], end: int) -> tuple[int, int, list[_Entry]]:
    """End, start and tags of the last block with a sign-off that has prose below it; (end, end, []) when there is none."""
    for number in range(end - 1, -1, -1):
        if lines[number][:14].lower() == "signed-off-by:":
            last = number + 1
            while last < end and lines[last].strip():
                last += 1
            start, tags = _block(lines, last)
            return (last, start, tags) if tags else (end, end, [])
    return end, end, []


def _skip_blanks(lines: Sequence[str], end: int) -> int:
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    return end


def _top(lines: Sequence[str], end: int) -> int:
    while end > 0 and lines[end - 1].strip():
        end -= 1
    return end


def _entries(lines: Sequence[str], top: int, end: int) -> Iterator[_Entry]:
    at = top
    while at < end:
        entry = _entry(lines, at, end)
        at = entry.last + 1
        while at < end and entry.kind == "tag" and _continues(lines[at]):
            entry.last = at
            at += 1
        yield entry


def _entry(lines: Sequence[str], at: int, end: int) -> _Entry:
    """The entry that begins at a line, without its continuation lines."""
    line = lines[at].rstrip()
    if line[0] == "[" and not _FOOTNOTE.match(line):
        for last in range(at, min(end, at + _LONGEST_NOTE)):
            if lines[last].rstrip().endswith("]"):
                return _Entry("note", at, last)
        return _Entry("prose", at, at)
    if line[0] == "(" and _PICKED.match(line):
        return _Entry("note", at, at)
    match = _match(line)
    if not match:
        return _Entry("prose", at, at)
    wrapped = match[1].lower() == "fixes" and '("' in match[2] and '")' not in match[2]
    if wrapped and at + 1 < end and lines[at + 1].rstrip().endswith('")'):
        return _Entry("tag", at, at + 1)
    return _Entry("tag", at, at)


def _match(line: str) -> re.Match[str] | None:
    match = _KEY.match(line)
    if not match:
        return _SPACED.match(line)
    key = match[1]
    lower = key.lower()
    if lower in _KNOWN or lower.endswith("-by"):
        return match
    return match if "-" in key and key[0].isupper() and match[2][:1] in (" ", "\t") else None


def _continues(line: str) -> bool:
    """Does a line go on with the tag above it: an indent, a comment, a footnote, or a lone address or link?"""
    text = line.rstrip()
    return text[0] in " \t#" or bool(_FOOTNOTE.match(text) or _LONE.match(text))


def _tail(entries: list[_Entry]) -> list[_Entry]:
    """The tags and notes at the end of a paragraph; a note below prose belongs to the prose."""
    at = len(entries)
    while at > 0 and entries[at - 1].kind != "prose":
        at -= 1
    while 0 < at < len(entries) and entries[at].kind == "note":
        at += 1
    return entries[at:]


def _trailer(lines: Sequence[str], entry: _Entry, start: int) -> Trailer:
    match = _match(lines[entry.first].rstrip())
    key, value = (match[1], match[2]) if match else ("", "")
    rest = (text for text in lines[entry.first + 1 : entry.last + 1] if not _FOOTNOTE.match(text))
    folded = " ".join(part for part in (text.strip() for text in (value, *rest)) if part)
    return Trailer(key, folded, entry.first - start + 1, lines[entry.first])
