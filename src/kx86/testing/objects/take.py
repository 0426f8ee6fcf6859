# SPDX-License-Identifier: GPL-2.0-or-later
"""An object file in; its pieces out.

A section is taken apart only when no reference could mean another piece than the one that is found: code is never taken apart,
because jumps inside of a section are no references, and data only when each reference to it is sure.  All else stays whole, and
whatever moves in there is a difference.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

from kx86.testing.objects.elf import (
    ABSOLUTE,
    ALLOC,
    COMMON,
    EXEC,
    LOCAL,
    MERGE,
    NOBITS,
    OF_FILE,
    OF_SECTION,
    STRINGS,
    UNDEFINED,
    WEAK,
    Elf,
    Relocation,
    Section,
    Symbol,
    read_elf,
)
from kx86.testing.objects.operand import bytes_after
from kx86.testing.objects.piece import Label, Name, Piece, Pieces, Reference
from kx86.testing.objects.split import ALTERNATIVES, Incoming, Span, spans_of

_RELATIVE = (2, 4)
_MOST_DOTS = 12
_LONGEST_TEXT = 1 << 16
_TOLD = ".modinfo"
_UNUSED = (".note", ".comment", ".debug")


def take_apart(data: bytes) -> Pieces:
    """Return the pieces of an object file.  Raises BadObject for bytes that are none."""
    return _Work(read_elf(data)).pieces()


class _Work:
    def __init__(self, elf: Elf) -> None:
        self._elf = elf
        self._symbols: dict[int, list[Symbol]] = defaultdict(list)
        for one in elf.symbols:
            if one.type not in (OF_SECTION, OF_FILE) and one.section not in (UNDEFINED, ABSOLUTE, COMMON):
                self._symbols[one.section].append(one)
        self._kept = [one for one in elf.sections if one.is_allocated and not one.name.startswith(_UNUSED)]
        self._pooled = {one.number for one in self._kept if self._is_pool(one)}
        self._told = {one.number for one in self._kept if one.name == _TOLD and one.number not in elf.relocations}
        self._stems = {one.name for ones in self._symbols.values() for one in ones}
        self._spans: dict[int, tuple[Span, ...]] = {}
        self._first: dict[int, int] = {}
        self._digests: dict[int, bytes] = {}

    def pieces(self) -> Pieces:
        """Take every section apart, then follow the references."""
        incoming = self._incoming()
        count = 0
        for section in self._kept:
            if section.number in self._pooled or section.number in self._told:
                continue
            found = spans_of(section, self._symbols[section.number], incoming, self._elf)
            self._spans[section.number], self._first[section.number] = found, count
            count += len(found)
        made = tuple(piece for number in self._spans for piece in self._of_section(self._elf.sections[number]))
        told = [text for number in self._told for text in _texts(self._elf.sections[number].data)]
        elsewhere = {
            (one.name, one.bind, one.value if one.section in (ABSOLUTE, COMMON) else 0, one.size)
            for one in self._elf.symbols
            if one.name and one.type != OF_FILE and self._is_elsewhere(one)
        }
        return Pieces(self._elf.flags, made, frozenset(elsewhere), tuple(told))

    def _is_elsewhere(self, symbol: Symbol) -> bool:
        """Is a symbol in no piece, and of interest to others?"""
        if symbol.section in (UNDEFINED, COMMON):
            return True
        return symbol.bind != LOCAL and symbol.section not in self._spans

    def _is_pool(self, section: Section) -> bool:
        """Is it one of strings or constants, that are known by what they are and not by where?"""
        if not section.flags & MERGE or section.number in self._elf.relocations or section.type == NOBITS:
            return False
        if any(one.bind for one in self._symbols[section.number]):
            return False
        return section.entry == 1 if section.flags & STRINGS else section.entry in (2, 4, 8, 16, 32)

    def _incoming(self) -> Incoming:
        """All references by section and not by symbol, by the section that they mean."""
        found: Incoming = defaultdict(list)
        for number, relocations in self._elf.relocations.items():
            source = self._elf.sections[number]
            if not source.is_allocated:
                continue
            for one in relocations:
                symbol = self._elf.symbols[one.symbol]
                if symbol.type == OF_SECTION:
                    found[symbol.section].append((source, one))
        return found

    def _of_section(self, section: Section) -> Iterator[Piece]:
        spans, first = self._spans[section.number], self._first[section.number]
        kind = self._kind(section)
        relocations = self._elf.relocations.get(section.number, ())
        starts = [span.start for span in spans]
        inside: list[list[Relocation]] = [[] for _ in spans]
        for one in relocations:
            inside[bisect_right(starts, one.offset) - 1].append(one)
        names: list[list[Name]] = [[] for _ in spans]
        for symbol in sorted(self._symbols[section.number], key=lambda symbol: (symbol.value, symbol.name)):
            at = max(0, bisect_right(starts, symbol.value) - 1)
            place = symbol.value - starts[at]
            names[at].append(Name(symbol.name, place, symbol.size, symbol.type, symbol.bind, symbol.other))
        for at, span in enumerate(spans):
            data = section.data[span.start : span.end] + span.more
            references = tuple(self._reference(section, one, span.start) for one in inside[at])
            if span.table and section.name == ALTERNATIVES and data[-1] == 0:
                # An alternative without code names the place where code of another one begins.
                references = (references[0], replace(references[1], to=None, label=("nothing",), addend=0))
            form = (section.type, section.flags, span.align or section.align, section.entry)
            yield Piece(
                first + at, kind, section.name, form, span.end - span.start, data, tuple(names[at]), references,
                len(spans) == 1 and not span.table, span.table,
            )  # fmt: skip

    def _kind(self, section: Section) -> str:
        """The name of the section without that of the function or variable for which it was made."""
        at = -1
        for _ in range(_MOST_DOTS):
            at = section.name.find(".", at + 1)
            if at < 0:
                break
            if at and section.name[at + 1 :] in self._stems:
                return section.name[:at]
        return section.name

    def _reference(self, source: Section, one: Relocation, start: int) -> Reference:
        symbol = self._elf.symbols[one.symbol]
        to, label, addend = self._meant(source, one, symbol)
        return Reference(one.offset - start, one.type, to, label, addend)

    def _meant(self, source: Section, one: Relocation, symbol: Symbol) -> tuple[int | None, Label, int]:
        number, by_section = symbol.section, symbol.type == OF_SECTION
        if number in (UNDEFINED, COMMON) or symbol.bind >= WEAK:
            return None, ("symbol", symbol.name), one.addend
        if number == ABSOLUTE:
            return None, ("absolute", symbol.value), one.addend
        if number in self._pooled:
            return None, *self._pool_label(source, one, symbol)
        if not self._spans.get(number):
            section = self._elf.sections[number]
            return None, ("section", section.name, self._digest(number)), symbol.value + one.addend
        spans, first = self._spans[number], self._first[number]
        starts = [span.start for span in spans] if len(spans) > 1 else [0]
        place = _places(source, one)[0] if by_section else symbol.value
        at = max(0, bisect_right(starts, place) - 1)
        return first + at, (), symbol.value + one.addend - starts[at]

    def _pool_label(self, source: Section, one: Relocation, symbol: Symbol) -> tuple[Label, int]:
        """What a string or constant holds.  Assemblers name a section for the begin of one only, else they name a symbol."""
        section = self._elf.sections[symbol.section]
        if symbol.type != OF_SECTION:
            return self._content(section, symbol.value), one.addend
        labels = {self._content(section, place) for place in _places(source, one)}
        if len(labels) == 1:
            return labels.pop(), one.addend - _places(source, one)[0]
        return ("inside", section.name, self._digest(section.number)), one.addend

    def _content(self, section: Section, at: int) -> Label:
        data, width = section.data, section.entry
        unsure: Label = ("inside", section.name, self._digest(section.number), at)
        if not 0 <= at < len(data):
            return unsure
        if not section.flags & STRINGS:
            label = ("constant", _home(section), width, section.align, data[at : at + width])
            return label if at % width == 0 else unsure
        end = data.find(0, at, at + _LONGEST_TEXT)
        return ("text", data[at:end], _home(section)) if end >= 0 and (at == 0 or data[at - 1] == 0) else unsure

    def _digest(self, number: int) -> bytes:
        if number not in self._digests:
            self._digests[number] = sha256(self._elf.sections[number].data).digest()
        return self._digests[number]


def _home(section: Section) -> str:
    """Where a string or constant lives: with all that is only read, or elsewhere."""
    return (
        ".rodata"
        if section.name.startswith(".rodata") and section.flags & ~(MERGE | STRINGS) == ALLOC
        else section.name
    )


def _places(source: Section, one: Relocation) -> tuple[int, ...]:
    """What a reference by section may mean: offsets into that section."""
    if source.flags & EXEC and one.type in _RELATIVE:
        return tuple(one.addend + 4 + more for more in bytes_after(source.data, one.offset))
    return (one.addend,)


def _texts(data: bytes) -> list[str]:
    return [text.decode("utf-8", "backslashreplace") for text in data.split(b"\0") if text]
