# SPDX-License-Identifier: GPL-2.0-or-later
"""Two versions of a series in; which patch of one became which of the other out.

A patch is known again by its patch id, then by its shortlog, then by the lines it changes, its files, the words of its shortlog
and its place.  The order of the two versions does not matter: the answer the other way round is the same, mirrored.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kx86.patch.patch_id import patch_id, sketch
from kx86.series.assignment import EXACT, assign
from kx86.series.patch import Patch

Pairs = list[tuple[int, int]]

_WORD = re.compile(r"\w+")
_LEAST = 250
# A mark that so many patches carry tells none of them apart.
_COMMON = 16
_MOST_WORDS = 40


@dataclass(frozen=True, slots=True)
class _Marks:
    """What a patch is known by."""

    place: int
    id: str | None
    title: str
    words: frozenset[str]
    lines: frozenset[int]
    files: frozenset[str]


def pair(old: Sequence[Patch], new: Sequence[Patch]) -> Pairs:
    """Pair the indexes of patches that are versions of each other, by the index of the new one."""
    left, right = [_marks(*one) for one in enumerate(old)], [_marks(*one) for one in enumerate(new)]
    if _key(left) <= _key(right):
        pairs = _pair(left, right)
    else:
        pairs = [(one, two) for two, one in _pair(right, left)]
    return sorted(pairs, key=lambda one: (one[1], one[0]))


def _marks(place: int, patch: Patch) -> _Marks:
    title = " ".join(_WORD.findall(patch.shortlog.lower())[:_MOST_WORDS])
    return _Marks(
        place,
        patch_id(patch.diff),
        title,
        frozenset(title.split()),
        frozenset(sketch(patch.diff)),
        frozenset(file.path.rpartition("/")[2] for file in patch.diff.files),
    )


def _key(marks: Sequence[_Marks]) -> tuple[int, list[tuple[str, str]]]:
    return len(marks), [(one.title, one.id or "") for one in marks]


def _pair(left: Sequence[_Marks], right: Sequence[_Marks]) -> Pairs:
    pairs = _equal([(one.place, one.id) for one in left], [(one.place, one.id) for one in right])
    rest, other = _without(left, right, pairs)
    pairs += _equal([(one.place, one.title) for one in rest], [(one.place, one.title) for one in other])
    rest, other = _without(left, right, pairs)
    common = Counter(word for one in (*left, *right) for word in one.words)
    scores = {
        (one.place, two.place): score
        for one, two in _candidates(rest, other)
        if (score := _score(one, two, max(len(left), len(right)), common)) >= _LEAST
    }
    return pairs + assign(scores)


def _equal(left: Sequence[tuple[int, str | None]], right: Sequence[tuple[int, str | None]]) -> Pairs:
    """Pair what carries the same name, in order."""
    known: dict[str, list[int]] = {}
    for place, name in reversed(right):
        if name:
            known.setdefault(name, []).append(place)
    return [(place, known[name].pop()) for place, name in left if name and known.get(name)]


def _without(
    left: Sequence[_Marks], right: Sequence[_Marks], pairs: Pairs
) -> tuple[Sequence[_Marks], Sequence[_Marks]]:
    here, there = {one for one, _ in pairs}, {two for _, two in pairs}
    return [one for one in left if one.place not in here], [two for two in right if two.place not in there]


def _candidates(left: Sequence[_Marks], right: Sequence[_Marks]) -> Iterator[tuple[_Marks, _Marks]]:
    """All pairs of a few; of many, those that share a line or a word that is not common."""
    if max(len(left), len(right)) <= EXACT:
        yield from ((one, two) for one in left for two in right)
        return
    holders: dict[int | str, list[_Marks]] = {}
    for two in right:
        for mark in _all(two):
            places = holders.setdefault(mark, [])
            if len(places) <= _COMMON:
                places.append(two)
    for one in left:
        homes = [holders.get(mark, []) for mark in _all(one)]
        seen = {two.place: two for home in homes if len(home) <= _COMMON for two in home}
        for place in sorted(seen)[:_COMMON]:
            yield one, seen[place]


def _all(one: _Marks) -> list[int | str]:
    return [*sorted(one.lines), *sorted(one.words)]


def _score(one: _Marks, two: _Marks, longest: int, common: Mapping[str, int]) -> int:
    """How much two patches are alike, out of 1000; a word counts the less the more patches have it in their shortlogs."""
    lines = _share(one.lines, two.lines)
    # A part that was split off shares all of its few lines.
    within = len(one.lines & two.lines) / max(1, min(len(one.lines), len(two.lines)))
    near = 1 - abs(one.place - two.place) / max(1, longest)
    both, every = (
        sum(1000 // common[word] for word in words) for words in (one.words & two.words, one.words | two.words)
    )
    score = 450 * lines + 150 * within + 250 * both / max(every, 1) + 100 * _share(one.files, two.files)
    if not lines and not one.files & two.files:
        return 0
    return round(score + 50 * near)


def _share(one: frozenset[int] | frozenset[str], two: frozenset[int] | frozenset[str]) -> float:
    return 2 * len(one & two) / max(1, len(one) + len(two))
