# SPDX-License-Identifier: GPL-2.0-or-later
"""No byte, reference or symbol of an object can change without a difference."""

from dataclasses import replace

import pytest

from kx86.testing.objects.compare import compare
from unit.testing.objects.written import (
    ABS32,
    ABS64,
    BSS,
    CODE,
    DATA,
    OBJECT,
    PC32,
    PLT32,
    STRINGS,
    Sec,
    Sym,
    func,
    function,
    write,
)

TEST = b"\xf6\x05\0\0\0\0\x80\x0f\x85\0\0\0\0\xe9\0\0\0\0"
RUN = b"\xe8\0\0\0\0\x0f\x0b\x80\x3d\0\0\0\0\1\x48\xc7\xc7\0\0\0\0\xe9\0\0\0\0\xc3"
SECTIONS = [
    func("run", RUN,
         (1, PLT32, "lock", -4), (9, PC32, ".data..once", -4), (17, ABS32, ".rodata.str1.1", 3), (22, PC32, ".altinstr_aux", -4)),
    func("pick", b"\x31\xc0\xc3"),
    Sec(".init.text", b"\x31\xc0\xc3\xeb\xfb", CODE, 16),
    Sec(".altinstr_aux", TEST, CODE, 1,
        relocations=[(2, PC32, "cpu_data", 98), (9, PC32, ".text.run", 2), (14, PC32, ".text.run", 10)]),
    Sec(".altinstr_replacement", b"\xe9\0\0\0\0", CODE, 1, relocations=[(1, PC32, ".text.run", 22)]),
    Sec(".altinstructions", bytes(8) + b"\x75\0\0\0\5\5", 2, 1,
        relocations=[(0, PC32, ".text.run", 1), (4, PC32, ".altinstr_replacement", 0)]),
    Sec("__bug_table", bytes(10) + b"\1\0", DATA, 1, relocations=[(0, PC32, ".text.run", 5), (4, PC32, ".rodata.str1.1", 0)]),
    Sec("__ex_table", bytes(8) + b"\3\0\0\0", 2, 4, relocations=[(0, PC32, ".text.run", 7), (4, PC32, ".text.run", 14)]),
    Sec(".data..once", b"\0\1", DATA, 1),
    Sec(".data.ops", bytes(16), DATA, 8, relocations=[(0, ABS64, ".text.run", 0), (8, ABS64, ".text.pick", 0)]),
    Sec(".data..read_mostly", b"\1\0\0\0\2\0\0\0", DATA, 4),
    Sec(".rodata.str1.1", b"ab\0cd\0", STRINGS, 1, 1),
    Sec(".modinfo", b"license=GPL\0parm=fast:Be fast\0"),
    Sec(".bss.count", type=8, size=4, flags=BSS, align=4),
    Sec(".orc_unwind_ip", bytes(4), 2, 4, relocations=[(0, PC32, ".text.run", 0)]),
    Sec(".orc_unwind", b"\x10\0\0\0\5\1", 2, 1),
    Sec(".export_symbol", b"GPL\0\0\0\0\0" + bytes(8), 2, 8, relocations=[(8, ABS64, "run", 0)]),
]  # fmt: skip
SYMBOLS = [
    function("run", len(RUN)),
    function("pick", 3, 0),
    Sym("start", ".init.text", 0, 3, 2, 0),
    Sym("stop", ".init.text", 3, 2, 2, 0),
    Sym("once.1", ".data..once", 0, 1, OBJECT, 0),
    Sym("once.2", ".data..once", 1, 1, OBJECT, 0),
    Sym("ops", ".data.ops", 0, 16, OBJECT, 0),
    Sym("one", ".data..read_mostly", 0, 4, OBJECT),
    Sym("two", ".data..read_mostly", 4, 4, OBJECT),
    Sym("count", ".bss.count", 0, 4, OBJECT, 0),
    Sym("__export_symbol_run", ".export_symbol", 0, 0, 0, 0),
    Sym("lock"),
    Sym("cpu_data"),
]
WHOLE = write(SECTIONS, SYMBOLS)


def is_same(sections: list[Sec], symbols: list[Sym] = SYMBOLS) -> bool:
    (found,) = compare({"a.o": WHOLE}, {"a.o": write(sections, symbols)})
    return found.is_same


def with_section(at: int, section: Sec) -> list[Sec]:
    return [*SECTIONS[:at], section, *SECTIONS[at + 1 :]]


def test_the_order_of_sections_is_nothing() -> None:
    assert is_same(SECTIONS[::-1])


@pytest.mark.parametrize("at", range(len(SECTIONS)), ids=[one.name for one in SECTIONS])
def test_every_byte_of_a_section_counts(at: int) -> None:
    one = SECTIONS[at]
    filled = {place + more for place, kind, _, _ in one.relocations for more in range(8 if kind == ABS64 else 4)}
    for place in range(len(one.data)):
        for bit in (0, 7) if place not in filled else ():
            data = bytearray(one.data)
            data[place] ^= 1 << bit
            assert not is_same(with_section(at, replace(one, data=bytes(data)))), (one.name, place, bit)


@pytest.mark.parametrize("at", range(len(SECTIONS)), ids=[one.name for one in SECTIONS])
def test_every_property_of_a_section_counts(at: int) -> None:
    one = SECTIONS[at]
    if one.name in (".rodata.str1.1", ".modinfo"):
        # Known by their texts.
        return
    folded = one.name == ".orc_unwind"
    for other in (
        replace(one, flags=one.flags ^ 1),
        # Its records are read with those of their places, wherever they lie.
        one if folded else replace(one, align=one.align * 2),
        replace(one, name=f"{one.name}x"),
    ):
        symbols = [replace(each, where=other.name) if each.where == one.name else each for each in SYMBOLS]
        sections = [
            replace(
                each, relocations=[(a, b, other.name if c == one.name else c, d) for a, b, c, d in each.relocations]
            )
            for each in with_section(at, other)
        ]
        assert other is one or not is_same(sections, symbols), other


@pytest.mark.parametrize("at", range(len(SECTIONS)), ids=[one.name for one in SECTIONS])
def test_every_part_of_a_reference_counts(at: int) -> None:
    one = SECTIONS[at]
    for number, (place, kind, symbol, addend) in enumerate(one.relocations):
        for other in (
            (place + 1, kind, symbol, addend),
            (place, 10 if kind != 10 else 2, symbol, addend),
            (place, kind, "lock" if symbol != "lock" else "cpu_data", addend),
            (place, kind, ".data.ops" if symbol != ".data.ops" else ".bss.count", addend),
            (place, kind, symbol, addend + 1),
            (place, kind, symbol, addend - 4),
        ):
            changed = [*one.relocations[:number], other, *one.relocations[number + 1 :]]
            assert not is_same(with_section(at, replace(one, relocations=changed))), (one.name, other)
        without = [*one.relocations[:number], *one.relocations[number + 1 :]]
        assert not is_same(with_section(at, replace(one, relocations=without))), (one.name, number)


@pytest.mark.parametrize("at", range(len(SYMBOLS)), ids=[one.name for one in SYMBOLS])
def test_every_property_of_a_symbol_counts(at: int) -> None:
    one = SYMBOLS[at]
    others = [replace(one, bind=2 if one.bind == 1 else 1)]
    if one.where is not None:
        others += [replace(one, type=one.type ^ 1), replace(one, value=one.value + 1, size=max(0, one.size - 1))]
    for other in others:
        assert not is_same(SECTIONS, [*SYMBOLS[:at], other, *SYMBOLS[at + 1 :]]), other
    assert not is_same(SECTIONS, [*SYMBOLS, Sym("more")])
