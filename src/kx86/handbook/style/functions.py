# SPDX-License-Identifier: GPL-2.0-or-later
"""Heads of functions."""

import re
from collections.abc import Iterator

from kx86.handbook.c_findings import MOST_WARNINGS, few_evenly, judged
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import rule
from kx86.handbook.style.alignment import drawn_in
from kx86.handbook.style.place import at, c_windows, over
from kx86.patch.window import Window, width
from kx86.series.patch import Patch

_NAME = re.compile(r"(?!__attribute__)[a-z_]\w*\(")
_TYPE_ALONE = re.compile(r"(?!else\b|do\b)[a-z_][\w \t*]*")
_INLINE = re.compile(r"(static[ \t]+)?inline[ \t]+(?=\w)")


@rule("CS-FNNAME-NL", level=Level.WARNING, statement="STYLE-2")
def name_on_new_line(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Keep a function's name on the line of its return type; break the parameters instead."""
    yield from few_evenly(_names_on_new_lines(patch, facts), MOST_WARNINGS)


def _names_on_new_lines(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for window in c_windows(patch):
        for index in window.added:
            if window.new[index - 1] and _begins_with_name(window, index) and judged(window.file, facts):
                joined = _joined(window, index)
                yield Finding(
                    where=over(window, index - 1, index) if joined else at(window, index),
                    message="Line breaks between the return type and the function's name.",
                    hint="Put both on one line and break the parameters.",
                    replacement=joined,
                )


def _begins_with_name(window: Window, index: int) -> bool:
    code = window.codes[index]
    if not code or code[0] in " \t#}/" or index == 0 or window.macro[index]:
        return False
    above = window.codes[index - 1]
    return (
        bool(above)
        and above == window.lines[index - 1].rstrip()
        and _NAME.match(code) is not None
        and _TYPE_ALONE.fullmatch(above) is not None
    )


def _joined(window: Window, index: int) -> str | None:
    above, line = window.lines[index - 1].rstrip(), window.lines[index]
    joined = f"{above}{'' if above.endswith('*') else ' '}{line}"
    return joined if line.rstrip().endswith((")", ");")) and width(joined) <= 80 else None


@rule("CS-INLINE", level=Level.ADVICE, statement="STYLE-2")
def inline_in_source(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """No `inline` on functions of a .c file: it is just a hint, and the compiler knows better."""
    yield from few_evenly(_inlines(patch, facts))


def _inlines(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for window in c_windows(patch):
        if not window.file.endswith(".c"):
            continue
        for index in window.added:
            match = _INLINE.match(window.codes[index])
            if match and judged(window.file, facts):
                line = window.lines[index]
                begin = len(match.group(1) or "")
                bare = line[:begin] + line[match.end() :]
                behind = drawn_in(window, index, match.end() - begin)
                yield Finding(
                    where=over(window, index, index + len(behind))
                    if behind
                    else at(window, index, begin, len("inline")),
                    message="inline on a function in a .c file.",
                    hint="Leave it out; compilers inline by themselves.",
                    replacement="\n".join([bare, *behind]),
                )
