# SPDX-License-Identifier: GPL-2.0-or-later
"""Text of Makefiles and Kconfig files in; the objects that a symbol brings, and the symbols that are declared, out."""

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname, normpath

_JOINED = re.compile(r"\\\n")
_ADDED = re.compile(
    r"[ \t]*+(?P<to>[\w-]+)-(?:\$\([ \t]*+CONFIG_(?P<symbol>[A-Z0-9_]++)[ \t]*+\)|[ym])[ \t]*+[+:]?=(?P<what>.*+)"
)
_PLACE = re.compile(r"[ \t]*+(\w++)[ \t]*+[:?]?=[ \t]*+([./\w-]++)[ \t]*+$")
_IF = re.compile(r"[ \t]*+(ifdef|ifndef|ifeq|ifneq)\b(?P<rest>.*+)")
_SYMBOL = re.compile(r"\bCONFIG_([A-Z0-9_]++)")
_CONFIG = re.compile(r"^[ \t]*+(?:menu)?config[ \t]++([A-Z0-9_]++)[ \t]*+$", re.MULTILINE)
_OBJECT = re.compile(r"(?:\$\((?P<place>\w++)\)/)?(?P<path>[\w./-]++)")
_LONGEST_LINE = 4000
_DEEPEST = 32


def kconfig_symbols(text: str) -> frozenset[str]:
    """Return the symbols that a Kconfig file declares."""
    return frozenset(_CONFIG.findall(text))


def guarded_objects(makefiles: Mapping[str, str]) -> dict[str, str]:
    """Map sources without their ending (`arch/x86/kvm/smm`) to the symbol that they are built with only.

    `makefiles` maps paths to texts.  What is listed without a symbol, or with several, is left out, and so are whole modules: the
    objects that others are part of.
    """
    found: dict[str, set[str]] = {}
    for path, text in makefiles.items():
        for name, symbol in _objects(path, text):
            # Makefiles that others include say ../ for what is above the folder of those.
            while name.startswith("../"):
                name = name[3:]
            found.setdefault(name, set()).add(symbol)
    return {name: next(iter(by)) for name, by in found.items() if len(by) == 1 and "" not in by}


def _objects(path: str, text: str) -> Iterator[tuple[str, str]]:
    places: dict[str, str] = {}
    conditions: list[str] = []
    folder = dirname(path)
    for raw in _JOINED.sub(" ", text).split("\n"):
        line = raw[:_LONGEST_LINE].partition("#")[0]
        place = _PLACE.match(line)
        if place is not None:
            places[place[1]] = place[2]
            continue
        if _conditional(line, conditions):
            continue
        added = _ADDED.match(line)
        # Objects that go into obj-y are modules, or stand for themselves.
        if added is None or added["to"] == "obj":
            continue
        symbols = {symbol for symbol in (added["symbol"] or "", *conditions) if symbol}
        symbol = symbols.pop() if len(symbols) == 1 else ""
        for word in added["what"].split():
            match = _OBJECT.fullmatch(word) if word.endswith(".o") else None
            if match is not None:
                below = places.get(match["place"], "") if match["place"] else ""
                yield normpath(f"{folder}/{below}/{match['path'].removesuffix('.o')}"), symbol


def _conditional(line: str, conditions: list[str]) -> bool:
    """Follow a conditional of make; is the line one?"""
    begun = _IF.match(line)
    if begun is not None:
        symbol = _SYMBOL.search(begun["rest"])
        if len(conditions) < _DEEPEST:
            conditions.append(symbol[1] if symbol and begun[1] in ("ifdef", "ifeq") else "")
        return True
    word = line.strip()
    if word == "endif" and conditions:
        conditions.pop()
    elif word == "else" and conditions:
        conditions[-1] = ""
    return word in ("endif", "else")
