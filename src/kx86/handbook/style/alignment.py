# SPDX-License-Identifier: GPL-2.0-or-later
"""Lines that go on: where they stand, and where they may break."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kx86.handbook.c_findings import MOST_WARNINGS, few_evenly, judged
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import rule
from kx86.handbook.style.place import at, c_windows, over
from kx86.patch.window import Window, blanks, width
from kx86.series.patch import Patch

_ASM = re.compile(r"\b(?:asm|__asm__|ASM_\w+|alternative\w*)\b")
_ENDS = re.compile(r"[;{}]")
_OPEN_END = re.compile(r"\([ \t]*$", re.M)
_TRACE = re.compile(r"\b(?:TP_\w+|TRACE_\w+|DEFINE_\w+|DECLARE_\w+)$")
_OPERATORS = ("|", "&", "+", "-", "*", "/", "?", ":", "=", "<", ">")
_CALL = re.compile(r"(?<!\w)(?!(?:if|while|for|switch|return|sizeof)\b)(?!\w*for_each)[A-Za-z_]\w*[ \t]*$")
_FITS, _MUST_FIT = 80, 100
# Nobody aligns lines this far to the right; blanks for all of them would outgrow the patch.
_FAR = 400


@dataclass(frozen=True, slots=True)
class Spread:
    """A bracketed expression over several lines: its outermost opening, first and last line, and lines that stand wrong."""

    opening: int
    first: int
    last: int
    wrong: tuple[int, ...]


@rule("CS-ALIGN", level=Level.ADVICE, statement="STYLE-2")
def misaligned(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Align continuation lines with the character behind the open parenthesis."""
    yield from few_evenly(_misaligned(patch, facts))


def _misaligned(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for window in c_windows(patch):
        spreads = [spread for spread in _spreads(window) if spread.wrong]
        if spreads and judged(window.file, facts):
            yield from (_misaligned_finding(window, spread) for spread in spreads)


@lru_cache(maxsize=1024)
def _spreads(window: Window) -> tuple[Spread, ...]:
    """The outermost bracketed expressions that have a line of their own behind the first."""
    return tuple(_find_spreads(window))


def _find_spreads(window: Window) -> Iterator[Spread]:
    brackets = window.brackets
    members: dict[int, list[int]] = {}
    for index, opening in enumerate(brackets.around):
        if opening >= 0 and window.code[opening] == "(":
            members.setdefault(window.base(opening), []).append(index)
    for opening, indices in members.items():
        first = window.index(opening)
        if any(window.new[index] for index in (first, *indices)) and not _is_block(window, opening):
            wrong = tuple(index for index in indices if _is_wrong(window, index))
            yield Spread(opening, first, indices[-1], wrong)


def _is_block(window: Window, opening: int) -> bool:
    """Is it assembly, or something laid out like a block, whose closing parenthesis stands at the head of a line?"""
    close = window.brackets.close.get(opening)
    if close is not None:
        start = window.offsets[window.index(close)]
        if not window.code[start:close].strip():
            return True
    return _is_asm(window, opening)


def _is_asm(window: Window, opening: int) -> bool:
    start = window.offsets[window.index(opening)]
    statement = _ENDS.split(window.code[start:opening])[-1]
    return _ASM.search(statement) is not None


def _is_wrong(window: Window, index: int) -> bool:
    code = window.codes[index].lstrip()
    opening = window.brackets.around[index]
    first = window.index(opening)
    if not (window.new[index] or window.new[first]) or window.macro[index] or not code or code[0] in "){}#":
        return False
    behind = window.codes[first][opening + 1 - window.offsets[first] :].strip()
    if not behind or window.code[opening] != "(":
        return False
    wanted = window.column(opening) + 1
    found = window.indent(index)
    if found == wanted or _follows_old(window, index, first, found) or _is_inside(window, index, wanted):
        return False
    return found > wanted or wanted + len(code) <= _MUST_FIT


def _is_inside(window: Window, index: int, wanted: int) -> bool:
    """Is this part of an argument that began above: set in after an operator, or below the first branch of a ternary?"""
    above, found = window.codes[index - 1], window.indent(index)
    if found > wanted and above.endswith(_OPERATORS) and window.indent(index - 1) in (wanted, found):
        return True
    mark = above.find("? ")
    return mark >= 0 and above.endswith(":") and width(window.lines[index - 1][: mark + 2]) == found


def _follows_old(window: Window, index: int, first: int, found: int) -> bool:
    """Does the line stand where an old line of the same expression stands already?"""
    around = window.brackets.around
    return any(
        around[other] == around[index] and not window.new[other] and window.indent(other) == found
        for other in (index - 1, index + 1)
        if first < other < len(around) and not window.new[first]
    )


def _misaligned_finding(window: Window, spread: Spread) -> Finding:
    start = spread.wrong[0] if window.new[spread.wrong[0]] else spread.first
    end = spread.wrong[-1]
    lines = _realigned(window, spread)
    count = len(spread.wrong)
    what = "Continuation line is" if count == 1 else f"{count} continuation lines are"
    one = at(window, start, len(window.lines[start]) - len(window.lines[start].lstrip()))
    return Finding(
        where=one if start == end else over(window, start, end),
        message=f"{what} not aligned with the open parenthesis.",
        replacement="\n".join(lines[start - spread.first : end - spread.first + 1]) if lines else None,
    )


def _realigned(window: Window, spread: Spread) -> list[str] | None:
    """The lines of an expression with each wrong one under its parenthesis; lines inside it move along.

    None when a line would move too far.
    """
    wrong = frozenset(spread.wrong)
    moved = {spread.first: 0}
    fixed = [window.lines[spread.first]]
    for index in range(spread.first + 1, spread.last + 1):
        opening = window.brackets.around[index]
        home = window.index(opening) if opening >= 0 else spread.first
        shift = moved.get(home, 0)
        if index in wrong:
            shift += window.column(opening) + 1 - window.indent(index)
        moved[index] = shift
        if window.indent(index) + shift > _FAR:
            return None
        line = window.lines[index]
        fixed.append(blanks(window.indent(index) + shift) + line.lstrip() if shift and line.strip() else line)
    return fixed


def drawn_in(window: Window, index: int, columns: int) -> list[str]:
    """The lines that go on with the parenthesis opened on a line, moved to the left as that line gets shorter."""
    moved = []
    for behind in range(index + 1, len(window.lines)):
        opening = window.brackets.around[behind]
        if opening < 0 or window.code[opening] != "(" or window.index(opening) != index:
            break
        line = window.lines[behind]
        aligned = window.indent(behind) == window.column(opening) + 1
        moved.append(blanks(window.indent(behind) - columns) + line.lstrip() if aligned else line)
    return moved


@rule("CS-PAREN-OPEN", level=Level.WARNING, statement="STYLE-2")
def breaks_behind_parenthesis(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Never break a line right after an opening parenthesis."""
    yield from few_evenly(_bare_parentheses(patch, facts), MOST_WARNINGS)


def _bare_parentheses(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for window in c_windows(patch):
        for found in _OPEN_END.finditer(window.code):
            index = window.index(found.start())
            if window.new[index] and _is_bare(window, index, found.start()) and judged(window.file, facts):
                joined = _joined(window, index, found.start())
                yield Finding(
                    where=over(window, index, index + 1)
                    if joined
                    else at(window, index, found.start() - window.offsets[index]),
                    message="Line breaks right after an opening parenthesis.",
                    hint="Put the first argument on the same line and align the others with it.",
                    replacement=joined,
                )


def _is_bare(window: Window, index: int, opening: int) -> bool:
    before = window.code[window.offsets[index] : opening]
    if window.macro[index] or before.startswith("#") or not before.strip() or _begins_text(window, index):
        return False
    return not _TRACE.search(before.rstrip()) and not _is_asm(window, opening)


def _begins_text(window: Window, index: int) -> bool:
    """Does a text block at the margin follow, such as the help of a program?"""
    behind = window.codes[index + 1] if index + 1 < len(window.codes) else ""
    return behind.lstrip().startswith('"') and window.indent(index + 1) <= window.indent(index)


def _joined(window: Window, index: int, opening: int) -> str | None:
    """Both lines as one, when the expression ends on the second and they fit."""
    close = window.brackets.close.get(opening)
    if close is None or window.index(close) != index + 1 or window.lines[index] != window.codes[index]:
        return None
    joined = window.lines[index] + window.lines[index + 1].strip()
    return joined if width(joined) <= _FITS else None


@rule("CS-WRAP-EARLY", level=Level.ADVICE, statement="STYLE-2")
def wrapped_early(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Do not break parameters that fit on one line."""
    yield from few_evenly(_wrapped_early(patch, facts))


def _wrapped_early(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for window in c_windows(patch):
        for spread in _spreads(window):
            joined = _on_one_line(window, spread)
            if joined and judged(window.file, facts):
                yield Finding(
                    where=over(window, spread.first, spread.last),
                    message=f"These {spread.last - spread.first + 1} lines fit on one.",
                    replacement=joined,
                )


def _on_one_line(window: Window, spread: Spread) -> str | None:
    """The lines as one, when all are new calls or heads of functions that fit, without comments or strings to search for."""
    lines = range(spread.first, spread.last + 1)
    close = window.brackets.close.get(spread.opening)
    head = window.code[window.offsets[spread.first] : spread.opening]
    if close is None or window.index(close) != spread.last or not all(window.new[index] for index in lines):
        return None
    if not _CALL.search(head) or any(window.macro[index] or _is_busy(window, index) for index in lines):
        return None
    joined = window.lines[spread.first].rstrip() + "".join(
        ("" if index == spread.first + 1 and window.codes[spread.first].endswith("(") else " ")
        + window.lines[index].strip()
        for index in lines[1:]
    )
    return joined if width(joined) <= _FITS else None


def _is_busy(window: Window, index: int) -> bool:
    """Does the line hold a comment, or end where somebody chose to break?"""
    code = window.codes[index]
    return code != window.lines[index].rstrip() or code.endswith(("|", "&", "?", ":", "{", "}"))
