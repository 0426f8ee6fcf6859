# SPDX-License-Identifier: GPL-2.0-or-later
"""What the topics of a tree took of late in; how much more often than elsewhere each takes these files and functions out."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import exp, log, sqrt

from kx86.trees.matter import Piece

# A commit counts half as much for each such time that it is older than the newest.
_HALF_LIFE = 200 * 86400
# So many commits of an average topic are taken for granted before any is seen.
_GRANTED = 3.0
# How far history alone may move the odds of a topic, as a logarithm.
_FURTHEST = 1.8
_STRENGTH = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """A commit that a topic took: when, the paths, and the functions that the headings of its hunks name."""

    topic: str
    date: int
    paths: tuple[str, ...]
    functions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class History:
    """What the topics took."""

    commits: tuple[Took, ...]

    @cached_property
    def _newest(self) -> int:
        return max((one.date for one in self.commits), default=0)

    def _weight(self, date: int) -> float:
        return exp(-log(2) * max(0, self._newest - date) / _HALF_LIFE)

    @cached_property
    def _whole(self) -> dict[str, float]:
        """The weight of all commits of each topic."""
        return _add((one.topic, self._weight(one.date)) for one in self.commits)

    @cached_property
    def _by_key(self) -> dict[str, dict[str, float]]:
        """The weight of each topic's commits by path, and by function."""
        found: dict[str, dict[str, float]] = {}
        for one in self.commits:
            weight = self._weight(one.date)
            for key in (*one.paths, *(f"{name}()" for name in one.functions)):
                topics = found.setdefault(key, {})
                topics[one.topic] = topics.get(one.topic, 0.0) + weight
        return found

    @cached_property
    def _paths(self) -> dict[str, list[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = {}
        for number, one in enumerate(self.commits):
            for path in one.paths:
                found.setdefault(path, []).append((one.topic, number))
        return found

    def lift(self, pieces: Iterable[Piece]) -> dict[str, float]:
        """How the odds of each topic change, as logarithms: 0 where its commits are as frequent here as anywhere.

        Paths count by the lines that change there, functions a little more than the files that they are in.
        """
        shares = self._shares(pieces)
        whole = sum(self._whole.values())
        if not whole or not shares:
            return {}
        lifts: dict[str, float] = {}
        for topic, taken in self._whole.items():
            usual = taken / whole
            moved = 0.0
            for key, share in shares.items():
                here = self._by_key.get(key, {})
                seen = sum(here.values())
                often = (here.get(topic, 0.0) + _GRANTED * usual) / (seen + _GRANTED)
                moved += share * log(often / usual)
            lifts[topic] = max(-_FURTHEST, min(_FURTHEST, _STRENGTH * moved))
        return lifts

    def count(self, topic: str, pieces: Iterable[Piece]) -> int:
        """Count the commits of a topic that touch the files of some patches."""
        paths = {path for piece in pieces for path in piece.files}
        return len({number for path in paths for name, number in self._paths.get(path, ()) if name == topic})

    def _shares(self, pieces: Iterable[Piece]) -> dict[str, float]:
        weights: dict[str, float] = {}
        for piece in pieces:
            for path, lines in piece.files.items():
                if path in self._by_key:
                    weights[path] = weights.get(path, 0.0) + sqrt(min(lines, 400))
            for name in piece.names:
                if f"{name}()" in self._by_key:
                    weights[f"{name}()"] = weights.get(f"{name}()", 0.0) + 2.0
        whole = sum(weights.values())
        return {key: weight / whole for key, weight in weights.items()} if whole else {}


def _add(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, weight in pairs:
        found[name] = found.get(name, 0.0) + weight
    return found
