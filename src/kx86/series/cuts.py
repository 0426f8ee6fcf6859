# SPDX-License-Identifier: GPL-2.0-or-later
"""Patches in; their hunks as cuts that can be found again by what they add and remove, wherever they went, out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kx86.patch.diff import FileDiff, Hunk
from kx86.patch.touch import function_head
from kx86.series.patch import Patch

# A line that so many hunks hold tells none of them apart.
_COMMON = 8
_SHORTEST = 6
# Nine of ten lines found elsewhere make a hunk a moved one; four of ten make it the same hunk, changed.
_MOVED, _CHANGED = 0.9, 0.4


class Row(NamedTuple):
    """A line of a two-level diff: the mark of the versions (" ", "+", "-", "@" for a gap) and the line with its own mark."""

    outer: str
    text: str


@dataclass(eq=False, slots=True)
class Cut:
    """A hunk and where it stands: number of the patch, file, and its place among the hunks of the patch.

    `changed` are its added and removed lines with their marks, `strong` those that say something.
    """

    n: int
    file: FileDiff
    hunk: Hunk
    place: int
    changed: tuple[str, ...]
    strong: Counter[str]

    @property
    def path(self) -> str:
        """The file."""
        return self.file.path

    @property
    def heading(self) -> str:
        """The function or the line that git names above the hunk; else the first head of a function in it."""
        if self.hunk.heading:
            return self.hunk.heading
        heads = (line.text for line in self.hunk.lines if "(" in line.text and function_head(line.text))
        return next(heads, "")

    @property
    def lines(self) -> list[str]:
        """All lines with their marks."""
        return [line.kind + line.text for line in self.hunk.lines]


def cuts(patch: Patch) -> list[Cut]:
    """The hunks of a patch."""
    made: list[Cut] = []
    for file in patch.diff.files:
        for hunk in file.hunks:
            changed = tuple(line.kind + line.text.rstrip() for line in hunk.lines if line.kind != " ")
            strong = Counter(line for line in changed if is_strong(line))
            made.append(Cut(patch.n, file, hunk, len(made), changed, strong))
    return made


def is_strong(line: str) -> bool:
    """Does a line with its mark say enough to be known again?"""
    return len("".join(line.split())) > _SHORTEST


@dataclass(slots=True)
class Places:
    """Where the lines of some cuts stand."""

    cuts: Sequence[Cut]
    whole: dict[tuple[str, ...], list[Cut]] = field(default_factory=dict)
    by_line: dict[str, list[Cut]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for cut in self.cuts:
            self.whole.setdefault(cut.changed, []).append(cut)
            for line in cut.strong:
                homes = self.by_line.setdefault(line, [])
                if len(homes) <= _COMMON:
                    homes.append(cut)

    def shares(self, cut: Cut) -> list[tuple[Cut, int]]:
        """The cuts that hold lines of a cut, and how many, the most first; those of the same file before others."""
        counts: dict[int, int] = {}
        known: dict[int, Cut] = {}
        for line, times in cut.strong.items():
            homes = self.by_line.get(line, ())
            if len(homes) > _COMMON:
                continue
            for home in homes:
                known[id(home)] = home
                counts[id(home)] = counts.get(id(home), 0) + min(times, home.strong[line])
        found = [(known[key], count) for key, count in counts.items()]
        return sorted(found, key=lambda one: (-one[1], one[0].path != cut.path, one[0].n, one[0].place))

    def holds(self, cut: Cut) -> Cut | None:
        """The cut that most lines of a cut went to or came from, when nearly all of its lines stand here."""
        total = sum(cut.strong.values())
        if not total or (total == 1 and len(max(cut.strong)) < _COMMON * 3):
            return None
        here = sum(times for line, times in cut.strong.items() if line in self.by_line)
        found = self.shares(cut) if here >= _MOVED * total else []
        return found[0][0] if found else None


def settle(old: Sequence[Cut], new: Sequence[Cut]) -> dict[int, Cut]:
    """Find for the cuts of a new patch, by `id`, the cut of the old patch that each is or was: unchanged, then changed."""
    places = Places(old)
    found: dict[int, Cut] = {}
    taken: set[int] = set()
    for cut in new:
        homes = [home for home in places.whole.get(cut.changed, ())[:_COMMON] if id(home) not in taken]
        home = next((home for home in homes if home.path == cut.path), homes[0] if homes else None)
        if home is not None and (cut.strong or home.path == cut.path):
            found[id(cut)] = home
            taken.add(id(home))
    for cut in new:
        if id(cut) in found:
            continue
        for home, count in places.shares(cut)[:_COMMON]:
            least = min(sum(cut.strong.values()), sum(home.strong.values()))
            if id(home) not in taken and count >= _CHANGED * least:
                found[id(cut)] = home
                taken.add(id(home))
                break
    _neighbours(old, new, found, taken)
    return found


def _neighbours(old: Sequence[Cut], new: Sequence[Cut], found: dict[int, Cut], taken: set[int]) -> None:
    """Pair what is left under the same heading of the same file: a hunk all of whose lines changed."""
    homes: dict[tuple[str, str], list[Cut]] = {}
    for cut in reversed(old):
        if id(cut) not in taken and cut.heading:
            homes.setdefault((cut.path, cut.heading), []).append(cut)
    for cut in new:
        here = homes.get((cut.path, cut.heading))
        if id(cut) not in found and here and _same_context(cut, here[-1]):
            found[id(cut)] = here.pop()


def _same_context(one: Cut, two: Cut) -> bool:
    """Do two hunks show a line of the file that is more than a bracket in common?"""
    here, there = (
        {line.text.strip() for line in cut.hunk.lines if line.kind != "+" and len(line.text.strip()) > _SHORTEST}
        for cut in (one, two)
    )
    return not here.isdisjoint(there)
