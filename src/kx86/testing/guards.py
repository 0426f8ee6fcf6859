# SPDX-License-Identifier: GPL-2.0-or-later
"""Text of C files in; the Kconfig symbols that guard their lines, and the names that exist with a symbol only, out."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from kx86.testing.enclosing import head_of

_DIRECTIVE = re.compile(
    r"^[ \t]*+#[ \t]*+(?P<word>if|ifdef|ifndef|elif|else|endif)\b(?P<rest>(?:[^\n\\]|\\\n|\\)*+)", re.MULTILINE
)
_SYMBOL = re.compile(r"\bCONFIG_([A-Z0-9_]++)")
# A pattern that begins with letters is found fast.
_USED = re.compile(r"IS_(?:ENABLED|REACHABLE|BUILTIN|MODULE)\([ \t]*+CONFIG_([A-Z0-9_]++)")
_NOT = re.compile(r"![ \t]*+(?:defined|IS_\w++)?[ \t]*+\(?[ \t]*+CONFIG_")

# What a line of a header declares.
_DEFINE = re.compile(r"[ \t]*+#[ \t]*+define[ \t]++(\w++)")
_MEMBER = re.compile(
    r"(?<!\w)([A-Za-z_]\w*+)[ \t]*+(?:\[[^\]\n]{0,80}\][ \t]*+){0,3}(?::[ \t]*+\d++[ \t]*+)?[;,](?![^\n]{0,200}\))"
)
_POINTER = re.compile(r"\(\*[ \t]*+([A-Za-z_]\w*+)\)[ \t]*+\(")
_TAG = re.compile(r"[ \t]*+(?:struct|union|enum)[ \t]++(\w++)[ \t]*+\{")
_VALUE = re.compile(r"[ \t]++([A-Z][A-Z0-9_]*+)[ \t]*+(?:=[^,\n]*+)?,?[ \t]*+$")
_COMMENT = re.compile(r"/\*(?s:.*?)(?:\*/|\Z)|//[^\n]*+")
# A name is a member where the line is indented; what is shorter says nothing.
_SHORTEST = 3
_LONGEST_LINE = 500
_DEEPEST = 64
_MOST_REGIONS = 4000


class Region(NamedTuple):
    """Lines that a symbol guards, from the directive that begins them to the one that ends them; `on` when they need it set."""

    symbol: str
    first: int
    last: int
    on: bool


class Guards:
    """The guarded regions of a file, and the symbols that expressions in it name, by line."""

    def __init__(self, text: str) -> None:
        self.regions = tuple(islice(_regions(text), _MOST_REGIONS))
        self._used = _uses(text)
        self._lines = [line for line, _ in self._used]

    def around(self, first: int, last: int) -> set[str]:
        """Return the symbols that guard any line from one to another, or that any of these asks for."""
        found = {region.symbol for region in self.regions if region.first <= last and region.last >= first}
        return found | {
            symbol for _, symbol in self._used[bisect_left(self._lines, first) : bisect_right(self._lines, last)]
        }

    def among(self, lines: Iterable[int]) -> set[str]:
        """Return the symbols that guard any of some lines, or that any of these asks for."""
        wanted = sorted(set(lines))
        found = {symbol for line, symbol in self._used if _holds(wanted, line, line)}
        return found | {region.symbol for region in self.regions if _holds(wanted, region.first, region.last)}


def _holds(ordered: Sequence[int], first: int, last: int) -> bool:
    at = bisect_left(ordered, first)
    return at < len(ordered) and ordered[at] <= last


def named(text: str) -> frozenset[str]:
    """Return the symbols that a text names as CONFIG_SOMETHING."""
    return frozenset(_SYMBOL.findall(text))


def _uses(text: str) -> list[tuple[int, str]]:
    found = []
    line, counted = 1, 0
    for match in _USED.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        found.append((line, match[1]))
    return found


@dataclass(slots=True)
class _Open:
    """An open conditional: the symbols of the arm at hand with whether they are set in it, and where the arm began."""

    arms: dict[str, bool]
    first: int


def _regions(text: str) -> Iterator[Region]:
    if "CONFIG_" not in text:
        return
    stack: list[_Open] = []
    line, counted = 1, 0
    for match in _DIRECTIVE.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        word, rest = match["word"], match["rest"]
        if word in ("if", "ifdef", "ifndef"):
            if len(stack) < _DEEPEST:
                stack.append(_Open(_arms(rest, off=word == "ifndef"), line))
            continue
        if not stack:
            continue
        open_ = stack[-1]
        for symbol, on in open_.arms.items():
            yield Region(symbol, open_.first, line, on)
        if word == "endif":
            stack.pop()
        else:
            turned = {symbol: not on for symbol, on in open_.arms.items()}
            stack[-1] = _Open(turned if word == "else" else {**turned, **_arms(rest)}, line)
    for open_ in stack:
        line += text.count("\n", counted)
        counted = len(text)
        for symbol, on in open_.arms.items():
            yield Region(symbol, open_.first, line, on)


def _arms(condition: str, *, off: bool = False) -> dict[str, bool]:
    """The symbols of a condition, and whether each is set where it holds; no more than is needed to tell the two apart."""
    symbols = dict.fromkeys(_SYMBOL.findall(_COMMENT.sub(" ", condition)))
    turned = off or _NOT.search(condition) is not None
    return dict.fromkeys(symbols, not turned)


@dataclass(slots=True)
class Declared:
    """The names that headers declare, by the symbols that must be set for them.

    `names` are functions, macros, types and variables, `members` the members of structs.
    """

    names: dict[str, str] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)


def declared(headers: Mapping[str, str]) -> Declared:
    """Find what headers declare under one symbol only: what any of them declares without it is left out."""
    names: dict[str, set[str]] = {}
    members: dict[str, set[str]] = {}
    for text in headers.values():
        for kind, name, symbol in _declarations(text):
            (members if kind == "member" else names).setdefault(name, set()).add(symbol)
    for name in names.keys() & members.keys():
        # A member that is called as a function of the same name is still one thing to the reader.
        if "" in names[name]:
            members[name].add("")
    return Declared(names=_single(names), members=_single(members))


def _single(found: Mapping[str, set[str]]) -> dict[str, str]:
    return {name: next(iter(symbols)) for name, symbols in found.items() if len(symbols) == 1 and "" not in symbols}


def _declarations(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield kind, name and symbol of each declaration; the symbol is empty where none is needed, or several are."""
    plain = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    regions = sorted(_regions(plain), key=lambda region: region.first)
    at = 0
    active: list[Region] = []
    for number, line in enumerate(plain.split("\n"), 1):
        while at < len(regions) and regions[at].first <= number:
            active.append(regions[at])
            at += 1
        active = [region for region in active if region.last > number]
        symbols = {region.symbol for region in active if region.on}
        needed = symbols.pop() if len(symbols) == 1 else ""
        for kind, name in _names(line[:_LONGEST_LINE]):
            if len(name) >= _SHORTEST:
                yield kind, name, needed


def _names(line: str) -> Iterator[tuple[str, str]]:
    if not line or line.isspace():
        return
    defined = _DEFINE.match(line)
    if defined is not None:
        yield "name", defined[1]
        return
    tag = _TAG.match(line)
    if tag is not None:
        yield "name", tag[1]
        return
    for match in _POINTER.finditer(line):
        yield "member", match[1]
    if line[0] not in " \t":
        name = head_of(line) or _plain_name(line)
        if name:
            yield "name", name
        return
    value = _VALUE.match(line)
    if value is not None:
        yield "name", value[1]
    elif "(" not in line and "=" not in line and "return" not in line:
        for match in _MEMBER.finditer(line):
            yield "member", match[1]


def _plain_name(line: str) -> str:
    """The variable or function that a line at the left margin declares; empty for none."""
    if line.startswith("extern ") and "(" in line:
        return head_of(line.removeprefix("extern ").lstrip())
    if "(" in line or line[0] == "}" or not line.rstrip().endswith(";"):
        return ""
    match = _MEMBER.search(line)
    return match[1] if match else ""
