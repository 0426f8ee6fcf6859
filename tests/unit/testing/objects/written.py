# SPDX-License-Identifier: GPL-2.0-or-later
"""Write small object files, section by section."""

import struct
from dataclasses import dataclass, field

CODE, DATA, BSS, STRINGS = 6, 3, 3, 0x32
PC32, PLT32, ABS32, ABS64 = 2, 4, 11, 1
FUNCTION, OBJECT, SECTION = 2, 1, 3


@dataclass
class Sym:
    """A symbol: `where` is the name of its section, None for one that is elsewhere."""

    name: str
    where: str | None = None
    value: int = 0
    size: int = 0
    type: int = 0
    bind: int = 1


@dataclass
class Sec:
    """A section: `relocations` are (offset, type, symbol, addend), where the symbol may be the name of a section."""

    name: str
    data: bytes = b""
    flags: int = 2
    align: int = 1
    entry: int = 0
    type: int = 1
    size: int | None = None
    relocations: list[tuple[int, int, str, int]] = field(default_factory=list)


def func(name: str, code: bytes, *relocations: tuple[int, int, str, int]) -> Sec:
    """A function in a section of its own."""
    return Sec(f".text.{name}", code, CODE, 16, relocations=list(relocations))


def function(name: str, size: int, bind: int = 1) -> Sym:
    """The symbol of such a function."""
    return Sym(name, f".text.{name}", 0, size, FUNCTION, bind)


def write(sections: list[Sec], symbols: list[Sym]) -> bytes:
    """Write an object file."""
    names = {one.name: at + 1 for at, one in enumerate(sections)}
    ordered = sorted(symbols, key=lambda one: one.bind > 0)
    rows: list[tuple[str, int, int, int, int, int]] = [("", 0, 0, 0, 0, 0)]
    rows += [("", SECTION, 0, at, 0, 0) for at in names.values()]
    rows += [
        (one.name, one.type, one.bind, names[one.where] if one.where else 0, one.value, one.size) for one in ordered
    ]
    numbers = {
        **names,
        **{one.name: at + 1 + len(names) for at, one in enumerate(ordered)},
    }
    strings, table = b"\0", b""
    for name, kind, bind, section, value, size in rows:
        at = len(strings) if name else 0
        strings += name.encode() + b"\0" if name else b""
        table += struct.pack("<IBBHQQ", at, bind << 4 | kind, 0, section, value, size)
    symtab = len(sections) + 1
    parts = [
        (
            one.name,
            one.type,
            one.flags,
            one.data,
            one.size if one.size is not None else len(one.data),
            0,
            0,
            one.align,
            one.entry,
        )
        for one in sections
    ]
    parts.append((".symtab", 2, 0, table, len(table), symtab + 1, 0, 8, 24))
    parts.append((".strtab", 3, 0, strings, len(strings), 0, 0, 1, 0))
    for one in sections:
        if one.relocations:
            data = b"".join(
                struct.pack("<QQq", offset, numbers[symbol] << 32 | kind, addend)
                for offset, kind, symbol, addend in one.relocations
            )
            parts.append((f".rela{one.name}", 4, 0x40, data, len(data), symtab, names[one.name], 8, 24))
    return _laid(parts)


def _laid(parts: list[tuple[str, int, int, bytes, int, int, int, int, int]]) -> bytes:
    titles = b"\0"
    heads, body = [b"\0" * 64], b""
    for name, kind, flags, data, size, link, info, align, entry in [*parts, (".shstrtab", 3, 0, b"", 0, 0, 0, 1, 0)]:
        at = len(titles)
        titles += name.encode() + b"\0"
        if name == ".shstrtab":
            data, size = titles, len(titles)
        heads.append(struct.pack("<IIQQQQIIQQ", at, kind, flags, 0, 64 + len(body), size, link, info, align, entry))
        body += data
    head = struct.pack(
        "<16sHHIQQQIHHHHHH",
        b"\x7fELF\x02\x01\x01",
        1,
        62,
        1,
        0,
        0,
        64 + len(body),
        0,
        64,
        0,
        0,
        64,
        len(heads),
        len(heads) - 1,
    )
    return head + body + b"".join(heads)
