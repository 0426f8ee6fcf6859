# SPDX-License-Identifier: GPL-2.0-or-later
"""Lengths of lines, and blank lines where none belong."""

import re
from collections.abc import Iterator

from kx86.handbook.c_findings import MOST_WARNINGS, few, few_evenly, judged
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import rule
from kx86.handbook.style.place import at, over, runs
from kx86.patch.window import Window, width
from kx86.series.patch import Patch

HARD, SOFT = 100, 80
_POKE = 4  # a closing "});" or so may poke out
_CLOSING = re.compile(r"[ \t]*\}(?! else\b)")
_CLOSES = re.compile(r"[ \t);,]*$")
_URL = re.compile(r"https?://\S{20}")


@rule("CS-LONG100", level=Level.WARNING, statement="STYLE-2")
def far_too_long(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Keep lines within 100 columns.

    Lines that are long because of a string or a link are left alone: strings are not split.
    """
    yield from few(_far_too_long(patch, facts), MOST_WARNINGS)


def _far_too_long(patch: Patch, facts: Facts) -> Iterator[tuple[int, Finding]]:
    for window in patch.windows:
        long = [index for index in _wide(window, HARD) if _columns(window, index) > HARD]
        if long and judged(window.file, facts):
            for first, last in runs(long):
                yield _too_long(window, first, last, HARD, "Wrap at about 80 columns.")


@rule("CS-LONG80", level=Level.ADVICE, statement="STYLE-2")
def too_long(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Wrap at about 80 columns.

    Poking out a little is fine where it reads better; KVM wraps at 80 by default.
    """
    yield from few(_somewhat_long(patch, facts))


def _somewhat_long(patch: Patch, facts: Facts) -> Iterator[tuple[int, Finding]]:
    for window in patch.windows:
        long = [index for index in _wide(window, SOFT + _POKE) if _somewhat(window, index)]
        if long and judged(window.file, facts):
            for first, last in runs(long):
                yield _too_long(window, first, last, SOFT, "Wrap at 80 unless the line reads better in one piece.")


def _wide(window: Window, limit: int) -> list[int]:
    lines = window.lines
    return [index for index in window.added if len(lines[index]) > 30 and width(lines[index]) > limit]


def _somewhat(window: Window, index: int) -> bool:
    """Is this a line of code that could be wrapped?  Comments are CM-WRAP's; definitions of macros are left alone."""
    code = window.codes[index]
    return SOFT + _POKE < _columns(window, index) <= HARD and bool(code) and code[0] != "#" and not window.macro[index]


def _columns(window: Window, index: int) -> int:
    """The width of a line, 0 when it may be as long as it likes."""
    line = window.lines[index]
    columns = width(line)
    if columns <= SOFT + _POKE:
        return columns
    return 0 if _cannot_break(window, index, HARD if columns > HARD else SOFT) else columns


def _cannot_break(window: Window, index: int, limit: int) -> bool:
    line, code = window.lines[index], window.codes[index]
    if _URL.search(line) or code.startswith("#include"):
        return True
    close = code.rfind('"')
    if close < 0:
        return False
    end = len(code) if _CLOSES.match(code, close + 1) else close + 1
    return width(line[:end]) > limit >= width(line[: code.rfind('"', 0, close)])


def _too_long(window: Window, first: int, last: int, limit: int, hint: str) -> tuple[int, Finding]:
    columns = max(width(window.lines[index]) for index in range(first, last + 1))
    line = window.lines[first]
    column = next((cut for cut in range(len(line)) if width(line[: cut + 1]) > limit), len(line))
    if first == last:
        message = f"Line is {columns} columns long, over {limit}."
    else:
        message = f"{last - first + 1} lines are over {limit} columns, the longest has {columns}."
    return columns, Finding(where=at(window, first, column, max(1, len(line) - column)), message=message, hint=hint)


@rule("CS-NEWLINE", level=Level.ADVICE, statement="STYLE-2")
def stray_blank(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """No double blank lines, none after `{` and none before `}`."""
    yield from few_evenly(_stray_blanks(patch, facts))


def _stray_blanks(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for window in patch.windows:
        blank = [index for index in window.added if not window.lines[index] or window.lines[index].isspace()]
        if blank and any(_stray(window, index) for index in blank) and judged(window.file, facts):
            yield from _blank_findings(window, blank)


def _blank_findings(window: Window, blank: list[int]) -> Iterator[Finding]:
    for first, last in runs(blank):
        why = next((why for index in range(first, last + 1) if (why := _stray(window, index))), None)
        if why == "before":
            where, text = over(window, last, last + 1), window.lines[last + 1]
            yield Finding(where=where, message="Blank line in front of a closing brace.", replacement=text)
        elif why == "after":
            where, text = over(window, first - 1, last), window.lines[first - 1]
            yield Finding(where=where, message="Blank line behind an opening brace.", replacement=text)
        elif why:
            yield Finding(where=over(window, last - 1, last), message="Two blank lines in a row.", replacement="")


def _stray(window: Window, index: int) -> str | None:
    lines = window.lines
    if index and not lines[index - 1].strip():
        return "double"
    if index + 1 < len(lines) and not lines[index + 1].strip() and not window.new[index + 1]:
        return "double" if index else None
    if window.file.endswith(".S"):
        return None
    if index and window.codes[index - 1].endswith("{"):
        return "after"
    if index + 1 < len(lines) and _CLOSING.match(window.codes[index + 1]):
        return "before"
    return None
