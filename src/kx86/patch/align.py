# SPDX-License-Identifier: GPL-2.0-or-later
"""Two texts in; which lines of one stand in the other, in order, out.

The way of patience diff: lines that both texts hold once are pinned, and what lies between two pins is looked at again.  Only
small rests are compared line by line, and the depth is bounded, so that hostile text costs little more than its length.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

# A rest with no line of its own is compared line by line when it takes as many steps at most.
_CELLS = 4096
_DEEPEST = 12


class Match(NamedTuple):
    """A run of equal lines: where it begins in the old and in the new text, and its length."""

    old: int
    new: int
    size: int


class Step(NamedTuple):
    """One line of a comparison: "=" in both, "-" only in the old, "+" only in the new; its place there, -1 where absent."""

    mark: str
    old: int
    new: int


def align(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Match]:
    """Find the runs that two texts share, in order."""
    pins: list[tuple[int, int]] = []
    areas = [(0, len(old), 0, len(new), 0)]
    while areas:
        a, b, c, d, depth = areas.pop()
        while a < b and c < d and old[a] == new[c]:
            pins.append((a, c))
            a, c = a + 1, c + 1
        while a < b and c < d and old[b - 1] == new[d - 1]:
            b, d = b - 1, d - 1
            pins.append((b, d))
        if a == b or c == d:
            continue
        found = _unique(old, new, (a, b, c, d)) if depth < _DEEPEST else []
        if not found:
            pins.extend(_small(old, new, (a, b, c, d)))
            continue
        pins.extend(found)
        ends = [*found, (b, d)]
        for (left, right), (one, two) in zip([(a - 1, c - 1), *found], ends, strict=True):
            areas.append((left + 1, one, right + 1, two, depth + 1))
    return _runs(sorted(pins))


def steps(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Step]:
    """Tell a comparison line by line: what is gone before what is new."""
    told: list[Step] = []
    i = j = 0
    for match in [*align(old, new), Match(len(old), len(new), 0)]:
        told.extend(Step("-", at, -1) for at in range(i, match.old))
        told.extend(Step("+", -1, at) for at in range(j, match.new))
        told.extend(Step("=", match.old + at, match.new + at) for at in range(match.size))
        i, j = match.old + match.size, match.new + match.size
    return told


def rising(places: Sequence[int]) -> list[int]:
    """Indexes of a longest run of rising numbers."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, place in enumerate(places):
        at = bisect_left(tops, place)
        before.append(last[at - 1] if at else -1)
        if at == len(tops):
            tops.append(place)
            last.append(index)
        else:
            tops[at], last[at] = place, index
    chain: list[int] = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(index)
        index = before[index]
    return chain[::-1]


def _unique(old: Sequence[Hashable], new: Sequence[Hashable], area: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """Pin the lines that both sides of an area hold just once, as far as they stand in the same order."""
    a, b, c, d = area
    left, right = Counter(old[a:b]), Counter(new[c:d])
    where = {new[at]: at for at in range(c, d) if right[new[at]] == 1}
    both = [(at, where[old[at]]) for at in range(a, b) if left[old[at]] == 1 and old[at] in where]
    return [both[index] for index in rising([two for _, two in both])]


def _small(old: Sequence[Hashable], new: Sequence[Hashable], area: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """Pin the longest common subsequence of a small area; nothing in a large one."""
    a, b, c, d = area
    rows, columns = b - a, d - c
    if rows * columns > _CELLS:
        return []
    longest = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            same = old[a + i] == new[c + j]
            longest[i][j] = 1 + longest[i + 1][j + 1] if same else max(longest[i + 1][j], longest[i][j + 1])
    pins: list[tuple[int, int]] = []
    i = j = 0
    while i < rows and j < columns:
        if old[a + i] == new[c + j]:
            pins.append((a + i, c + j))
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return pins


def _runs(pins: Sequence[tuple[int, int]]) -> list[Match]:
    runs: list[Match] = []
    for one, two in pins:
        last = runs[-1] if runs else None
        if last and last.old + last.size == one and last.new + last.size == two:
            runs[-1] = Match(last.old, last.new, last.size + 1)
        else:
            runs.append(Match(one, two, 1))
    return runs
