# SPDX-License-Identifier: GPL-2.0-or-later
"""Messages of assertions in selftests."""

import re
from collections.abc import Iterator

from kx86.handbook.c_findings import few_evenly, judged
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import rule
from kx86.handbook.style.place import at, c_windows
from kx86.patch.window import Window
from kx86.series.patch import Patch

_ASSERT = re.compile(
    r"(?<!\w)(?:TEST_ASSERT|TEST_FAIL|__TEST_REQUIRE|__GUEST_ASSERT|GUEST_ASSERT_MSG|GUEST_FAIL)[ \t]?\("
)
_BLANKS = re.compile(r"\s*")
_STRING_OR_CALL = re.compile(r'["(]')
_ENDS = re.compile(r'(?<!\.)(?:\.|\\n|[.!]\\n|!)"$')


@rule("AS-PUNCT", level=Level.ADVICE, statement="STYLE-1")
def punctuated_message(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """No full stop and no newline at the end of an assertion's message.

    TEST_ASSERT() and its kin end the line themselves.
    """
    yield from few_evenly(_punctuated(patch, facts))


def _punctuated(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for window in c_windows(patch):
        if "TEST_" not in window.code and "GUEST_" not in window.code:
            continue
        for found in _ASSERT.finditer(window.code):
            end = _message_end(window, found.end() - 1)
            if end is None:
                continue
            index = window.index(end)
            line, cut = window.lines[index], end - window.offsets[index]
            mark = _ENDS.search(line, max(0, cut - 4), cut + 1)
            if mark and window.new[index] and judged(window.file, facts):
                what = "a newline" if "\\n" in mark.group() else f"'{mark.group()[0]}'"
                yield Finding(
                    where=at(window, index, mark.start(), len(mark.group()) - 1),
                    message=f"Message of the assertion ends with {what}.",
                    replacement=f'{line[: mark.start()]}"{line[cut + 1 :]}',
                )


def _message_end(window: Window, opening: int) -> int | None:
    """The offset of the quote that closes the message: the first string that is an argument by itself."""
    end = window.brackets.close.get(opening)
    at_quote = _argument_string(window, opening + 1, end) if end is not None else None
    while at_quote is not None and end is not None:
        last = window.code.find('"', at_quote + 1, end)
        if last < 0:
            return None
        blanks = _BLANKS.match(window.code, last + 1, end)
        following = window.code[blanks.end()] if blanks else ""
        if following != '"':
            return last if following in (",", ")") else None
        if window.text.startswith("\\n", last - 2):
            return None  # a help text over several lines
        at_quote = window.code.find('"', last + 1, end)
    return None


def _argument_string(window: Window, start: int, end: int) -> int | None:
    """Where the first string between two offsets begins that no further bracket holds."""
    while found := _STRING_OR_CALL.search(window.code, start, end):
        if found.group() == '"':
            return found.start()
        start = window.brackets.close.get(found.start(), end) + 1
    return None
