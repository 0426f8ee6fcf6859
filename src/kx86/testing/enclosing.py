# SPDX-License-Identifier: GPL-2.0-or-later
"""A C file in; the functions and macros in it, by line, out: found lexically, as kernel code is laid out.

A function begins with a head at the left margin and has its braces there; that is as true of kernel code as of no other.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from kx86.patch.touch import function_head

_MARGIN = re.compile(r"^(?:[A-Za-z_][^\n]*+|[{}][^\n]*+|#[ \t]*+define[ \t]++\w++\([^\n]*+)", re.MULTILINE)
# paging_tmpl.h builds its names: FNAME(page_fault)(...).
_BUILT = re.compile(r"[A-Za-z_][\w \t*]*?(?P<name>\b[A-Z][A-Z0-9_]*+\(\w++\))\(")
_MACRO = re.compile(r"#[ \t]*+define[ \t]++(\w++)\(")
_NONE = ("typedef ", "EXPORT_", "MODULE_", "module_", "return ", "DEFINE_", "EXPORT_SYMBOL", "extern ")
# So many lines may a head take, and so many characters of a line are looked at.
_LONGEST_HEAD = 40
_LONGEST_LINE = 2000


class Body(NamedTuple):
    """A function or a macro with arguments: its name, and its first and last line from 1, the head included."""

    name: str
    first: int
    last: int


class Bodies:
    """The bodies of a file, in order, and what encloses a line."""

    def __init__(self, found: Sequence[Body]) -> None:
        self.all = tuple(found)
        self._starts = [body.first for body in self.all]

    def at(self, line: int) -> Body | None:
        """Return the body that a line is in, None outside of all."""
        number = bisect_right(self._starts, line) - 1
        return self.all[number] if number >= 0 and line <= self.all[number].last else None


def head_of(text: str) -> str:
    """Return the name of the function whose head a line at the left margin is; empty for anything else.

    A name that a macro makes comes with it: `FNAME(page_fault)`.
    """
    text = text[:_LONGEST_LINE]
    if text.startswith(_NONE) or "(" not in text:
        return ""
    built = _BUILT.match(text)
    return built["name"] if built else function_head(text)


def bodies(text: str) -> Bodies:
    """Find the functions and the macros with arguments of a file."""
    found: list[Body] = []
    counted = at = 0
    line = 1
    head: tuple[str, int] | None = None
    inside = False
    for match in _MARGIN.finditer(text):
        if match.start() < at:
            continue
        line += text.count("\n", counted, match.start())
        counted = match.start()
        shown = match[0]
        if shown[0] == "#":
            at, last = _macro_end(text, match.end(), line)
            if not inside:
                found.append(Body(_name_of_macro(shown), line, last))
        elif shown[0] == "{":
            inside = head is not None and line - head[1] <= _LONGEST_HEAD
        elif shown[0] == "}":
            if inside and head is not None:
                _close(found, Body(head[0], head[1], line))
            head, inside = None, False
        elif not inside:
            head = _next_head(shown, line, head)
            if head is not None and head[1] == line and shown.rstrip().endswith("}") and "{" in shown:
                found.append(Body(head[0], line, line))
                head = None
    return Bodies(found)


def _close(found: list[Body], body: Body) -> None:
    """Add a function; a macro that is defined between its head and its body is part of it."""
    while found and found[-1].first >= body.first:
        found.pop()
    found.append(body)


def _next_head(shown: str, line: int, before: tuple[str, int] | None) -> tuple[str, int] | None:
    """The head that a line at the left margin begins; a declaration ends whatever stood before it."""
    name = head_of(shown)
    if not name:
        # A label or a type on a line of its own says nothing about the head.
        return None if shown.rstrip().endswith((";", "{")) else before
    return None if shown.rstrip().endswith(";") else (name, line)


def _macro_end(text: str, end: int, line: int) -> tuple[int, int]:
    """The offset and the line at which a macro ends: the first line without a backslash."""
    while text[end - 1 : end] == "\\" and end < len(text):
        following = text.find("\n", end + 1)
        end = following if following >= 0 else len(text)
        line += 1
    return end, line


def _name_of_macro(shown: str) -> str:
    match = _MACRO.match(shown)
    return match[1] if match else ""
