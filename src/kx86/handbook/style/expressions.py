# SPDX-License-Identifier: GPL-2.0-or-later
"""Operators and strings at the ends of lines."""

import re
from collections.abc import Iterator

from kx86.handbook.c_findings import MOST_WARNINGS, few_evenly, judged
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import rule
from kx86.handbook.style.place import at, c_windows, over
from kx86.patch.window import Window, width
from kx86.series.patch import Patch

_ASM_AHEAD = re.compile(r"\b(?:asm|__asm__|ASM_\w+|alternative\w*|ALTERNATIVE\w*)\b|\bvolatile[ \t]*\(")
_ASSERTION = re.compile(r"(?:TEST_ASSERT|TEST_FAIL|__TEST_REQUIRE|__GUEST_ASSERT|GUEST_FAIL)[ \t]*$")
_WIDEST = 100
_FAR = 12  # lines back to the head of a statement


@rule("CS-TERNARY", level=Level.ADVICE, statement="STYLE-2")
def operator_first(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Put ? and : at the end of a line, not at the start of the next one."""
    yield from few_evenly(_operators_first(patch, facts))


def _operators_first(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for window in c_windows(patch):
        for index in window.added:
            code = window.codes[index].lstrip()
            if code[:1] in ("?", ":") and code and _is_ternary(window, index, code) and judged(window.file, facts):
                column = len(window.codes[index]) - len(code)
                above, line = window.lines[index - 1], window.lines[index]
                yield Finding(
                    where=over(window, index - 1, index) if index else at(window, index, column),
                    message=f"Line begins with {code[0]} of a ternary operator.",
                    hint=f"End the line above with {code[0]}.",
                    replacement=f"{above} {code[0]}\n{line[:column]}{line[column + 1 :].lstrip()}"
                    if index and above == window.codes[index - 1]
                    else None,
                )


def _is_ternary(window: Window, index: int, code: str) -> bool:
    if window.macro[index] or code.startswith(("::", ':"', ': "', ":[", ": [")):
        return False
    for above in range(index - 1, max(-1, index - _FAR), -1):
        text = window.codes[above]
        if _ASM_AHEAD.search(text):
            return False
        if text.endswith((";", "{", "}")) or not text:
            break
        if "?" in text:
            return True
    return code[0] == "?"


@rule("CS-SPLIT-STRING", level=Level.WARNING, statement="STYLE-2")
def split_string(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Do not split a string over lines: nobody can search for it then.

    A break behind a newline character is fine, and so is assembly; the message of an assertion is one line where it fits.
    """
    yield from few_evenly(_split_strings(patch, facts), MOST_WARNINGS)
    yield from few_evenly(_split_messages(patch, facts))


def _split_strings(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for window in c_windows(patch):
        done = -1
        for index in window.added:
            if index > done and _goes_on_above(window, index) and not _is_asm(window, index):
                done = index
                while done + 1 < len(window.lines) and _goes_on_above(window, done + 1):
                    done += 1
                if judged(window.file, facts):
                    yield Finding(
                        where=over(window, index - 1, done),
                        message="String is split over lines.",
                        hint="Keep it in one piece, even past 80 columns.",
                        replacement=_rejoined(window, index - 1, done),
                    )


def _split_messages(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for window in c_windows(patch):
        for index in window.added:
            joined = _one_line_message(window, index)
            if joined and judged(window.file, facts):
                yield Finding(
                    where=over(window, index - 1, index),
                    message="Message of an assertion is split although it fits one line.",
                    replacement=joined,
                    level=Level.ADVICE,
                )


def _one_line_message(window: Window, index: int) -> str | None:
    """The line above with the rest of an assertion's message, when a newline parts its two pieces and both fit one line."""
    if index == 0 or not window.codes[index].lstrip().startswith('"') or window.macro[index]:
        return None
    above, around = window.lines[index - 1].rstrip(), window.brackets.around[index]
    if not above.endswith('\\n"') or around < 0 or window.code[around] != "(":
        return None
    opening = window.base(around)
    first = window.index(opening)
    call = window.code[window.offsets[first] : opening]
    behind = "".join(window.codes[index + 1 : index + 2]).lstrip()
    before = "".join(window.codes[index - 2 : index - 1])
    if not _ASSERTION.search(call) or behind.startswith('"') or before.endswith('"'):
        return None
    joined = f"{above[:-3].rstrip()} {window.lines[index].strip()[1:].lstrip()}"
    return joined if width(joined) <= _WIDEST else None


def _goes_on_above(window: Window, index: int) -> bool:
    """Does this line go on with the string that the line above ends with?"""
    if index == 0 or not window.codes[index].lstrip().startswith('"'):
        return False
    above = window.lines[index - 1].rstrip()
    return (
        window.codes[index - 1].endswith('"') and not above.endswith(('\\n"', '\\t"', '""')) and not window.macro[index]
    )


def _is_asm(window: Window, index: int) -> bool:
    around = window.brackets.around[index]
    if around < 0 or window.code[around] != "(":
        return around < 0
    line = window.index(window.base(around))
    return _ASM_AHEAD.search(window.codes[line]) is not None


def _rejoined(window: Window, first: int, last: int) -> str:
    pieces = [window.lines[first].rstrip()]
    for index in range(first + 1, last + 1):
        if pieces[-1].endswith('"'):
            pieces[-1] = pieces[-1][:-1]
            pieces.append(window.lines[index].strip()[1:])
    return "".join(pieces)
