# SPDX-License-Identifier: GPL-2.0-or-later
"""Comparing takes time in line with what an object holds, whatever that is: whoever wrote the series may have made it."""

from collections.abc import Callable

import pytest

from growth import assert_linear
from kx86.testing.objects.compare import compare
from kx86.testing.uncompiled import uncompiled
from unit.testing.objects.written import (
    ABS32,
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


def functions(count: int, byte: bytes = b"\xc3") -> bytes:
    """Many functions that call each other."""
    names = [f"f{at}" for at in range(count)]
    sections = [
        func(name, b"\xe8\0\0\0\0" + byte, (1, PLT32, f".text.f{(at + 1) % count}", -4))
        for at, name in enumerate(names)
    ]
    return write(sections, [function(name, 6, 0) for name in names])


def variables(count: int, more: int = 0) -> bytes:
    """Many variables of a section that cannot be taken apart, and references to each."""
    code = b"\x8b\x04\x85\0\0\0\0" * count
    references = [(3 + 7 * at, ABS32, ".data..percpu", 4 * (at + more)) for at in range(count)]
    data = b"\1\0\0\0" * (count + more)
    return write(
        [func("run", code, *references), Sec(".data..percpu", data, DATA, 4)],
        [
            function("run", len(code)),
            *(Sym(f"v{at}", ".data..percpu", 4 * at, 4, OBJECT, 0) for at in range(count + more)),
        ],
    )


def strings(count: int, last: bytes = b"x") -> bytes:
    """Many strings, and references to each."""
    pool = b"".join(b"%06d%s\0" % (at, last) for at in range(count))
    code = b"\x48\xc7\xc7\0\0\0\0" * count
    references = [(3 + 7 * at, ABS32, ".rodata.str1.1", 8 * at) for at in range(count)]
    return write(
        [Sec(".rodata.str1.1", pool, STRINGS, 1, 1), func("say", code, *references)], [function("say", len(code))]
    )


def alternatives(count: int, byte: int = 0) -> bytes:
    """Many alternatives, each with code that takes the place of other code."""
    table = b"".join(bytes(8) + bytes([byte, 0, 0, 0, 5, 5]) for _ in range(count))
    places = [
        one
        for at in range(count)
        for one in ((14 * at, PC32, ".text.run", at), (14 * at + 4, PC32, ".altinstr_replacement", 5 * at))
    ]
    jumps = [(5 * at + 1, PC32, ".text.run", at) for at in range(count)]
    return write(
        [
            func("run", bytes(count)),
            Sec(".altinstructions", table, 2, 1, relocations=places),
            Sec(".altinstr_replacement", b"\xe9\0\0\0\0" * count, CODE, 1, relocations=jumps),
        ],
        [function("run", count)],
    )  # fmt: skip


@pytest.mark.parametrize(
    "make",
    [
        lambda size: (functions(size), functions(size, b"\x90")),
        lambda size: (functions(size), functions(size)[:-1] + b"\1"),
        lambda size: (variables(size), variables(size, 1)),
        lambda size: (strings(size), strings(size, b"y")),
        lambda size: (alternatives(size), alternatives(size, 1)),
        lambda size: (alternatives(size), alternatives(size // 2)),
    ],
    ids=["functions", "damaged", "variables", "strings", "alternatives", "fewer alternatives"],
)
def test_comparing_grows_in_line(make: Callable[[int], tuple[bytes, bytes]]) -> None:
    def prepare(size: int) -> Callable[[], object]:
        old, new = make(size)
        return lambda: compare({"a.o": old}, {"a.o": new})

    assert_linear(prepare, start=20)


@pytest.mark.parametrize("line", ["#if (((1)))\n", "#endif\n", "int a; /* b */\n", "#elif defined(A) && B\n"])
def test_looking_for_what_is_not_compiled_grows_in_line(line: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        return lambda: uncompiled(line * size, line * size + "int b;\n", {})

    assert_linear(prepare, start=20)
