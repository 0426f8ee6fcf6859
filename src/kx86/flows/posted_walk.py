# SPDX-License-Identifier: GPL-2.0-or-later
"""The histories of a clone, walked for the paths of one series, within bounds: mainline itself is never walked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kx86.ports.blob_history import BlobHistory
from kx86.trees.landscape import Landscape
from kx86.trees.preimage import Images, Wanted
from kx86.trees.spots import Place, Spot, choose, names, places_of, spots
from kx86.trees.walked import Walked, hits, walked

# So many paths tell one commit from another; a series of more is checked in full where it is found.
_MOST_PATHS = 200
_MOST_COMMITS = 20_000
_MOST_DATED = 16
_MOST_RELEASES = 12
_MOST_EXCLUDED = 60
_MOST_BELOW = 100
# A branch that stood still for longer is not walked: git would have to go through all of mainline above it.
_LONGEST_STILL = 300 * 86400


@dataclass(frozen=True)
class View:
    """What was walked, seen from one series: the pre-images that count, how many of them each commit has, and names."""

    walk: Walked
    before: dict[str, Wanted]
    hits: dict[str, int]
    places: tuple[Place, ...]
    names: dict[str, str]

    def spots(self) -> list[Spot]:
        """The best commit of each branch and tag."""
        return spots(self.places, self.walk, self.hits)

    def best(self, likely: Sequence[str]) -> tuple[str, Spot | None, int] | None:
        """The commit with the most pre-images: its id, the branch or tag it lies below, and their number."""
        spot = choose(self.spots(), likely)
        most = max(self.hits.values(), default=0)
        if spot is not None and spot.hits == most:
            return spot.sha, spot, most
        aside = [step.sha for step in self.walk.steps.values() if self.hits[step.sha] == most]
        return (aside[-1], None, most) if aside and most else (spot.sha, spot, spot.hits) if spot else None


class Histories:
    """Walks the histories of the places of a clone; what was walked for some paths is walked once."""

    def __init__(self, landscape: Landscape, history: BlobHistory) -> None:
        self._history = history
        self.places = places_of(landscape, _MOST_DATED, _MOST_RELEASES)
        kept = [place for place in self.places if place.kind != "release" and not _is_mainline(place, landscape)]
        newest = max((place.date for place in kept), default=0)
        self._tips = list(dict.fromkeys(place.sha for place in kept if place.date >= newest - _LONGEST_STILL))
        main = [branch.sha for branch in (landscape.branch("mainline", "fixes"),) if branch]
        self._excluded = [tag.sha for tag in landscape.releases[:_MOST_EXCLUDED]] or main

    def view(self, images: Images) -> View:
        """Walk for the paths of a series."""
        before = {path: one for path, one in list(images.before.items())[:_MOST_PATHS] if one.blob != ""}
        paths = list(before)
        steps = self._history.steps(self._tips, self._excluded, paths, _MOST_COMMITS) if self._tips else ()
        known = {step.sha for step in steps}
        under = (parent for step in steps for parent in step.parents[:1] if parent not in known)
        wanted = dict.fromkeys(
            [*_first(under, _MOST_BELOW), *(place.sha for place in self.places if place.sha not in known)]
        )
        below = {sha: state for sha in wanted if (state := self._history.blobs(sha, paths)) is not None}
        walk = walked(steps, paths, below)
        return View(walk, before, hits(walk, before), self.places, names(self.places, walk))


def _is_mainline(place: Place, landscape: Landscape) -> bool:
    tree = landscape.profile.tree("mainline")
    branches = landscape.branches.get(tree.name, ()) if tree else ()
    return any(branch.short == place.name for branch in branches)


def _first(shas: Iterable[str], most: int) -> list[str]:
    return list(dict.fromkeys(shas))[:most]
