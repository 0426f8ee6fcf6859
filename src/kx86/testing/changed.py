# SPDX-License-Identifier: GPL-2.0-or-later
"""The diff of a file and the file before it in; which functions, names and guarded lines it changes out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kx86.patch.diff import LONGEST, FileDiff
from kx86.patch.touch import C_LIKE
from kx86.testing.before import Before, enclosing_rows, exits
from kx86.testing.enclosing import Body, head_of
from kx86.testing.guards import named
from kx86.testing.hunk import Row, is_loud, rows_of
from kx86.testing.source import WORD

_EVERYWHERE = ("Kconfig", "Makefile")
_HOMES = ("arch/x86/kvm/", "tools/testing/")
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
            behind = text[max(0, begin - 3) : begin]
            member = behind.endswith("->") or (behind.endswith(".") and not behind.endswith(".."))
            (self.members if member else self.words).add(match[0])


@dataclass(slots=True)
class Changed:
    """What a patch does to a file; `fresh` and `gone` tell that it is created or deleted.

    `silent` says that nothing but comments, blanks and empty lines change, that the file is a document, or, when `proved`, that
    object code shows the change to make no difference.  `functions` are those
    that changed lines are in, in order, each with the identifiers near to what changes: in the same paragraph, in the conditions
    and loops around that, and in conditions that leave the function before.  `named` are the identifiers on changed lines,
    `added` those on added lines.  `guarded` are the symbols that guard what changes.
    """

    path: str
    silent: bool
    fresh: bool = False
    gone: bool = False
    proved: bool = False
    functions: dict[str, Names] = field(default_factory=dict)
    named: Names = field(default_factory=Names)
    added: Names = field(default_factory=Names)
    guarded: dict[Guarded, None] = field(default_factory=dict)


def short(path: str) -> str:
    """Return a path as people say it: without the folder of KVM x86, or of all tests."""
    said = next((path.removeprefix(home) for home in _HOMES if path.startswith(home)), path)
    return path if said in _EVERYWHERE else said


def is_document(path: str) -> bool:
    """Is a file documentation, of which nothing is built into a kernel?"""
    return path.startswith("Documentation/") or path.endswith(_DOCUMENTS)


def changed(file: FileDiff, before: bytes | None) -> Changed:
    """See what a diff changes; `before` is the file that it was made from, as far as anybody knows."""
    found = Changed(
        path=file.path,
        silent=bool(file.hunks) and not (file.renamed or file.binary or file.old_mode),
        fresh=file.old is None,
        gone=file.new is None,
    )
    if is_document(file.path):
        found.silent = True
    elif file.path.endswith(C_LIKE):
        _read_code(file, before, found)
    else:
        found.silent = False
        for hunk in file.hunks:
            for line in hunk.lines:
                if line.kind != " ":
                    _read_symbols(found, line.text[:LONGEST])
    return found


def _read_code(file: FileDiff, before: bytes | None, found: Changed) -> None:
    whole = Before(before.decode("utf-8", "replace")) if before is not None else None
    touched: dict[Body | None, _Touched] = {}
    for hunk in file.hunks:
        drift = whole.drift(hunk) if whole is not None else None
        rows = rows_of(hunk, whole.inside_comment(hunk.old_start + drift) if whole and drift is not None else None)
        if not is_loud(hunk, rows):
            continue
        found.silent = False
        for row in rows:
            if row.loud:
                _read_row(row, found)
        if whole is not None and drift is not None:
            _place(whole, rows, drift, touched)
            _read_heads(rows, found)
        else:
            _read_alone(head_of(hunk.heading), rows, found)
    if whole is not None:
        for body, one in touched.items():
            _read_body(whole, body, one, found)


def _read_row(row: Row, found: Changed) -> None:
    found.named.read(row.text)
    if row.kind == "+":
        found.added.read(row.text)
    _read_symbols(found, row.text)


def _read_symbols(found: Changed, text: str) -> None:
    for symbol in sorted(named(text)) if "CONFIG_" in text else ():
        found.guarded[Guarded(symbol, f"a changed line of {short(found.path)} names CONFIG_{symbol}", True)] = None


@dataclass(slots=True)
class _Touched:
    """What changes in a body: the lines of the file before, and the paragraphs that these are in."""

    lines: list[int] = field(default_factory=list)
    near: Names = field(default_factory=Names)


def _place(whole: Before, rows: Sequence[Row], drift: int, into: dict[Body | None, _Touched]) -> None:
    """Group the changed lines of a hunk by the body of the file before that they are in."""
    for paragraph in _paragraphs(rows):
        bodies: dict[Body | None, None] = {}
        for row in paragraph:
            if row.loud:
                body = _body_of(whole, row, drift)
                bodies[body] = None
                into.setdefault(body, _Touched()).lines.append(row.old + drift)
        if bodies:
            texts = [row.text for row in paragraph]
            if paragraph[0] is rows[0]:
                texts += whole.paragraph(rows[0].old + drift, -1)
            if paragraph[-1] is rows[-1]:
                texts += whole.paragraph(rows[-1].old + drift, 1)
            for body in bodies:
                into[body].near.read(" \n".join(texts))


def _body_of(whole: Before, row: Row, drift: int) -> Body | None:
    line = row.old + drift
    body = whole.bodies.at(line)
    # What is added behind the last line of a body is outside of it.
    return None if body is not None and row.kind == "+" and line >= body.last else body


def _paragraphs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the runs of lines that empty lines and comments part: what stands together belongs together."""
    found: list[Row] = []
    for row in rows:
        if row.text and not row.text.isspace():
            found.append(row)
        elif found:
            yield found
            found = []
    if found:
        yield found


def _read_heads(rows: Sequence[Row], found: Changed) -> None:
    """Take the functions that are added: no file before has them."""
    for row in rows:
        if row.kind == "+" and (name := head_of(row.text)) and not row.text.rstrip().endswith(";"):
            found.functions.setdefault(name, Names())


def _read_body(whole: Before, body: Body | None, touched: _Touched, found: Changed) -> None:
    where = path = short(found.path)
    itself = whole.guards.among(touched.lines)
    if body is not None:
        near = found.functions.setdefault(body.name, Names())
        near.words |= touched.near.words
        near.members |= touched.near.members
        _read_conditions(whole.rows(body), [line - body.first for line in touched.lines], near)
        where = f"{body.name}() in {path}" if "(" not in body.name else path
        for symbol in sorted(whole.guards.around(body.first, body.last) - itself):
            found.guarded[Guarded(symbol, f"CONFIG_{symbol} guards other lines of {where}", False)] = None
    for symbol in sorted(itself):
        found.guarded[Guarded(symbol, f"CONFIG_{symbol} guards changed lines of {where}", True)] = None


def _read_conditions(rows: list[str], lines: Sequence[int], near: Names) -> None:
    """Read the lines of a body that enclose lines that change, and the conditions that leave the body before."""
    for number in sorted(enclosing_rows(rows, lines)):
        near.read(rows[number])
    last = max(lines)
    for number, condition in exits(rows):
        if number < last:
            near.read(condition)


def _read_alone(heading: str, rows: Sequence[Row], found: Changed) -> None:
    """Find functions by what a hunk shows: its heading, and the heads in it."""
    at = heading
    path = short(found.path)
    near = Names()
    for row in rows:
        near.read(row.text)
        head = head_of(row.text) if row.text[:1].isalpha() or row.text[:1] == "_" else ""
        if head:
            at = "" if row.text.rstrip().endswith(";") else head
        if row.loud and at:
            found.functions.setdefault(at, near)
        if row.text.startswith("}"):
            at = ""
        for symbol in sorted(named(row.text)) if row.kind == " " and "CONFIG_" in row.text else ():
            found.guarded[
                Guarded(symbol, f"CONFIG_{symbol} guards lines of {path} beside those that change", False)
            ] = None
