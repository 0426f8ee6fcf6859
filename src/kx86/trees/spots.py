# SPDX-License-Identifier: GPL-2.0-or-later
"""Branches, tags and the states of their histories in; the commit that a series was most likely made on, and its name, out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kx86.profile.model import Role
from kx86.trees.landscape import Landscape
from kx86.trees.walked import Walked

Kind = Literal["topic", "next", "dated", "tree", "release"]
_BRANCHES: tuple[tuple[Role, str], ...] = (
    *(("subsystem", "fixes"), ("upstream", "next"), ("upstream", "fixes")),
    *(("mainline", "next"), ("mainline", "fixes")),
)
_ORDER: tuple[Kind, ...] = ("topic", "dated", "next", "tree", "release")


@dataclass(frozen=True, slots=True)
class Place:
    """A branch or tag that a series may be based on: what to type for it, its tip, and the topic that it is, if it is one."""

    kind: Kind
    name: str
    sha: str
    date: int
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A commit in the history of a place: so many below its tip; `own` when the commits of the place make it what it is."""

    place: Place
    sha: str
    below: int
    hits: int
    own: bool


def places_of(landscape: Landscape, most_dated: int, most_releases: int) -> tuple[Place, ...]:
    """What there is to be based on, topics first; of tags the newest."""
    found = [Place("topic", one.short, one.sha, one.date, one.name) for one in landscape.topics]
    found += [Place("dated", tag.name, tag.sha, tag.date) for tag in landscape.dated[:most_dated]]
    if landscape.next:
        found.append(Place("next", landscape.next.short, landscape.next.sha, landscape.next.date))
    branches = [landscape.branch(role, kind) for role, kind in _BRANCHES]
    found += [Place("tree", one.short, one.sha, one.date) for one in branches if one]
    found += [Place("release", tag.name, tag.sha, tag.date) for tag in landscape.releases[:most_releases]]
    return tuple(found)


def spots(places: Iterable[Place], walk: Walked, hits: Mapping[str, int]) -> list[Spot]:
    """For each place the newest commit of its history that has the most of the pre-images."""
    found = []
    for place in places:
        chain = walk.chain(place.sha)
        if not chain:
            continue
        best = max(hits[sha] for sha in chain)
        below = next(number for number, sha in enumerate(chain) if hits[sha] == best)
        found.append(Spot(place, chain[below], below, best, hits[chain[-1]] < best))
    return found


def choose(found: Sequence[Spot], likely: Sequence[str]) -> Spot | None:
    """The spot with the most pre-images; among equals the likeliest topic, then what has commits of its own that matter."""

    def rank(spot: Spot) -> tuple[int, int, bool, int, int, int]:
        topic = likely.index(spot.place.topic) if spot.place.topic in likely else len(likely)
        kind = _ORDER.index(spot.place.kind)
        return -spot.hits, topic, not spot.own, kind, spot.below, -spot.place.date

    return min(found, key=rank, default=None)


def names(places: Iterable[Place], walk: Walked) -> dict[str, str]:
    """What to type for each walked commit: a tag or the tip of a branch, `~n` below it, `^n` beside a merge.

    Of several names the shortest: that of the place that comes first stands for its whole history.
    """
    found: dict[str, str] = {}
    ordered = sorted(places, key=lambda place: _ORDER.index(place.kind))
    # A tag is the better name for the commit that it stands on, though not for those below.
    for place in sorted(ordered, key=lambda place: place.kind not in ("release", "dated")):
        found.setdefault(place.sha, place.name)
    down: set[str] = set()
    waiting = [(place.sha, place.name) for place in ordered]
    while waiting:
        beside: list[tuple[str, str]] = []
        for tip, name in waiting:
            at: str | None = tip
            number = 0
            while at is not None and at not in down and at in walk.steps:
                down.add(at)
                here = f"{name}~{number}" if number else name
                found.setdefault(at, here)
                parents = walk.steps[at].parents
                beside += [(parent, f"{here}^{which}") for which, parent in enumerate(parents[1:], 2)]
                at = parents[0] if parents else None
                number += 1
            if at is not None and number:
                found.setdefault(at, f"{name}~{number}")
        waiting = beside
    return found
