# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of a TOML file in; the lines on which its keys and sections stand out.

tomllib keeps no positions.  This is a scanner for text that tomllib has read already: what tomllib refuses ends it early.  It is
linear, and needed only when something is wrong, or when a part of the file is shown.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from kx86.profile.misfit import Key

_BLANK = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_STRING = (
    r'"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+"{3,5}'
    r"|'''(?:[^']++|'{1,2}(?!'))*+'{3,5}"
    r'|"(?:[^"\\\n]++|\\.)*+"'
    r"|'[^'\n]*+'"
)
_PART = re.compile(rf"[ \t]*+({_STRING}|[A-Za-z0-9_-]++)[ \t]*+(\.?)", re.DOTALL)
_HEADER = re.compile(r"\[\[?")
_SCALAR = re.compile(rf"{_STRING}|[^,\[\]{{}}#\"'\n]++", re.DOTALL)
_INDENT = re.compile(r"[ \t]*+")
# What is deeper is no profile; keys are tuples, whose making takes time in line with their length.
_DEEPEST = 100


class Statement(NamedTuple):
    """A header, or a key with its value: its first key that is of use, and where its text begins and ends."""

    key: Key
    start: int
    end: int


class Part(NamedTuple):
    """The text of a top-level key: what must stand above all tables, the tables, and the line on which it begins."""

    plain: str
    tables: str
    line: int


def sections(text: str) -> Mapping[str, Part]:
    """The text of each top-level key, with the comments above its parts; without those that begin the file."""
    places = Places(text)
    found: dict[str, Part] = {}
    tables, end = False, 0
    for at, one in enumerate(places.statements):
        start, last = end, at + 1 == len(places.statements)
        end = len(text) if last else text.find("\n", one.end) + 1 or len(text)
        tables = tables or text.startswith("[", one.start)
        piece = text[start:end] if at else text[:end][text.rfind("\n\n", 0, one.start) + 1 :]
        piece = f"{piece}\n" if not piece.endswith("\n") else piece
        name = str(one.key[0])
        old = found.get(name) or Part("", "", places.line((name,)))
        found[name] = old._replace(tables=old.tables + piece) if tables else old._replace(plain=old.plain + piece)
    return found


class Places:
    """Where the keys and statements of a file begin."""

    def __init__(self, text: str) -> None:
        self.keys: dict[Key, int] = {}
        self.statements: list[Statement] = []
        self._text = text
        self._at = 0
        self._counts: dict[Key, int] = {}
        self._scan()

    def line(self, key: Key) -> int:
        """The line on which a key stands, else that of the table it should be in; 1 for what is nowhere."""
        while key and key not in self.keys:
            key = key[:-1]
        return bisect_right(self._feeds, self.keys[key] - 1) + 1 if key else 1

    @cached_property
    def _feeds(self) -> list[int]:
        """Where lines end."""
        return [found.start() for found in re.finditer("\n", self._text)]

    def _scan(self) -> None:
        table: Key | None = ()
        while table is not None:
            self._skip()
            start = self._at
            if start >= len(self._text):
                return
            if header := _HEADER.match(self._text, start):
                table = key = self._header(len(header[0]))
            else:
                key = self._pair(table)
            if key is None:
                return
            self.statements.append(Statement(key, start, self._at))

    def _skip(self) -> None:
        blank = _BLANK.match(self._text, self._at)
        self._at = blank.end() if blank else self._at

    def _header(self, brackets: int) -> Key | None:
        start, self._at = self._at, self._at + brackets
        names = self._names()
        if not names or not self._text.startswith("]" * brackets, self._at):
            return None
        self._at += brackets
        key: Key = ()
        for name in names[:-1]:
            key = self._last((*key, name))
            self.keys.setdefault(key, start)
        key = (*key, names[-1])
        if brackets == 2:
            self.keys.setdefault(key, start)
            self._counts[key] = self._counts.get(key, 0) + 1
        key = self._last(key)
        self.keys.setdefault(key, start)
        return key

    def _last(self, key: Key) -> Key:
        """Of an array of tables, its last table so far."""
        return (*key, self._counts[key] - 1) if key in self._counts else key

    def _names(self) -> list[str] | None:
        """A key with dots."""
        names: list[str] = []
        while found := _PART.match(self._text, self._at):
            self._at = found.end()
            names.append(_unquoted(found[1]))
            if not found[2]:
                return names
            if len(names) > _DEEPEST:
                return None
        return None

    def _pair(self, table: Key) -> Key | None:
        key = self._left(table)
        return key if key is not None and self._value(key) else None

    def _left(self, table: Key) -> Key | None:
        """The key of a value, and the sign behind it."""
        start = self._at
        names = self._names()
        if names is None or not self._text.startswith("=", self._at):
            return None
        self._at += 1
        for count in range(1, len(names) + 1):
            self.keys.setdefault((*table, *names[:count]), start)
        return (*table, *names)

    def _value(self, key: Key) -> bool:
        """Walk over a value; lists and tables inside one another are a stack, as they can be deep."""
        stack: list[tuple[Key, int]] = []
        self._open(key, stack)
        while stack:
            if len(stack) > _DEEPEST:
                return False
            self._skip()
            above, count = stack[-1]
            sign = self._text[self._at : self._at + 1]
            if sign and sign in "]}":
                self._at += 1
                stack.pop()
            elif sign == ",":
                self._at += 1
            else:
                inner = self._left(above) if count < 0 else (*above, count)
                if inner is None or not sign:
                    return False
                if count >= 0:
                    self.keys.setdefault(inner, self._at)
                    stack[-1] = (above, count + 1)
                if not self._open(inner, stack):
                    return False
        return True

    def _open(self, key: Key, stack: list[tuple[Key, int]]) -> bool:
        """Step over a scalar, or into a list (counted from 0) or a table (-1)."""
        blank = _INDENT.match(self._text, self._at)
        self._at = blank.end() if blank else self._at
        sign = self._text[self._at : self._at + 1]
        if sign and sign in "[{":
            self._at += 1
            stack.append((key, 0 if sign == "[" else -1))
            return True
        scalar = _SCALAR.match(self._text, self._at)
        self._at = scalar.end() if scalar else self._at
        return scalar is not None


def _unquoted(part: str) -> str:
    if part[0] not in "\"'":
        return part
    if "\\" not in part:
        return part[1:-1]
    try:
        return str(tomllib.loads(f"key = {part}")["key"])
    except tomllib.TOMLDecodeError:
        return part
