# SPDX-License-Identifier: GPL-2.0-or-later
"""The diff of a file and the file before it in; which functions, names and guarded lines it changes out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kx86.patch.comment import scan
from kx86.patch.diff import LONGEST, FileDiff, Hunk
from kx86.patch.touch import C_LIKE
from kx86.testing.enclosing import Bodies, Body, bodies, head_of
from kx86.testing.guards import Guards, named
from kx86.testing.source import WORD, without_comments

# A hunk elsewhere than it says is searched for so often in a file; so far back a comment may begin.
_MOST_SEARCHED = 32
_LONGEST_COMMENT = 20_000
_HOMES = ("arch/x86/kvm/", "tools/testing/")
# So many lines up and down what a function reads is close to what changes.
_CLOSE = 10
_IF = ("if (", "} else if (", "else if (")
_LEAVES = ("return", "goto ")
_DOCUMENTS = (".rst", ".txt", ".md")


class Guarded(NamedTuple):
    """A symbol that guards what changes: why in words, and whether the changed lines themselves are guarded."""

    symbol: str
    why: str
    itself: bool


@dataclass(slots=True)
class Names:
    """Identifiers: plain ones, and those that are members of something."""

    words: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)

    def read(self, text: str) -> None:
        """Take the identifiers of a text without comments."""
        for match in WORD.finditer(text):
            begin = match.start()
            member = text[max(0, begin - 2) : begin] == "->" or (
                text[max(0, begin - 1) : begin] == "." and text[begin - 2 : begin] != ".."
            )
            (self.members if member else self.words).add(match[0])


@dataclass(slots=True)
class Changed:
    """What a patch does to a file.

    `silent` says that nothing but comments, blanks and empty lines change, or that the file is a document.  `functions` are those
    that changed lines are in, in order.  `named` are the identifiers on changed lines, `added` those on added lines, `near` those
    of whole hunks, of the lines around them, and of conditions that leave the function before them.  `guarded` are the symbols
    that guard what changes.
    """

    path: str
    silent: bool
    functions: dict[str, None] = field(default_factory=dict)
    named: Names = field(default_factory=Names)
    added: Names = field(default_factory=Names)
    near: Names = field(default_factory=Names)
    guarded: list[Guarded] = field(default_factory=list)


def short(path: str) -> str:
    """Return a path as people say it: without the folder of KVM x86, or of all tests."""
    return next((path.removeprefix(home) for home in _HOMES if path.startswith(home)), path)


def is_document(path: str) -> bool:
    """Is a file documentation, of which nothing is built into a kernel?"""
    return path.startswith("Documentation/") or path.endswith(_DOCUMENTS)


def changed(file: FileDiff, before: bytes | None) -> Changed:
    """See what a diff changes; `before` is the file that it was made from, as far as anybody knows."""
    found = Changed(path=file.path, silent=bool(file.hunks) and not (file.renamed or file.binary or file.old_mode))
    if is_document(file.path):
        found.silent = True
        return found
    if not file.path.endswith(C_LIKE):
        found.silent = False
        for hunk in file.hunks:
            for line in hunk.lines:
                if line.kind != " ":
                    _read_symbols(found, line.text[:LONGEST])
        return found
    text = before.decode("utf-8", "replace") if before is not None else None
    place = _Places(text) if text is not None else None
    for hunk in file.hunks:
        _Reading(hunk, place, found).read()
    return found


def _read_symbols(found: Changed, text: str) -> None:
    for symbol in named(text) if "CONFIG_" in text else ():
        why = f"a changed line of {short(found.path)} names CONFIG_{symbol}"
        found.guarded.append(Guarded(symbol, why, True))


class _Places:
    """The file before a diff, and where its hunks are in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.bodies: Bodies = bodies(text)
        self.guards = Guards(text)
        self._lines = text.split("\n")
        self._searched = 0
        self._starts: list[int] | None = None

    def drift(self, hunk: Hunk) -> int | None:
        """Return by how many lines a hunk is further down than it says; None when it is nowhere."""
        old = [line.text for line in hunk.lines if line.kind != "+"]
        start = max(hunk.old_start - 1, 0)
        if self._lines[start : start + len(old)] == old:
            return 0
        if not old or self._searched >= _MOST_SEARCHED:
            return None if old else 0
        self._searched += 1
        wanted = "\n".join(old)
        at = f"\n{self.text}\n".find(f"\n{wanted}\n")
        return self.text.count("\n", 0, at) - start if at >= 0 else None

    def text_of(self, body: Body) -> str:
        """Return the text of a body."""
        return "\n".join(self._lines[body.first - 1 : body.last])

    def inside_comment(self, line: int) -> bool:
        """Does a line begin inside of a comment?"""
        above = "\n".join(self._lines[max(0, line - 1 - _LONGEST_COMMENT // 40) : line - 1])[-_LONGEST_COMMENT:]
        return above.rfind("/*") > above.rfind("*/")


class _Row(NamedTuple):
    """A line of a hunk: its kind, its text without comments, and the line of the file before it that it is on or behind."""

    kind: str
    text: str
    old: int


class _Reading:
    """One hunk, read on both sides."""

    def __init__(self, hunk: Hunk, place: _Places | None, found: Changed) -> None:
        self.hunk = hunk
        self.found = found
        drift = place.drift(hunk) if place is not None else None
        self.place = place if drift is not None else None
        self.drift = drift or 0

    def read(self) -> None:
        """Take what the hunk changes."""
        rows = self._rows()
        if self._is_loud(rows):
            self.found.silent = False
        loud = [row for row in rows if row.kind != " " and row.text.strip()]
        for row in rows:
            self.found.near.read(row.text)
        for row in loud:
            self.found.named.read(row.text)
            if row.kind == "+":
                self.found.added.read(row.text)
            _read_symbols(self.found, row.text)
        if loud:
            self._enclosing(rows)

    def _rows(self) -> list[_Row]:
        """The lines of the hunk without comments, each read with those of its own side."""
        texts: dict[str, list[str]] = {}
        for side in ("-", "+"):
            lines = [line.text[:LONGEST] for line in self.hunk.lines if line.kind in (" ", side)]
            texts[side] = self._plain(lines)
        rows, at, old = [], {"-": 0, "+": 0}, self.hunk.old_start - 1 + self.drift
        for line in self.hunk.lines:
            side = "-" if line.kind == "-" else "+"
            if line.kind != "+":
                old += 1
            rows.append(_Row(line.kind, texts[side][at[side]], old))
            for one in ("-", "+") if line.kind == " " else (side,):
                at[one] += 1
        return rows

    def _plain(self, lines: Sequence[str]) -> list[str]:
        if self.place is not None:
            inside = self.place.inside_comment(self.hunk.old_start + self.drift)
        else:
            pieces = scan(lines)[0]
            inside = bool(pieces) and pieces[0].at == 0 and not pieces[0].opens
        text = without_comments(("/*\n" if inside else "") + "\n".join(lines), texts=True)
        plain = text.split("\n")
        return plain[1:] if inside else plain

    def _is_loud(self, rows: Sequence[_Row]) -> bool:
        """Does the hunk change more than comments and blanks?  Texts count as they are written."""
        sides = {}
        for side in ("-", "+"):
            lines = [line.text[:LONGEST] for line in self.hunk.lines if line.kind in (" ", side)]
            plain = [row.text for row in rows if row.kind in (" ", side)]
            sides[side] = [
                " ".join((line if '"' in text or "'" in text else text).split())
                for line, text in zip(lines, plain, strict=True)
                if text.strip()
            ]
        return sides["-"] != sides["+"] or not self.hunk.complete

    def _enclosing(self, rows: Sequence[_Row]) -> None:
        if self.place is None:
            self._enclosing_by_hunk(rows)
            return
        for body, lines in _grouped(self.place.bodies, rows):
            if body is not None:
                self.found.functions.setdefault(body.name)
                self._near(self.place.text_of(body), [line - body.first for line in lines])
            self._guards(self.place.guards, body, lines)
        for row in rows:
            if row.kind == "+" and (name := head_of(row.text)) and not row.text.rstrip().endswith(";"):
                self.found.functions.setdefault(name)

    def _enclosing_by_hunk(self, rows: Sequence[_Row]) -> None:
        """Find functions by what the hunk shows: its heading, and the heads in it."""
        at = head_of(self.hunk.heading)
        for row in rows:
            head = head_of(row.text) if row.text[:1].isalpha() or row.text[:1] == "_" else ""
            if head:
                at = "" if row.text.rstrip().endswith(";") else head
            if row.kind != " " and row.text.strip() and at:
                self.found.functions.setdefault(at)
            if row.text.startswith("}"):
                at = ""
            for symbol in named(row.text) if row.kind == " " and "CONFIG_" in row.text else ():
                why = f"CONFIG_{symbol} guards lines of {short(self.found.path)} beside those that change"
                self.found.guarded.append(Guarded(symbol, why, False))

    def _near(self, text: str, lines: Sequence[int]) -> None:
        """Read the lines of a body that are close to lines that change, and the conditions under which those are not reached."""
        rows = without_comments(text, texts=True).split("\n")
        close = {number for line in lines for number in range(line - _CLOSE, line + _CLOSE + 1)}
        last = max(lines)
        for number, row in enumerate(rows):
            if number in close:
                self.found.near.read(row)
            elif number < last and row.lstrip().startswith(_IF):
                # A condition may go on for some lines, and what follows it tells whether it leaves.
                following = [one.strip() for one in rows[number + 1 : number + 4]]
                leaves = next((at for at, one in enumerate(following) if one.startswith(_LEAVES)), None)
                if leaves is not None:
                    self.found.near.read(" ".join(rows[number : number + 1 + leaves]))

    def _guards(self, guards: Guards, body: Body | None, lines: Sequence[int]) -> None:
        itself = {symbol for line in lines for symbol in guards.around(line, line)}
        path = short(self.found.path)
        where = f"{body.name}() in {path}" if body is not None and "(" not in body.name else path
        for symbol in itself:
            self.found.guarded.append(Guarded(symbol, f"CONFIG_{symbol} guards changed lines of {where}", True))
        if body is not None:
            for symbol in dict.fromkeys(guards.around(body.first, body.last)):
                if symbol not in itself:
                    self.found.guarded.append(Guarded(symbol, f"CONFIG_{symbol} guards other lines of {where}", False))


def _grouped(found: Bodies, rows: Iterable[_Row]) -> Iterator[tuple[Body | None, list[int]]]:
    """Group the changed lines of a hunk by the body that they are in."""
    groups: dict[Body | None, list[int]] = {}
    for row in rows:
        if row.kind != " " and row.text.strip():
            body = found.at(row.old)
            # What is added behind the last line of a body is outside of it.
            if body is not None and row.kind == "+" and row.old >= body.last:
                body = None
            groups.setdefault(body, []).append(row.old)
    yield from groups.items()
