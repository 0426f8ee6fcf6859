# SPDX-License-Identifier: GPL-2.0-or-later
"""Patches in, in order; the files that they were made from, and those that they leave, out: what `index a..b` lines tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kx86.series.patch import Patch

MOST_PATHS = 5000
"""A posting that touches more files is of a tree import, and the first ones tell as much."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must be at a path before a series: a blob, abbreviated as written.

    `blob` is None for a file that must be absent, and empty for one that must be there, whatever is in it.
    """

    path: str
    blob: str | None

    def fits(self, found: str | None) -> bool:
        """Is it what is there: the full id of a blob, None for nothing?"""
        if self.blob is None or found is None:
            return self.blob is None and found is None
        return found.startswith(self.blob)


@dataclass(slots=True)
class Images:
    """The pre-images of a series by path, and all post-images that its patches leave: (path, abbreviated blob)."""

    before: dict[str, Wanted] = field(default_factory=dict)
    after: set[tuple[str, str]] = field(default_factory=set)
    beyond: bool = False
    _seen: set[str] = field(default_factory=set)

    def add(self, patches: Iterable[Patch]) -> "Images":
        """Add patches behind those that are there; of a path only the first pre-image is one of the series."""
        for patch in patches:
            for file in patch.diff.files:
                if file.new and file.new_blob:
                    self.after.add((file.new, file.new_blob))
                if file.old:
                    self._first(file.old, file.old_blob or "")
                if file.new and file.new != file.old:
                    self._first(file.new, None)
        return self

    def _first(self, path: str, blob: str | None) -> None:
        if path in self._seen:
            return
        if len(self._seen) >= MOST_PATHS:
            self.beyond = True
            return
        self._seen.add(path)
        self.before[path] = Wanted(path, blob)

    @property
    def telling(self) -> bool:
        """Do they tell anything: is a blob of an old file known?"""
        return any(one.blob for one in self.before.values())


def images_of(*series: Iterable[Patch]) -> Images:
    """The images of series that stand on one another, the lowest first."""
    found = Images()
    for patches in series:
        found.add(patches)
    return found


def missing_from(before: Mapping[str, Wanted], state: Mapping[str, str | None]) -> tuple[Wanted, ...]:
    """What of the pre-images a state of the tree has not."""
    return tuple(one for one in before.values() if not one.fits(state.get(one.path)))
