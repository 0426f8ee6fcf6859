# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs of declarations at the head of a block, as a hunk or the view of a whole file shows them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kx86.patch.touch import function_head
from kx86.patch.window import Window, width

if TYPE_CHECKING:
    from kx86.patch.cview import CView

TYPE = (
    r"(?:(?:const|volatile|static|register|unsigned|signed)[ \t]+)*"
    r"(?:(?:struct|union|enum)[ \t]+\w+|unsigned|signed|int|long|short|char|bool|void|float|double|uint|ulong"
    r"|[su](?:8|16|32|64)|__(?:[us]|[bl]e)\d+|\w+_t|va_list|FILE|__auto_type|typeof\([^()\n]*\))\b"
    r"(?:[ \t]+(?:const|volatile|int|long|char|short|unsigned|signed|__\w+)\b)*"
)
NAME = r"(?:[ \t]+|[ \t]*\*[ \t*]*)(?:const[ \t]+)?(?!(?:const|int|long|char|short)\b)[A-Za-z_]\w*"
# Searches that begin with a line break are quick; one is put in front of the code for them.
_DECLARATION = re.compile(rf"\n[ \t]+{TYPE}{NAME}[ \t]*(?=[=,;\[\n]|__\w+|\Z)")
_MAYBE = re.compile(r"[ \t]+(?:\w+[ \t]+\**\w+[ \t]*(?:=.*|\[.*)?[;,]$|[A-Z_]{4,}\w*\(|\w+\(\w*\)\()")
_COMMENT_BEHIND = re.compile(r"/\*[^*]*\*/[ \t]*$|//.*$")
_AGGREGATES = ("struct", "union", "enum", "typedef")
_LONGEST = 40  # lines of one declaration, and of what may be declarations above one


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration: first and last line, the code of a single line, names it makes, words that its values use."""

    first: int
    last: int
    code: str
    names: frozenset[str]
    uses: frozenset[str]
    apart: bool = False

    @property
    def length(self) -> int:
        """How far the line reaches."""
        return width(self.code)

    @property
    def is_plain(self) -> bool:
        """Is it a single line, and neither static nor bound to a register?"""
        return self.first == self.last and not self.apart


@dataclass(frozen=True, slots=True)
class Run:
    """Declarations on consecutive lines, at the head of a block of code; `ends` tells that something else may follow at once."""

    declarations: tuple[Declaration, ...]
    ends: bool = True

    @property
    def first(self) -> int:
        """The first line."""
        return self.declarations[0].first

    @property
    def last(self) -> int:
        """The last line."""
        return self.declarations[-1].last


@lru_cache(maxsize=1024)
def runs_in(window: Window) -> tuple[Run, ...]:
    """The runs of declarations at the heads of blocks of code."""
    return tuple(_runs(window))


def _runs(window: Window) -> Iterator[Run]:
    found: list[Declaration] = []
    for match in _DECLARATION.finditer("\n" + window.code):
        index = window.index(match.start())
        if found and index <= found[-1].last:
            continue
        last = _end(window, index)
        if last is None or window.macro[index]:
            continue
        if found and index != found[-1].last + 1:
            yield from _run(window, found)
            found = []
        found.append(_declaration(window, index, last))
    if found:
        yield from _run(window, found)


def runs_of(view: "CView") -> Iterator[Run]:
    """The runs of declarations at the heads of the blocks that a view tells of; comments and blank lines part them."""
    for head in view.heads:
        found: list[Declaration] = []
        for one in head.declarations:
            if found and one.line - 1 != found[-1].last + 1:
                yield Run(tuple(found), ends=False)
                found = []
            code = _COMMENT_BEHIND.sub("", one.text).rstrip()
            found.append(Declaration(one.line - 1, one.last - 1, code, frozenset(one.names), one.used, _is_apart(code)))
        yield Run(tuple(found), ends=head.next_line == found[-1].last + 2)


def _run(window: Window, declarations: list[Declaration]) -> Iterator[Run]:
    if _is_head(window, declarations[0].first):
        yield Run(tuple(declarations))


def _end(window: Window, first: int) -> int | None:
    """The last line of the declaration that begins on line `first`."""
    around = window.brackets.around
    for last in range(first, min(first + _LONGEST, len(window.codes))):
        if window.codes[last].endswith(";") and (last + 1 == len(around) or around[last + 1] == around[first]):
            return last
    return None


def _declaration(window: Window, first: int, last: int) -> Declaration:
    code = window.codes[first]
    if first != last:
        return Declaration(first, last, code, frozenset(), frozenset())
    names, uses = _names_and_uses(code)
    return Declaration(first, last, code, names, uses, _is_apart(code))


def _is_apart(code: str) -> bool:
    return code.lstrip().startswith(("static ", "register "))


def _names_and_uses(code: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a line declares, and the words of its initialisers and array bounds."""
    names: set[str] = set()
    uses: set[str] = set()
    depth, value, word = 0, False, ""
    for found in re.finditer(r"[A-Za-z_]\w*|[(){}\[\]=,;]", code):
        token = found.group()
        if token in "([{":
            depth += 1
        elif token in ")]}":
            depth -= 1
        elif token == "=":
            value = True
        elif token in ",;" and depth == 0:
            names.add(word)
            value = False
        elif value or depth:
            uses.add(token)
        elif token[0].isalpha() or token[0] == "_":
            word = token
    return frozenset(names), frozenset(uses)


def _is_head(window: Window, first: int) -> bool:
    around = window.brackets.around[first]
    if around >= 0 and not is_code(window, around):
        return False
    above, furthest = first - 1, first - _LONGEST
    while above >= 0 and above > furthest and _MAYBE.match(window.codes[above]):
        above -= 1
    if above < 0:
        return around >= 0 or (in_function(window) and window.indent(first) >= 8)
    return window.codes[above].endswith("{") and around >= 0 and window.index(around) == above


def is_code(window: Window, brace: int) -> bool:
    """Does this brace open a block of code, and not a structure or an initialiser?"""
    index = window.index(brace)
    before = window.code[window.offsets[index] : brace].rstrip()
    if before:
        return window.code[brace] == "{" and (before.endswith((")", ":", "else", "do")))
    above = window.codes[index - 1] if index else window.heading
    return window.code[brace] == "{" and not above.startswith(_AGGREGATES) and "=" not in above[-2:]


def in_function(window: Window) -> bool:
    """Does the heading say that the window begins inside a function, and not inside a structure with attributes?"""
    heading = window.heading
    return "(" in heading and (not heading.startswith(_AGGREGATES) or function_head(heading) != "")
