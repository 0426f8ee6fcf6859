# SPDX-License-Identifier: GPL-2.0-or-later
"""Object files are read; what is none, or damaged, is refused, whatever it holds."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.testing.objects.elf import BadObject, read_elf
from kx86.testing.objects.take import take_apart
from unit.testing.objects.written import ABS64, DATA, PC32, Sec, Sym, func, function, write

GOOD = write(
    [
        func("run", b"\xe8\0\0\0\0\xc3", (1, PC32, "other", -4)),
        Sec(
            ".data.table", bytes(16), DATA, 8, relocations=[(0, ABS64, ".text.run", 0), (8, ABS64, ".rodata.str1.1", 3)]
        ),
        Sec(".rodata.str1.1", b"ab\0cd\0", 0x32, 1, 1),
    ],
    [function("run", 6), Sym("table", ".data.table", 0, 16, 1, 0), Sym("other")],
)


def test_sections_symbols_and_relocations_are_read() -> None:
    elf = read_elf(GOOD)
    assert [one.name for one in elf.sections][1:4] == [".text.run", ".data.table", ".rodata.str1.1"]
    assert {one.name for one in elf.symbols} >= {"run", "table", "other"}
    (call,) = elf.relocations[1]
    assert (call.offset, call.type, elf.symbols[call.symbol].name, call.addend) == (1, PC32, "other", -4)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "too early"),
        (b"\x7fELF", "too early"),
        (b"MZ" + GOOD[2:], "not an ELF object"),
        (GOOD[:4] + b"\x01" + GOOD[5:], "not an ELF object"),
        (GOOD[:16] + b"\x02" + GOOD[17:], "not a relocatable object"),
        (GOOD[:18] + b"\xb7" + GOOD[19:], "machine 183"),
        (GOOD[:-1], "too early"),
    ],
)
def test_what_is_no_object_of_the_kernel_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(BadObject, match=why):
        read_elf(data)


def test_sections_that_share_bytes_are_refused_before_they_are_copied() -> None:
    # A thousand sections of a megabyte each would lie in one megabyte.
    size = 1 << 20
    row = struct.pack("<IIQQQQIIQQ", 0, 1, 2, 0, 64, size, 0, 0, 1, 0)
    head = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 1, 62, 1, 0, 0, 64 + size, 0, 64, 0, 0, 64, 1000, 1)
    with pytest.raises(BadObject, match="larger than the file"):
        read_elf(head + bytes(size) + row * 1000)


def test_two_relocations_of_one_place_are_refused() -> None:
    bad = write(
        [func("run", bytes(8), (1, PC32, "other", 0), (1, PC32, "other", 4))], [function("run", 8), Sym("other")]
    )
    with pytest.raises(BadObject, match="two relocations"):
        read_elf(bad)


@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_read_or_refused(data: bytes) -> None:
    for candidate in (data, GOOD[:64] + data):
        try:
            take_apart(candidate)
        except BadObject:
            continue


@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, len(GOOD)),
)
def test_a_damaged_object_is_read_or_refused(changes: list[tuple[int, int]], end: int) -> None:
    damaged = bytearray(GOOD)
    for at, value in changes:
        damaged[at] = value
    for candidate in (bytes(damaged), bytes(damaged[:end])):
        try:
            take_apart(candidate)
        except BadObject:
            continue
