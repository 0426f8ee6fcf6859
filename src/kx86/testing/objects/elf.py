# SPDX-License-Identifier: GPL-2.0-or-later
"""The bytes of a relocatable object for x86-64 in; its sections, symbols and relocations out.  The bytes may be hostile.

Only what compilers and assemblers write for the kernel is read: ELF, 64 bits, little endian, relocations with addends.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from kx86.errors import EnvironmentProblem

MERGE, STRINGS, ALLOC, WRITE, EXEC = 0x10, 0x20, 0x2, 0x1, 0x4
UNDEFINED, ABSOLUTE, COMMON = 0, 0xFFF1, 0xFFF2
LOCAL, GLOBAL, WEAK = 0, 1, 2
OF_SECTION, OF_FILE = 3, 4
_PROGBITS, SYMTAB, STRTAB, RELA, NOBITS, REL, _GROUP, _INDICES = 1, 2, 3, 4, 8, 9, 17, 18
_HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
_SECTION = struct.Struct("<IIQQQQIIQQ")
_SYMBOL = struct.Struct("<IBBHQQ")
_RELOCATION = struct.Struct("<QQq")
_RELOCATABLE, _X86_64 = 1, 62
_LONGEST_NAME = 4096
# Flags that say how the file is laid out, and nothing of what is in it.
_OF_LAYOUT = 0x40
_MOST_NOTHING = 1 << 32
_LARGEST = 16 << 20


class BadObject(EnvironmentProblem):
    """Bytes that are no object file of the kernel, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section: `size` counts bytes, those of one without content (`.bss`) included, whose `data` is empty."""

    number: int
    name: str
    type: int
    flags: int
    align: int
    entry: int
    size: int
    data: bytes

    @property
    def is_allocated(self) -> bool:
        """Is it there when the code runs?"""
        return bool(self.flags & ALLOC)

    @property
    def is_code(self) -> bool:
        """Is it executed?"""
        return bool(self.flags & EXEC)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol: the section that it is in is a number, or one of UNDEFINED, ABSOLUTE and COMMON."""

    name: str
    bind: int
    type: int
    other: int
    section: int
    value: int
    size: int


@dataclass(frozen=True, slots=True)
class Relocation:
    """Where in a section an address is filled in, how, and the number of the symbol whose address that is."""

    offset: int
    type: int
    symbol: int
    addend: int


@dataclass(frozen=True, slots=True)
class Elf:
    """An object file.  `relocations` are by the number of the section that they fill, in order of their offsets."""

    flags: int
    sections: tuple[Section, ...]
    symbols: tuple[Symbol, ...]
    relocations: dict[int, tuple[Relocation, ...]]


def read_elf(data: bytes) -> Elf:
    """Read an object file.  Raises BadObject for all that is none."""
    if len(data) > _LARGEST:
        raise BadObject("an object file of more than 16 MiB, which is more than any of KVM has")
    try:
        return _read(data)
    except struct.error:
        raise BadObject("a damaged object file: it ends too early") from None


def read_symbols(data: bytes) -> tuple[Symbol, ...]:
    """Read the symbols of an object file alone, in a fraction of the time.  Raises BadObject for all that is none."""
    try:
        _, rows, sections = _layout(data)
        return _symbols(sections, rows)[0]
    except struct.error:
        raise BadObject("a damaged object file: it ends too early") from None


def _read(data: bytes) -> Elf:
    flags, rows, sections = _layout(data)
    symbols, table = _symbols(sections, rows)
    return Elf(flags, sections, symbols, _relocations(sections, rows, table, len(symbols)))


def _layout(data: bytes) -> tuple[int, list[tuple[int, ...]], tuple[Section, ...]]:
    """The flags of a file, the rows of its table of sections, and the sections."""
    ident, kind, machine, _, _, _, at, flags, _, _, _, width, count, names = _HEADER.unpack_from(data)
    if ident[:6] != b"\x7fELF\x02\x01":
        raise BadObject("not an ELF object for 64-bit x86")
    if kind != _RELOCATABLE or machine != _X86_64:
        raise BadObject(f"not a relocatable object for 64-bit x86 (type {kind}, machine {machine})")
    if width != _SECTION.size or not count or names >= count:
        raise BadObject("a damaged object file: no table of sections")
    rows = list(_SECTION.iter_unpack(_cut(data, at, width * count)))
    _check_room(rows, len(data))
    title = _Names(_cut(data, rows[names][4], rows[names][5]))
    return flags, rows, tuple(_section(number, row, title, data) for number, row in enumerate(rows))


def _check_room(rows: list[tuple[int, ...]], length: int) -> None:
    """Refuse sections that overlap: a small file could hold any number of large ones."""
    if sum(row[5] for row in rows if row[1] != NOBITS) > length:
        raise BadObject("a damaged object file: its sections are larger than the file")
    if sum(row[5] for row in rows if row[1] == NOBITS) > _MOST_NOTHING:
        raise BadObject("a damaged object file: sections without content of more than 4 GiB")
    if any(row[1] in (_GROUP, _INDICES) for row in rows):
        raise BadObject("an object file with groups of sections or more than 65000 of them, which kx86 does not read")


def _cut(data: bytes, start: int, size: int) -> bytes:
    if start + size > len(data):
        raise BadObject("a damaged object file: it ends too early")
    return data[start : start + size]


class _Names:
    """A table of strings; each is read once."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._known: dict[int, str] = {}

    def __getitem__(self, at: int) -> str:
        name = self._known.get(at)
        if name is None:
            end = self._data.find(0, at, at + _LONGEST_NAME)
            if end < 0:
                raise BadObject("a damaged object file: a name has no end")
            name = self._known[at] = self._data[at:end].decode("utf-8", "backslashreplace")
        return name


def _section(number: int, row: tuple[int, ...], title: _Names, data: bytes) -> Section:
    name, kind, flags, _, at, size, _, _, align, entry = row
    content = b"" if kind in (NOBITS, 0) else _cut(data, at, size)
    return Section(number, title[name] if number else "", kind, flags & ~_OF_LAYOUT, align, entry, size, content)


def _symbols(sections: tuple[Section, ...], rows: list[tuple[int, ...]]) -> tuple[tuple[Symbol, ...], int]:
    """All symbols, and the number of the section that holds them."""
    tables = [section for section in sections if section.type == SYMTAB]
    if len(tables) != 1 or len(tables[0].data) % _SYMBOL.size:
        raise BadObject("a damaged object file: no table of symbols")
    at = rows[tables[0].number][6]
    if at >= len(sections) or sections[at].type != STRTAB:
        raise BadObject("a damaged object file: symbols without names")
    names = _Names(sections[at].data)
    found = tuple(
        Symbol(names[name], info >> 4, info & 15, other, section, value, size)
        for name, info, other, section, value, size in _SYMBOL.iter_unpack(tables[0].data)
    )
    for one in found:
        if one.section >= len(sections) and one.section not in (ABSOLUTE, COMMON):
            raise BadObject("a damaged object file: a symbol in no section")
        if one.section < len(sections) and one.section and one.value + one.size > sections[one.section].size:
            raise BadObject("a damaged object file: a symbol outside of its section")
    return found, tables[0].number


def _relocations(
    sections: tuple[Section, ...], rows: list[tuple[int, ...]], table: int, symbols: int
) -> dict[int, tuple[Relocation, ...]]:
    found: dict[int, tuple[Relocation, ...]] = {}
    for section in sections:
        if section.type == REL:
            raise BadObject("relocations without addends, which no compiler writes for 64-bit x86")
        if section.type != RELA:
            continue
        link, target = rows[section.number][6:8]
        if link != table or not 0 < target < len(sections) or target in found or len(section.data) % _RELOCATION.size:
            raise BadObject("a damaged object file: relocations of no section")
        found[target] = tuple(_of_section(section.data, sections[target].size, symbols))
    return found


def _of_section(data: bytes, size: int, symbols: int) -> Iterator[Relocation]:
    rows = sorted(_RELOCATION.iter_unpack(data))
    for one, after in zip(rows, islice(rows, 1, None), strict=False):
        if one[0] == after[0]:
            raise BadObject("a damaged object file: two relocations of one place")
    for offset, info, addend in rows:
        if offset >= size or info >> 32 >= symbols:
            raise BadObject("a damaged object file: a relocation of nothing")
        yield Relocation(offset, info & 0xFFFFFFFF, info >> 32, addend)
