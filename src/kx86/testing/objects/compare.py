# SPDX-License-Identifier: GPL-2.0-or-later
"""The objects of a build before and after a change in; for each whether it is proved the same, and what differs, out."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from kx86.testing.objects.elf import LOCAL, BadObject
from kx86.testing.objects.pair import Pairs, is_shared
from kx86.testing.objects.piece import Piece, Pieces, Reference, steady
from kx86.testing.objects.proof import Proof, is_free, renamed
from kx86.testing.objects.take import take_apart

What = Literal["function", "data", "parameter", "export", "section", "symbol", "text", "object"]
_PADDING = "__pfx_"
_PARAMETER, _EXPORT = "__param_", "__export_symbol_"
_FUNCTION = 2
_ASIDE = (".altinstr_replacement", ".altinstr_aux")
_TABLES = {
    ".altinstructions": "its alternatives",
    ".altinstr_replacement": "its alternatives",
    ".altinstr_aux": "its alternatives",
    "__bug_table": "its warnings",
    "__ex_table": "its exception table",
    "__jump_table": "its static branches",
    ".static_call_sites": "its static calls",
    ".smp_locks": "its locked instructions",
    ".orc_unwind_ip": "how it is unwound",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that differs: a function, data, a module parameter, an exported symbol ..., and in which respects."""

    what: What
    name: str
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """A symbol that has another name, and is the same in all else."""

    old: str
    new: str
    what: What


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """An object file before and after: the same when there is no change in it, apart from `renames`."""

    path: str
    changes: tuple[Change, ...] = ()
    renames: tuple[Rename, ...] = ()

    @property
    def is_same(self) -> bool:
        """Is it proved that nothing but names differs?"""
        return not self.changes


def compare(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[Compared, ...]:
    """Compare all objects of a build, by path; those that only one side has are changes.

    Both sides should hold every object that is linked with the changed ones: a global name is allowed to change only when all of
    them follow, and when nobody has the new one already.
    """
    changed = [path for path in sorted({*old, *new}) if old.get(path) != new.get(path)]
    made: dict[str, Compared | _Both] = {path: _read(path, old.get(path), new.get(path)) for path in changed}
    both = [one for one in made.values() if isinstance(one, _Both)]
    renames = _agreed(both, old, new, set(changed))
    found = {path: one.compared(renames) if isinstance(one, _Both) else one for path, one in made.items()}
    return tuple(found.get(path) or Compared(path=path) for path in sorted({*old, *new}))


def _read(path: str, old: bytes | None, new: bytes | None) -> "Compared | _Both":
    if old is None or new is None:
        how = "appeared" if old is None else "vanished"
        return Compared(path=path, changes=(Change(what="object", name=path, how=(how,)),))
    try:
        return _Both(path, take_apart(old), take_apart(new))
    except BadObject as problem:
        return Compared(path=path, changes=(Change(what="object", name=path, how=(problem.message,)),))


def _agreed(
    both: "Iterable[_Both]", old: Mapping[str, bytes], new: Mapping[str, bytes], changed: set[str]
) -> dict[str, str]:
    """The global names that changed, where all objects agree on it and the new name is free."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in both:
        for before, after in one.renamed_globals():
            found[before].add(after)
    if not found:
        return {}
    taken = Counter(after for ones in found.values() for after in ones)
    names_before = _names([one.old for one in both], old, changed)
    names_after = _names([one.new for one in both], new, changed)
    return {
        before: after
        for before, ones in found.items()
        for after in ones
        if len(ones) == 1
        and taken[after] == 1
        and is_free(before)
        and is_free(after)
        and after not in names_before
        and before not in names_after
    }


def _names(read: Iterable[Pieces], side: Mapping[str, bytes], changed: set[str]) -> set[str]:
    """All global names of one side, wanted or had."""
    found = {name for one in read for name in (*one.globals, *(wanted for wanted, *_ in one.elsewhere))}
    for path, data in side.items():
        if path not in changed:
            try:
                one = take_apart(data)
            except BadObject:
                continue
            found |= {*one.globals, *(wanted for wanted, *_ in one.elsewhere)}
    return found


class _Both:
    """One object before and after, in pieces and in pairs."""

    def __init__(self, path: str, old: Pieces, new: Pieces) -> None:
        self.path, self.old, self.new = path, old, new
        self._pairs = Pairs(old, new)
        self._owned: dict[int, dict[int, int]] = {}

    def _owners(self, side: tuple[Piece, ...]) -> dict[int, int]:
        key = id(side)
        if key not in self._owned:
            self._owned[key] = _owners_of(side)
        return self._owned[key]

    def renamed_globals(self) -> Iterator[tuple[str, str]]:
        """Yield the global names that changed, before and after."""
        for at, to in self._pairs.to.items():
            for one, other in renamed(self.old.pieces[at], self.new.pieces[to]):
                if one.bind != LOCAL:
                    yield one.name, other.name

    def compared(self, renames: Mapping[str, str]) -> Compared:
        """Prove what can be proved, and name the rest."""
        found: dict[tuple[What, str], list[str]] = defaultdict(list)
        for what, name, how in self._changes(Proof(self._pairs, renames), renames):
            found[what, name].append(how)
        changes = tuple(Change(what=what, name=name, how=_told_once(how)) for (what, name), how in found.items())
        order = {"function": 0, "data": 1}
        ordered = sorted(changes, key=lambda one: (order.get(one.what, 2), one.what, one.name))
        return Compared(path=self.path, changes=tuple(ordered), renames=tuple(self._renames()))

    def _changes(self, proof: Proof, renames: Mapping[str, str]) -> Iterator[tuple[What, str, str]]:
        if self.old.flags != self.new.flags:
            yield "object", self.path, "its flags"
        for at, to in sorted(self._pairs.to.items()):
            old, new = self.old.pieces[at], self.new.pieces[to]
            how = proof.differences(old, new)
            if how and is_shared(new) and len(new.names) > 1:
                yield from self._inside(proof, old, new, how)
            else:
                yield from ((*self._called(new, self.new.pieces), self._how(new, word)) for word in how)
        for side, paired, word in (
            (self.old.pieces, self._pairs.to, "vanished"),
            (self.new.pieces, self._pairs.back, "appeared"),
        ):
            for piece in side:
                if piece.number not in paired:
                    yield *self._called(piece, side), self._how(piece, word)
        yield from self._elsewhere(renames)
        yield from self._told()

    def _how(self, piece: Piece, word: str) -> str:
        """What differs, seen from the function that an entry of a table belongs to."""
        return _TABLES.get(piece.section, f"its entry in {piece.section}" if piece.table else word)

    def _called(self, piece: Piece, side: tuple[Piece, ...]) -> tuple[What, str]:
        """What a piece is, and its name in words of the source."""
        if piece.table and piece.references:
            first = piece.references[0]
            if first.to is None:
                return "symbol", str(first.label[1]) if first.label[:1] == ("symbol",) else piece.section
            return self._called(side[first.to], side) if not side[first.to].table else ("section", piece.section)
        if piece.main is None and piece.section in _ASIDE:
            owner = self._owners(side).get(piece.number)
            return ("section", piece.section) if owner is None else self._called(side[owner], side)
        return _named(piece)

    def _inside(self, proof: Proof, old: Piece, new: Piece, how: tuple[str, ...]) -> Iterator[tuple[What, str, str]]:
        """What differs in a section of several functions or variables, by the bytes of each."""
        before, after = _bodies(old), _bodies(new)
        kind: What = "function" if new.is_code else "data"
        found = False
        for name in sorted({*before, *after}):
            one, other = before.get(name), after.get(name)
            if one is None or other is None:
                word = "appeared" if one is None else "vanished"
            elif one[:2] != other[:2]:
                word = "code" if new.is_code else "content"
            elif not proof.same_references(old, new, one[2], other[2]):
                word = "what it refers to"
            else:
                continue
            found = True
            yield kind, _plain(name), word
        if not found:
            yield from (("section", new.section, word) for word in how)

    def _elsewhere(self, renames: Mapping[str, str]) -> Iterator[tuple[What, str, str]]:
        before = {(renames.get(name, name), *rest) for name, *rest in self.old.elsewhere}
        after = {(name, *rest) for name, *rest in self.new.elsewhere}
        for word, ones in (("no longer used", before - after), ("newly used", after - before)):
            for name in sorted({str(one[0]) for one in ones}):
                yield "symbol", name, word

    def _told(self) -> Iterator[tuple[What, str, str]]:
        """What differs in `.modinfo`, where the order of those with one key counts."""
        before, after = _by_key(self.old.told), _by_key(self.new.told)
        for key in sorted({*before, *after}):
            if before.get(key) != after.get(key):
                name = key.partition("=")[2]
                word = "appeared" if key not in before else "vanished" if key not in after else "what is told of it"
                yield ("parameter", name, word) if name else ("section", ".modinfo", key)

    def _renames(self) -> Iterator[Rename]:
        for at, to in sorted(self._pairs.to.items()):
            old, new = self.old.pieces[at], self.new.pieces[to]
            for one, other in renamed(old, new):
                if one.steady and not one.name.startswith(_PADDING):
                    what: What = "function" if one.type == _FUNCTION else "data"
                    yield Rename(old=_plain(one.name), new=_plain(other.name), what=what)


def _told_once(how: Iterable[str]) -> tuple[str, ...]:
    """Words without repetition; what vanishes in one section and appears in another has moved."""
    words = tuple(dict.fromkeys(how))
    if "vanished" in words and "appeared" in words:
        return ("its section", *(word for word in words if word not in ("vanished", "appeared")))
    return words


def _owners_of(side: tuple[Piece, ...]) -> dict[int, int]:
    """Which piece refers to code that stands aside: the first one, where entries of tables speak for their functions."""
    found: dict[int, int] = {}
    aside = {one.number for one in side if one.main is None and one.section in _ASIDE}
    for one in side:
        first = one.references[0].to if one.references else None
        for reference in one.references:
            owns = not one.table or (first is not None and first != reference.to)
            if reference.to in aside and owns and one.number not in aside:
                found.setdefault(reference.to or 0, one.number)
    return found


def _named(piece: Piece) -> tuple[What, str]:
    main = piece.main
    if main is None or is_shared(piece):
        inside = piece.section.removeprefix(f"{piece.kind}.")
        return ("data", _plain(inside)) if inside != piece.section else ("section", piece.section)
    if main.name.startswith(_PARAMETER):
        return "parameter", main.name.removeprefix(_PARAMETER).removeprefix("str_")
    if main.name.startswith(_EXPORT):
        return "export", main.name.removeprefix(_EXPORT)
    return ("function" if piece.is_code else "data"), _plain(main.name)


def _plain(name: str) -> str:
    """A name as the source has it, without what the compiler adds."""
    return (steady(name) or name).split(".")[0] or name


def _bodies(piece: Piece) -> dict[str, tuple[int, bytes, tuple[Reference, ...]]]:
    """What belongs to each symbol of a piece: its size, its bytes, and what they refer to, counted from its begin."""
    found: dict[str, tuple[int, bytes, tuple[Reference, ...]]] = {}
    places = [reference.offset for reference in piece.references]
    for one in piece.names:
        if one.size and not one.name.startswith(_PADDING):
            end = one.offset + one.size
            inside = piece.references[bisect_left(places, one.offset) : bisect_left(places, end)]
            moved = tuple(replace(reference, offset=reference.offset - one.offset) for reference in inside)
            found[one.steady] = (one.size, piece.data[one.offset : end], moved)
    return found


def _by_key(told: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for text in told:
        key, _, value = text.partition("=")
        name = value.partition(":")[0] if key in ("parm", "parmtype") else ""
        found[f"{key}={name}" if name else key].append(value)
    return found
