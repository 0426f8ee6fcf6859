# SPDX-License-Identifier: GPL-2.0-or-later
"""The pieces of an object before and after in; which of them are likely to be the same ones out.

Nothing here proves anything: a wrong pair is found out by the proof, and costs no more than a proof.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping

from kx86.testing.objects.piece import Piece, Pieces

_MOST_ROUNDS = 8
# Twins beyond this number are told apart by what refers to them, or not at all.
_MOST_TWINS = 64


class Pairs:
    """Pieces before and after that belong together: `to` maps the number of the one to that of the other, `back` the reverse."""

    def __init__(self, old: Pieces, new: Pieces) -> None:
        self.old, self.new = old.pieces, new.pieces
        self.to: dict[int, int] = {}
        self.back: dict[int, int] = {}
        self._fresh: list[tuple[Piece, Piece]] = []
        self._find()

    def _find(self) -> None:
        self._pair_by(_by_name, only_single=True)
        self._pair_by(_by_section, only_single=True)
        self._follow()
        self._pair_by(_by_steady_name, only_single=False)
        self._follow()
        self._pair_by_body(only_single=True)
        self._follow()
        for _ in range(_MOST_ROUNDS):
            before = len(self.to)
            self._pair_entries()
            self._follow()
            if len(self.to) == before:
                break
        self._pair_by_body(only_single=False)
        self._follow()

    def _join(self, one: Piece, other: Piece) -> None:
        self.to[one.number], self.back[other.number] = other.number, one.number
        self._fresh.append((one, other))

    def _pair_by(
        self,
        key: Callable[[Piece], Hashable],
        *,
        only_single: bool,
        key_after: Callable[[Piece], Hashable] | None = None,
    ) -> None:
        """Pair what has the same key and no partner yet; several with one key in order, if there are as many on both sides.

        `key_after` is the key for those after the change, when that is another one.
        """
        olds = _grouped((one for one in self.old if one.number not in self.to and not one.table), key)
        news = _grouped((one for one in self.new if one.number not in self.back and not one.table), key_after or key)
        for name, ones in olds.items():
            others = news.get(name, [])
            if len(ones) == len(others) and (len(ones) == 1 or (not only_single and len(ones) <= _MOST_TWINS)):
                for one, other in zip(ones, others, strict=True):
                    self._join(one, other)

    def _pair_by_body(self, *, only_single: bool) -> None:
        """Pair what has the same bytes and refers to the same, as far as that is paired; twins with a name stay apart."""
        olds = {one.number: _body(one, self.to) for one in self.old}
        here = {at: at for at in self.back}
        news = {one.number: _body(one, here) for one in self.new}
        self._pair_by(
            lambda one: None if one.main and not only_single else olds[one.number],
            only_single=only_single,
            key_after=lambda one: None if one.main and not only_single else news[one.number],
        )

    def _follow(self) -> None:
        """Pair what paired pieces refer to in the same place."""
        while self._fresh:
            one, other = self._fresh.pop()
            if len(one.references) != len(other.references):
                continue
            for this, that in zip(one.references, other.references, strict=True):
                if this.to is None or that.to is None or this.to in self.to or that.to in self.back:
                    continue
                here, there = self.old[this.to], self.new[that.to]
                if here.kind == there.kind and not here.table and not there.table and _may_be(here, there):
                    self._join(here, there)

    def _pair_entries(self) -> None:
        """Pair the entries of tables that belong to paired pieces, in their order."""
        olds = _grouped((one for one in self.old if one.table and one.number not in self.to), self._owner_before)
        news = _grouped((one for one in self.new if one.table and one.number not in self.back), _owner_after)
        for owner, ones in olds.items():
            for one, other in zip(ones, news.get(owner, []), strict=False):
                if owner is not None:
                    self._join(one, other)

    def _owner_before(self, entry: Piece) -> Hashable:
        first = entry.references[0]
        if first.to is None:
            return entry.section, first.label
        partner = self.to.get(first.to)
        return None if partner is None else (entry.section, partner)


def _owner_after(entry: Piece) -> Hashable:
    first = entry.references[0]
    return entry.section, first.label if first.to is None else first.to


def _grouped(pieces: Iterable[Piece], key: Callable[[Piece], Hashable]) -> dict[Hashable, list[Piece]]:
    found: dict[Hashable, list[Piece]] = defaultdict(list)
    for one in pieces:
        name = key(one)
        if name is not None:
            found[name].append(one)
    return found


def is_shared(piece: Piece) -> bool:
    """Is it a section of several functions or variables, that could not be taken apart?"""
    return piece.is_whole and piece.kind == piece.section and not piece.is_alone


def _by_name(piece: Piece) -> Hashable:
    main = piece.main
    if main is None or is_shared(piece):
        return "section", piece.section
    return main.name if main.steady == main.name else None


def _by_section(piece: Piece) -> Hashable:
    return piece.section if piece.is_whole and piece.kind == piece.section else None


def _by_steady_name(piece: Piece) -> Hashable:
    main = piece.main
    return (piece.kind, main.steady) if main and main.steady else None


def _body(piece: Piece, partners: Mapping[int, int]) -> Hashable:
    shape = tuple(
        (one.offset, one.type, one.label, one.addend, None if one.to is None else partners.get(one.to, -1))
        for one in piece.references
    )
    return piece.kind, piece.form, piece.size, piece.data, shape


def _may_be(one: Piece, other: Piece) -> bool:
    """May two pieces be the same one, by their names?"""
    here, there = one.main, other.main
    return (here is None) == (there is None) and (here is None or there is None or here.steady == there.steady)
