# SPDX-License-Identifier: GPL-2.0-or-later
"""What an object file is made of, as values: pieces that a linker may put anywhere, and how they refer to each other."""

import re
from dataclasses import dataclass

from kx86.testing.objects.elf import EXEC, GLOBAL, LOCAL

_FUNCTION, _DATA = 2, 1
_COUNTED = re.compile(r"\.\d+(?=\.|$)")
_UNIQUE = re.compile(r"(__UNIQUE_ID_.*?)\d+$")
# The space before a function, which has its name.
_PADDING = "__pfx_"

Label = tuple[str | int | bytes, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A symbol in a piece; `offset` counts bytes from its begin."""

    name: str
    offset: int
    size: int
    type: int
    bind: int
    other: int

    @property
    def steady(self) -> str:
        """The name without the numbers that compilers and macros count up from the begin of the file."""
        return steady(self.name) if self.bind == LOCAL else self.name


@dataclass(frozen=True, slots=True)
class Reference:
    """An address that is filled in: where, how, and of what.

    `to` is the number of a piece of the same object, from whose begin `addend` counts; None when `label` says what is meant: a
    symbol that is elsewhere, the text of a string, the bytes of a constant.
    """

    offset: int
    type: int
    to: int | None
    label: Label
    addend: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A function, a variable, an entry of a table, or a section that cannot be taken apart.

    `kind` is the section without the name of what is in it, `table` is set for an entry of a table.  `size` counts bytes.
    """

    number: int
    kind: str
    section: str
    form: tuple[int, ...]
    size: int
    data: bytes
    names: tuple[Name, ...]
    references: tuple[Reference, ...]
    is_whole: bool
    table: bool = False

    @property
    def flags(self) -> int:
        """The flags of its section."""
        return self.form[1]

    @property
    def is_code(self) -> bool:
        """Is it executed?"""
        return bool(self.flags & EXEC)

    @property
    def is_alone(self) -> bool:
        """Is there exactly one function or variable in it?"""
        return sum(not one.name.startswith(_PADDING) for one in self.names) == 1

    @property
    def main(self) -> Name | None:
        """The symbol that the piece is known by: that of a function or variable, the largest, the first."""
        telling = [one for one in self.names if not one.name.startswith(_PADDING)]
        return min(telling, key=lambda one: (one.type not in (_FUNCTION, _DATA), -one.size, one.name), default=None)


@dataclass(frozen=True, slots=True)
class Pieces:
    """An object file in pieces.

    `elsewhere` are the symbols that are in no piece, those that it wants from others first of all, with how they are bound;
    `told` are the strings of `.modinfo`.
    """

    flags: int
    pieces: tuple[Piece, ...]
    elsewhere: frozenset[tuple[str, int, int, int]]
    told: tuple[str, ...]

    @property
    def globals(self) -> frozenset[str]:
        """The symbols that others may refer to."""
        return frozenset(one.name for piece in self.pieces for one in piece.names if one.bind >= GLOBAL)


def steady(name: str) -> str:
    """Return a local name without the numbers that the compiler and `__UNIQUE_ID()` count up."""
    if name.startswith(".L"):
        return ""
    plain = _COUNTED.sub("", name)
    unique = _UNIQUE.match(plain)
    return unique[1] if unique else plain
