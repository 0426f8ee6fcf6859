# SPDX-License-Identifier: GPL-2.0-or-later
"""Where a finding is: its place in words, the offending line with a caret below it, and the rewrite."""

from collections.abc import Container, Iterator, Sequence

from kx86.apps.cli.terminal import Paint, pad_for, printable, printable_lines
from kx86.apps.cli.view import FindingView, WhereView

# Eight columns, so that a tab in the text ends where it does in the file.
_GUTTER = "      "
# A line longer than this is cut around the caret; it is data that somebody pasted, or hostile.
_WIDEST = 400
_LINES_SHOWN = 40
_PLACES_SHOWN = 8


def spot(where: WhereView) -> str:
    """Name a place as file:line or part:line; the shortlog needs no name, nor does what is absent."""
    if where.part == "subject" or not (where.file or where.text):
        return ""
    name = printable(where.file) if where.file else where.part
    if where.line is not None:
        return f"{name}:{where.line}"
    return name


def places(spots: Sequence[WhereView]) -> str:
    """Name several places, the file once: `x86.c:3, 7, 12`; a long list ends in the number of the rest."""
    named: list[str] = []
    last = None
    for where in spots[:_PLACES_SHOWN]:
        name = spot(where)
        if not name:
            continue
        key = (where.part, where.file)
        named.append(str(where.line) if key == last and where.line is not None else name)
        last = key
    if len(spots) > _PLACES_SHOWN:
        named.append(f"and {len(spots) - _PLACES_SHOWN} more")
    return ", ".join(dict.fromkeys(named))


def excerpt(findings: Sequence[FindingView], paint: Paint) -> Iterator[str]:
    """Yield the place, the line with a caret for each of the findings on it, and the rewrite that they share."""
    found = findings[0]
    place = spot(found.where)
    if place:
        yield f"    {paint('dim', place)}"
    mark = "|" if found.replacement is None else "-"
    if found.where.text:
        yield from _old([one.where for one in findings], mark, paint)
    if found.replacement:
        for line in _bounded(found.replacement):
            yield f"{_GUTTER}+ {paint('new', line)}".rstrip()


def rewrite(found: FindingView, paint: Paint) -> Iterator[str]:
    """Yield the rewrite alone, when it is one line."""
    if found.replacement and "\n" not in found.replacement:
        yield f"{_GUTTER}+ {paint('new', printable(found.replacement))}"


def _old(spots: Sequence[WhereView], mark: str, paint: Paint) -> Iterator[str]:
    first, *rest = _bounded(spots[0].text)
    marked = {
        at
        for where in spots
        if where.column is not None
        for at in range(where.column, where.column + max(1, where.width))
    }
    starts = {where.column for where in spots}
    if len(first) > _WIDEST:
        first, moved = _window(first, min(marked, default=0))
        marked, starts = {at + moved for at in marked}, {at + moved for at in starts if at is not None}
    yield f"{_GUTTER}{mark} {paint('old', first) if mark == '-' else first}".rstrip()
    caret = "".join(_under(at, character, marked, starts) for at, character in enumerate(f"{first} ")).rstrip()
    if caret:
        yield f"{_GUTTER}  {paint('caret', caret)}"
    for line in rest:
        yield f"{_GUTTER}{mark} {paint('old', line) if mark == '-' else line}".rstrip()


def _under(at: int, character: str, marked: Container[int], starts: Container[int | None]) -> str:
    """What stands below a character: a caret where something begins, `~` where it goes on, else blanks of its width."""
    blanks = pad_for(character)
    if at not in marked or not blanks:
        return blanks
    if character == "\t":
        return blanks if at not in starts else "^\t"
    return ("^" if at in starts else "~") + "~" * (len(blanks) - 1)


def _bounded(text: str) -> list[str]:
    lines = printable_lines(text)
    if len(lines) > _LINES_SHOWN:
        return [*lines[:_LINES_SHOWN], f"... {len(lines) - _LINES_SHOWN} more lines"]
    return lines


def _window(line: str, column: int) -> tuple[str, int]:
    """Cut a very long line so that the column stays in sight; tell as well by how much columns have moved."""
    start = max(0, column - _WIDEST // 2)
    shown = line[start : start + _WIDEST]
    head = "..." if start else ""
    tail = "..." if start + _WIDEST < len(line) else ""
    return f"{head}{shown}{tail}", len(head) - start
