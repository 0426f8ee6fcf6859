# SPDX-License-Identifier: GPL-2.0-or-later
"""Pairs of pieces in; what is not the same in them out.

The objects are the same when every piece has a partner and every pair has the same bytes, the same properties and references to
the same things, where "the same" for pieces means: partners.  However the pairs were guessed, this is what counts.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from kx86.testing.objects.elf import LOCAL
from kx86.testing.objects.pair import Pairs, is_shared
from kx86.testing.objects.piece import Label, Name, Piece, Reference

_RELATIVE = (2, 4)
_SHOWN = 60
# Names that programs of the build or the loader of modules read.
_FIXED = (
    "__mod_", "__export_symbol_", "__ksymtab", "__kstrtab", "__crc_", "__param_", "__initcall", "__exitcall", "__SCK__", "__SCT__",
    "__tracepoint_", "__tpstrtab_", "__start_", "__stop_", "__bpf_", "__BTF_ID", "__cfi_", "__kcfi_", "__event_", "__this_module",
    "init_module", "cleanup_module",
)  # fmt: skip


class Proof:
    """Compares pairs; `renames` maps the global names that are allowed to change to the new ones."""

    def __init__(self, pairs: Pairs, renames: Mapping[str, str]) -> None:
        self._pairs = pairs
        self._renames = renames
        self._moved: dict[tuple[int, int], bool] = {}

    def differences(self, old: Piece, new: Piece) -> tuple[str, ...]:
        """Say in which respects two partners differ; nothing when they are the same."""
        return tuple(dict.fromkeys(self._differences(old, new)))

    def _differences(self, old: Piece, new: Piece) -> Iterator[str]:
        if old.kind != new.kind or old.table != new.table:
            yield f"section {new.section}" if is_shared(new) or is_shared(old) else f"section {new.kind}"
        if old.form != new.form:
            yield "attributes or alignment"
        other_bytes = old.size != new.size or old.data != new.data
        if other_bytes:
            yield "code" if new.is_code else "content"
        # Symbols of other sizes say nothing more.
        elif not self._same_names(old.names, new.names):
            yield "symbols"
        yield from self._references(old, new, old.references, new.references)

    def _references(
        self, old: Piece, new: Piece, ones: Sequence[Reference], others: Sequence[Reference]
    ) -> Iterator[str]:
        """What is referred to elsewise; after bytes that moved, in order of the references."""
        for one, other in zip_longest(ones, others):
            if one is None or other is None or (one.offset, one.type) != (other.offset, other.type):
                yield "code" if new.is_code else "content"
                if one is None or other is None:
                    return
            if one.label[:1] == ("text",) == other.label[:1] and one.label != other.label:
                yield f"{_quoted(one.label)} became {_quoted(other.label)}"
            elif not self._same_target(old, new, one, other):
                yield "what it refers to"

    def same_references(self, old: Piece, new: Piece, ones: Sequence[Reference], others: Sequence[Reference]) -> bool:
        """Do references of two partners mean the same things in the same order?"""
        return not any(self._references(old, new, ones, others))

    def _same_target(self, old: Piece, new: Piece, one: Reference, other: Reference) -> bool:
        if one.to is None or other.to is None:
            same = one.to is None and other.to is None and self._label(one.label) == other.label
            return same and one.addend == other.addend
        if self._pairs.to.get(one.to) != other.to:
            return False
        here, there = self._pairs.old[one.to], self._pairs.new[other.to]
        if self._is_rearranged(here, there):
            # Such a section is different in any case: tell only those who mean another thing in it.
            return self._in_words(old, here, one) == _in_words(new, there, other)
        return one.addend == other.addend

    def _label(self, label: Label) -> Label:
        if label[:1] == ("symbol",):
            name = str(label[1])
            return "symbol", self._renames.get(name, name)
        return label

    def _is_rearranged(self, old: Piece, new: Piece) -> bool:
        key = old.number, new.number
        if key not in self._moved:
            several = is_shared(old) or is_shared(new)
            self._moved[key] = several and not self._same_names(old.names, new.names)
        return self._moved[key]

    def _in_words(self, source: Piece, target: Piece, one: Reference) -> tuple[str, int]:
        name, offset = _in_words(source, target, one)
        return self._renames.get(name, name), offset

    def _same_names(self, olds: tuple[Name, ...], news: tuple[Name, ...]) -> bool:
        if len(olds) != len(news):
            return False
        return all(self._same_name(one, other) for one, other in zip(_in_order(olds), _in_order(news), strict=True))

    def _same_name(self, one: Name, other: Name) -> bool:
        if _shape(one) != _shape(other):
            return False
        if one.steady != other.steady and not (is_free(one.name) and is_free(other.name)):
            return False
        return one.bind == LOCAL or self._renames.get(one.name, one.name) == other.name


def is_free(name: str) -> bool:
    """May a symbol have another name without anybody noticing?"""
    return not name.startswith(_FIXED)


def renamed(old: Piece, new: Piece) -> Iterator[tuple[Name, Name]]:
    """Yield the symbols of two partners that have other names and are the same in all else."""
    if len(old.names) != len(new.names):
        return
    for one, other in zip(_in_order(old.names), _in_order(new.names), strict=True):
        if one.steady != other.steady and _shape(one) == _shape(other):
            yield one, other


def _shape(name: Name) -> tuple[int, ...]:
    return name.offset, name.size, name.type, name.bind, name.other


def _in_order(names: tuple[Name, ...]) -> list[Name]:
    return sorted(names, key=lambda one: (_shape(one), one.steady)) if len(names) > 1 else list(names)


def _in_words(source: Piece, target: Piece, one: Reference) -> tuple[str, int]:
    """The symbol below the place that is meant, as far as that can be told, and how far above the symbol that is."""
    place = one.addend + (4 if source.is_code and one.type in _RELATIVE else 0)
    at = bisect_right(target.names, place, key=lambda name: name.offset) - 1
    if at < 0:
        return "", place
    return target.names[at].steady, place - target.names[at].offset


def _quoted(label: Label) -> str:
    text = label[1] if isinstance(label[1], bytes) else b""
    told = text[:_SHOWN].decode("utf-8", "backslashreplace")
    return f'"{told}{"..." if len(text) > _SHOWN else ""}"'
