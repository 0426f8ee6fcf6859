# SPDX-License-Identifier: GPL-2.0-or-later
"""A section and all references to it in; where it may be taken apart out."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kx86.testing.objects.elf import ALLOC, EXEC, LOCAL, NOBITS, OF_SECTION, Elf, Relocation, Section, Symbol
from kx86.testing.objects.operand import bytes_after, is_branch, takes_address

Incoming = dict[int, list[tuple[Section, Relocation]]]
_RELATIVE = (2, 4)
ALTERNATIVES = ".altinstructions"
"""The table of code that takes the place of other code, by features of the processor."""
# Tables whose entries may come in any order, as long as those of one function keep theirs: the bytes of an entry, and the
# offsets in it at which each entry has an address.
_TABLES: dict[str, tuple[tuple[int, tuple[int, ...]], ...]] = {
    ALTERNATIVES: ((14, (0, 4)), (12, (0, 4))),
    "__bug_table": ((12, (0, 4)), (8, (0,)), (6, (0,))),
    "__ex_table": ((12, (0, 4)),),
    "__jump_table": ((16, (0, 4, 8)),),
    ".static_call_sites": ((8, (0, 4)),),
    "__tracepoints_ptrs": ((4, (0,)),),
    ".discard.addressable": ((8, (0,)),),
    "__mcount_loc": ((8, (0,)),),
    "__patchable_function_entries": ((8, (0,)),),
    ".orc_unwind_ip": ((4, (0,)),),
    ".smp_locks": ((4, (0,)),),
    ".retpoline_sites": ((4, (0,)),),
    ".return_sites": ((4, (0,)),),
    ".call_sites": ((4, (0,)),),
    ".ibt_endbr_seal": ((4, (0,)),),
    ".cfi_sites": ((4, (0,)),),
}
_BY_SYMBOL = re.compile(
    r"\.data\.\.|\.(?:data|rodata|bss|init\.data|init\.rodata|exit\.data|ref\.data)(?:\.|$)|__param$|__tracepoints"
    r"|__bpf_raw_tp_map$|_ftrace_"
)
_EXPORTS = ".export_symbol"
_REPLACEMENTS = ".altinstr_replacement"
_ASIDE = ".altinstr_aux"
_UNWIND, _UNWIND_PLACES = ".orc_unwind", ".orc_unwind_ip"
# testb $bit, byte(%rip); jnz yes; jmp no: what static_cpu_has() runs before alternatives are applied.
_ASIDE_SIZE, _ASIDE_FIELDS = 18, (2, 9, 14)
_ASIDE_CODE = ((0, b"\xf6\x05"), (7, b"\x0f\x85"), (13, b"\xe9"))


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a section from `start` up to `end`, in bytes.

    `align` is what it is aligned to, 0 for what the section says.  `more` belongs to it and stands elsewhere.
    """

    start: int
    end: int
    table: bool = False
    align: int = 0
    more: bytes = b""


def spans_of(section: Section, symbols: Sequence[Symbol], incoming: Incoming, elf: Elf) -> tuple[Span, ...]:
    """Return the pieces of a section in order: the whole, unless taking it apart is sound."""
    whole = (Span(0, section.size),)
    if not section.size:
        return whole if symbols or section.number in elf.relocations or incoming.get(section.number) else ()
    if section.name == _REPLACEMENTS:
        return _replacements(section, symbols, elf) or whole
    if section.name == _ASIDE:
        return _aside(section, symbols, incoming.get(section.number, ()), elf) or whole
    if section.name in _TABLES:
        # What is referred to by place cannot move.
        return whole if incoming.get(section.number) else _table(section, symbols, elf) or whole
    if section.name == _UNWIND and not symbols and not incoming.get(section.number) and _unwinding(elf):
        return ()
    if not section.is_code and (_BY_SYMBOL.match(section.name) or section.name == _EXPORTS):
        return _by_symbol(section, symbols, incoming.get(section.number, ()), elf) or whole
    return whole


def _table(section: Section, symbols: Sequence[Symbol], elf: Elf) -> tuple[Span, ...]:
    """One span for each entry, when each has its addresses where entries of this table have them."""
    if section.type == NOBITS or any(one.bind != LOCAL for one in symbols):
        return ()
    offsets = [one.offset for one in elf.relocations.get(section.number, ())]
    for size, fields in _TABLES[section.name]:
        named_at_begin = all(one.value % size == 0 and one.size <= size for one in symbols)
        if named_at_begin and offsets == [at + field for at in range(0, section.size, size) for field in fields]:
            more = _unwinding(elf) if section.name == _UNWIND_PLACES else b""
            width = len(more) * size // section.size
            return tuple(
                Span(at, at + size, True, more=more[at // size * width : (at // size + 1) * width])
                for at in range(0, section.size, size)
            )
    return ()


def _unwinding(elf: Elf) -> bytes:
    """The records of how to unwind, when there is one for each place; they have no addresses."""
    records = [one for one in elf.sections if one.name == _UNWIND and one.is_allocated]
    places = [one for one in elf.sections if one.name == _UNWIND_PLACES and one.is_allocated]
    if len(records) != 1 or len(places) != 1 or records[0].number in elf.relocations or records[0].flags != ALLOC:
        return b""
    count = places[0].size // 4
    table_is_taken_apart = [one.offset for one in elf.relocations.get(places[0].number, ())] == list(
        range(0, count * 4, 4)
    )
    whole = count and places[0].size % 4 == 0 and len(records[0].data) % count == 0
    return records[0].data if whole and table_is_taken_apart else b""


def _replacements(section: Section, symbols: Sequence[Symbol], elf: Elf) -> tuple[Span, ...]:
    """One span for each code that may take the place of other code: where the table of alternatives says."""
    tables = [one for one in elf.sections if one.name == ALTERNATIVES and one.is_allocated]
    if symbols or len(tables) != 1:
        return ()
    entries = _table(tables[0], (), elf)
    second = [one for one in elf.relocations.get(tables[0].number, ()) if entries and one.offset % _size(entries) == 4]
    found = []
    for entry, one in zip(entries, second, strict=True):
        meant = elf.symbols[one.symbol]
        if meant.section != section.number or meant.type != OF_SECTION:
            return ()
        length = tables[0].data[entry.end - 1]
        if length:
            found.append(Span(one.addend, one.addend + length))
    return _without_gaps(section, found)


def _size(entries: Sequence[Span]) -> int:
    return entries[0].end - entries[0].start


def _aside(
    section: Section, symbols: Sequence[Symbol], meant: Sequence[tuple[Section, Relocation]], elf: Elf
) -> tuple[Span, ...]:
    """One span for each test of a feature, all of one form: nothing in them leads to another one."""
    starts = set()
    for source, one in meant:
        if not source.flags & EXEC or one.type not in _RELATIVE or not is_branch(source.data, one.offset):
            return ()
        starts.add(one.addend + 4)
    if symbols or not starts:
        return ()
    places = range(0, section.size, _ASIDE_SIZE)
    filled = [one.offset for one in elf.relocations.get(section.number, ())]
    if starts != set(places) or filled != [at + field for at in places for field in _ASIDE_FIELDS]:
        return ()
    if not all(section.data.startswith(code, at + offset) for at in places for offset, code in _ASIDE_CODE):
        return ()
    return tuple(Span(at, at + _ASIDE_SIZE) for at in places)


def _without_gaps(section: Section, spans: Sequence[Span]) -> tuple[Span, ...]:
    ordered = sorted(spans, key=lambda span: span.start)
    borders = [0, *(border for span in ordered for border in (span.start, span.end)), section.size]
    return tuple(ordered) if borders[::2] == borders[1::2] else ()


def _by_symbol(
    section: Section, symbols: Sequence[Symbol], meant: Sequence[tuple[Section, Relocation]], elf: Elf
) -> tuple[Span, ...]:
    """One span for each variable, when every reference to the section means one of them for sure."""
    spans = _exports(section, symbols) if section.name == _EXPORTS else _variables(section, symbols)
    if len(spans) < 2 or not _clean_between(section, spans, elf):
        return ()
    starts, ends = [span.start for span in spans], {span.end for span in spans}
    for source, one in meant:
        places = _sure(source, one, starts, ends)
        at = {bisect_right(starts, place) - 1 for place in places}
        if len(at) != 1 or not all(spans[min(at)].start <= place < spans[min(at)].end for place in places):
            return ()
    return tuple(spans)


def _sure(source: Section, one: Relocation, starts: Sequence[int], ends: set[int]) -> tuple[int, ...]:
    """What a reference may mean, nothing when that is not sure.

    An address that is only taken may be the end of one variable where the next begins.  An absolute one in code may have an index
    that is added to it.
    """
    in_code = bool(source.flags & EXEC)
    if in_code and one.type not in _RELATIVE:
        return ()
    more = bytes_after(source.data, one.offset) if in_code else (-4,)
    places = tuple(one.addend + 4 + bytes_ for bytes_ in more)
    taken = not in_code or takes_address(source.data, one.offset)
    return () if taken and any(place in ends for place in places) else places


def _variables(section: Section, symbols: Sequence[Symbol]) -> list[Span]:
    """Where variables are: those with a size, none over another, aliases at one place counted once."""
    found = sorted({(one.value, one.value + one.size) for one in symbols if one.size})
    if any(one[1] > after[0] for one, after in pairwise(found)):
        return []
    starts = {start for start, _ in found}
    if any(not one.size and one.value not in starts for one in symbols):
        return []
    return [Span(start, end, align=_aligned(section, start)) for start, end in found]


def _exports(section: Section, symbols: Sequence[Symbol]) -> list[Span]:
    """Where exports are: each begins with a label, and has no size."""
    starts = sorted({one.value for one in symbols})
    if not starts or starts[0] or any(one.size for one in symbols):
        return []
    ends = [*starts[1:], section.size]
    return [Span(start, end, align=_aligned(section, start)) for start, end in zip(starts, ends, strict=True)]


def _aligned(section: Section, start: int) -> int:
    """What a place is aligned to: no more than its section."""
    return min(section.align, start & -start) if start else section.align


def _clean_between(section: Section, spans: Sequence[Span], elf: Elf) -> bool:
    """Is there nothing between the variables, no address and no byte but zero?"""
    starts = [span.start for span in spans]
    for one in elf.relocations.get(section.number, ()):
        at = bisect_right(starts, one.offset) - 1
        if at < 0 or one.offset >= spans[at].end:
            return False
    gaps = zip([0, *(span.end for span in spans)], [*starts, section.size], strict=True)
    return not any(any(section.data[start:end]) for start, end in gaps)
