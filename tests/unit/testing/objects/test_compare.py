# SPDX-License-Identifier: GPL-2.0-or-later
"""Objects are called the same when nothing but names, order and line numbers differs, and never otherwise."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kx86.testing.objects.compare import Compared, compare
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

CALL = b"\xe8\0\0\0\0"
RET = b"\xc3"


def compared(old: bytes, new: bytes, path: str = "a.o") -> Compared:
    (found,) = compare({path: old}, {path: new})
    return found


def told(found: Compared) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.what, one.name, one.how) for one in found.changes]


def callers(*names: str, to: str = "callee", code: bytes = CALL + RET, order: bool = True) -> bytes:
    """Functions that call another one."""
    sections = [func(name, code, (1, PLT32, to, -4)) for name in names]
    symbols = [function(name, len(code), 0) for name in names]
    called = [] if to.startswith(".text") else [Sym(to)]
    return write(sections if order else sections[::-1], [*symbols, *called])


def test_the_same_bytes_are_the_same() -> None:
    assert compared(callers("one"), callers("one")).is_same


def test_functions_in_another_order_are_the_same() -> None:
    found = compared(callers("one", "two"), callers("one", "two", order=False))
    assert found.is_same and not found.renames


def test_another_byte_is_a_difference_in_its_function() -> None:
    other = CALL + b"\x90"
    assert told(compared(callers("one"), callers("one", code=other))) == [("function", "one", ("code",))]


def test_another_callee_is_a_difference_though_no_byte_differs() -> None:
    found = compared(callers("one", to="lock"), callers("one", to="lock_irq"))
    assert ("function", "one", ("what it refers to",)) in told(found)
    assert ("symbol", "lock", ("no longer used",)) in told(found)


def test_two_callees_that_change_places_are_a_difference() -> None:
    def both(first: str, second: str) -> bytes:
        code = CALL + CALL + RET
        caller = func("one", code, (1, PLT32, first, -4), (6, PLT32, second, -4))
        return write([caller], [function("one", len(code)), Sym("enable"), Sym("disable")])

    assert told(compared(both("enable", "disable"), both("disable", "enable"))) == [
        ("function", "one", ("what it refers to",))
    ]


def test_another_place_in_the_same_variable_is_a_difference() -> None:
    def read(place: int) -> bytes:
        code = b"\x8b\x05\0\0\0\0" + RET
        return write(
            [
                func("one", code, (2, PC32, ".bss.pair", place - 4)),
                Sec(".bss.pair", type=8, size=8, flags=BSS, align=8),
            ],
            [function("one", len(code)), Sym("pair", ".bss.pair", 0, 8, OBJECT, 0)],
        )

    assert not compared(read(0), read(4)).is_same


def test_a_static_function_with_another_name_is_the_same_and_told() -> None:
    def object_of(name: str) -> bytes:
        return write(
            [func("one", CALL + RET, (1, PLT32, f".text.{name}", -4)), func(name, b"\x31\xc0\xc3")],
            [function("one", 6), function(name, 3, 0)],
        )

    found = compared(object_of("pick"), object_of("choose"))
    assert found.is_same
    assert [(one.old, one.new, one.what) for one in found.renames] == [("pick", "choose", "function")]


def test_a_function_that_takes_the_name_of_another_is_a_difference() -> None:
    def object_of(zero: str, one: str) -> bytes:
        return write(
            [
                func(zero, b"\x31\xc0\xc3"),
                func(one, b"\x90\x90\xc3"),
                func("run", CALL + RET, (1, PLT32, ".text.get", -4)),
            ],
            [function(zero, 3, 0), function(one, 3, 0), function("run", 6)],
        )

    assert not compared(object_of("get", "put"), object_of("put", "get")).is_same


def global_pair(name: str, wanted: str) -> dict[str, bytes]:
    """An object that defines a global function, and one that calls it."""
    return {
        "a.o": write([func(name, b"\x31\xc0\xc3")], [function(name, 3)]),
        "b.o": write([func("run", CALL + RET, (1, PLT32, wanted, -4))], [function("run", 6), Sym(wanted)]),
    }


def test_a_global_function_may_change_its_name_when_all_callers_follow() -> None:
    assert all(one.is_same for one in compare(global_pair("pick", "pick"), global_pair("choose", "choose")))


def test_a_global_name_that_somebody_still_uses_is_a_difference() -> None:
    found = {one.path: one for one in compare(global_pair("pick", "pick"), global_pair("choose", "pick"))}
    assert not found["a.o"].is_same and found["b.o"].is_same


def test_a_global_name_that_somebody_had_already_is_a_difference() -> None:
    old, new = global_pair("pick", "pick"), global_pair("choose", "choose")
    other = write([func("choose", b"\x90\xc3")], [function("choose", 2)])
    assert not all(one.is_same for one in compare({**old, "c.o": other}, {**new, "c.o": other}))


def test_what_overrides_a_weak_function_must_keep_its_name() -> None:
    weak = write([func("arch_run", b"\xc3")], [function("arch_run", 1, 2)])
    strong = [write([func(name, b"\x31\xc0\xc3")], [function(name, 3)]) for name in ("arch_run", "arch_runs")]
    found = compare({"weak.o": weak, "x86.o": strong[0]}, {"weak.o": weak, "x86.o": strong[1]})
    assert not all(one.is_same for one in found)


@pytest.mark.parametrize("name", ["init_module", "__mod_x86cpu__ids_device_table", "__SCK__kvm_x86_run"])
def test_a_name_that_the_loader_reads_is_never_renamed(name: str) -> None:
    old, new = (write([func(one, b"\xc3")], [function(one, 1)]) for one in (name, "other"))
    assert not compared(old, new).is_same


def strings(texts: Sequence[bytes], uses: Sequence[int], section: str = ".rodata.str1.1") -> bytes:
    """A function that refers to strings, which lie one behind the other."""
    pool = b"".join(text + b"\0" for text in texts)
    starts = [sum(len(text) + 1 for text in texts[:at]) for at in range(len(texts))]
    code = b"\x48\xc7\xc7\0\0\0\0" * len(uses) + RET
    references = [(3 + 7 * at, ABS32, section, starts[use]) for at, use in enumerate(uses)]
    return write([Sec(section, pool, STRINGS, 1, 1), func("say", code, *references)], [function("say", len(code))])


def test_strings_in_another_order_are_the_same() -> None:
    assert compared(strings([b"a", b"bc"], [0, 1]), strings([b"bc", b"a"], [1, 0])).is_same


def test_strings_that_change_places_are_a_difference() -> None:
    assert told(compared(strings([b"a", b"bc"], [0, 1]), strings([b"a", b"bc"], [1, 0]))) == [
        ("function", "say", ('"a" became "bc"', '"bc" became "a"'))
    ]


def test_another_string_of_the_same_length_is_a_difference() -> None:
    found = compared(strings([b"IRQ"], [0]), strings([b"irq"], [0]))
    assert told(found) == [("function", "say", ('"IRQ" became "irq"',))]


def test_a_string_that_is_gone_after_init_is_another_one() -> None:
    assert not compared(strings([b"a"], [0]), strings([b"a"], [0], ".init.rodata.str1.1")).is_same


def variables(order: Sequence[str], section: str = ".data..read_mostly", code: bytes = b"\x8b\x05\0\0\0\0") -> bytes:
    """A function that reads the variable `wanted` of a section of four-byte variables, and one that reads `other`."""
    sections, at = [], len(code) - 4
    names = ("wanted", "other")
    for name in names:
        place = 4 * order.index(name) - 4
        sections.append(func(f"read_{name}", code + RET, (at, PC32, section, place)))
    data = b"".join(bytes([ord(name[0]), 0, 0, 0]) for name in order)
    return write(
        [*sections, Sec(section, data, DATA, 4)],
        [
            *(function(f"read_{name}", len(code) + 1) for name in names),
            *(Sym(name, section, 4 * at, 4, OBJECT, 0) for at, name in enumerate(order)),
        ],
    )


def test_variables_of_one_section_in_another_order_are_the_same() -> None:
    assert compared(variables(["wanted", "other"]), variables(["other", "wanted"])).is_same


def test_a_section_with_an_index_into_it_must_stay_as_it_is() -> None:
    # movl two(,%rax,4): where the index leads nobody knows.
    def indexed(order: Sequence[str]) -> bytes:
        code = b"\x8b\x04\x85\0\0\0\0\xc3"
        data = b"".join(bytes([len(name), ord(name[0]), 0, 0]) for name in order)
        return write(
            [func("run", code, (3, ABS32, ".data..once", 4 * order.index("two"))), Sec(".data..once", data, DATA, 4)],
            [function("run", 8), *(Sym(name, ".data..once", 4 * at, 4, OBJECT, 0) for at, name in enumerate(order))],
        )

    assert not compared(indexed(["one", "two"]), indexed(["two", "one"])).is_same


def test_the_end_of_a_variable_is_not_taken_for_the_begin_of_the_next() -> None:
    # leaq b(%rip) may mean the end of a, whose neighbours changed places.
    lea = b"\x48\x8d\x05\0\0\0\0"
    moved = compared(
        variables(["other", "wanted", "third"], code=lea), variables(["third", "wanted", "other"], code=lea)
    )
    assert not moved.is_same


def test_a_variable_more_changes_only_those_functions_that_know_it() -> None:
    found = compared(variables(["wanted", "other"], ".ref.more"), variables(["new", "wanted", "other"], ".ref.more"))
    assert not found.is_same
    assert [one.name for one in found.changes if one.what == "function"] == []
    assert ("data", "new", ("appeared",)) in told(found)


@pytest.mark.parametrize(
    "change",
    [
        {"flags": 2},
        {"align": 64},
        {"name": ".data..ro_after_init"},
        {"data": b"\1"},
        {"type": 8, "data": b"", "size": 1},
    ],
    ids=["read only", "alignment", "section", "value", "zero"],
)
def test_data_with_another_property_is_a_difference(change: dict[str, object]) -> None:
    section = Sec(".data.flag", b"\0", DATA, 1)
    other = replace(section, **change)  # type: ignore[arg-type]
    old, new = (write([one], [Sym("flag", one.name, 0, 1, OBJECT, 0)]) for one in (section, other))
    assert not compared(old, new).is_same


def bugs(flags: Sequence[int], order: Sequence[int] = (0, 1)) -> bytes:
    """Two functions with a warning each."""
    names = [("one", "two")[at] for at in order]
    entries = b"".join(bytes(8) + b"\1\0" + bytes([flags[at], 0]) for at in order)
    where = [(12 * at, PC32, f".text.{name}", 2) for at, name in enumerate(names)]
    files = [(12 * at + 4, PC32, ".rodata.str1.1", 0) for at, _ in enumerate(names)]
    return write(
        [
            *(func(name, b"\x90\x90\x0f\x0b" + bytes([name == "one"]) + RET) for name in names),
            Sec("__bug_table", entries, DATA, 1, relocations=sorted([*where, *files])),
            Sec(".rodata.str1.1", b"a.c\0", STRINGS, 1, 1),
        ],
        [function(name, 6) for name in names],
    )


def test_warnings_move_with_their_functions() -> None:
    assert compared(bugs((1, 1)), bugs((1, 1), (1, 0))).is_same


def test_a_warning_of_another_kind_is_a_difference_of_its_function() -> None:
    assert told(compared(bugs((1, 1)), bugs((1, 3), (1, 0)))) == [("function", "two", ("its warnings",))]


def parameters(mode: int = 0o444, text: bytes = b"parm=fast:Be fast", order: bool = True) -> bytes:
    """Two module parameters."""
    rows = [("fast", mode), ("slow", 0o444)] if order else [("slow", 0o444), ("fast", mode)]
    table = b"".join(bytes(20) + mode.to_bytes(2, "little") + bytes(18) for _, mode in rows)
    return write(
        [
            Sec("__param", table, 2, 8, relocations=[(40 * at, ABS64, name, 0) for at, (name, _) in enumerate(rows)]),
            Sec(".modinfo", b"license=GPL\0" + text + b"\0"),
        ],
        [
            *(Sym(f"__param_{name}", "__param", 40 * at, 40, OBJECT, 0) for at, (name, _) in enumerate(rows)),
            Sym("fast"),
            Sym("slow"),
        ],
    )


def test_parameters_in_another_order_are_the_same() -> None:
    assert compared(parameters(), parameters(order=False)).is_same


def test_who_may_write_a_parameter_and_what_is_told_of_it_count() -> None:
    assert told(compared(parameters(), parameters(0o644))) == [("parameter", "fast", ("content",))]
    assert told(compared(parameters(), parameters(text=b"parm=fast:Be quick"))) == [
        ("parameter", "fast", ("what is told of it",))
    ]


def test_code_of_several_functions_in_one_section_stays_whole() -> None:
    # A jump inside of a section has no relocation: what moves there may lead elsewhere with the same bytes.
    def both(order: Sequence[str]) -> bytes:
        code = {"one": b"\xeb\x02\xc3", "two": b"\x31\xc0\xc3"}
        return write(
            [Sec(".init.text", b"".join(code[name] for name in order), CODE, 16)],
            [Sym(name, ".init.text", 3 * at, 3, 2, 0) for at, name in enumerate(order)],
        )

    assert not compared(both(["one", "two"]), both(["two", "one"])).is_same


def test_a_file_that_appears_or_vanishes_is_a_difference() -> None:
    assert [one.is_same for one in compare({"a.o": b"x"}, {})] == [False]
    assert [one.is_same for one in compare({}, {"a.o": b"x"})] == [False]


def test_what_cannot_be_read_is_the_same_only_byte_by_byte() -> None:
    assert compared(b"junk", b"junk").is_same
    assert told(compared(b"junk", callers("one")))[0][:2] == ("object", "a.o")
