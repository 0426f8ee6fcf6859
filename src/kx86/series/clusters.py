# SPDX-License-Identifier: GPL-2.0-or-later
"""Edges between postings in, the surest first; groups of postings that are one series out.

Two groups are joined only when their versions fit into one row: what a series that was split, or two that were merged, would
contradict stays apart.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field

from kx86.series.evidence import Edge, pair_of
from kx86.series.sight import Sight

# No series was ever sent as many times; hostile mail might be.
_LONGEST = 400
_SURE = 1


@dataclass(slots=True)
class Cluster:
    """A group: its members, those among them that are RFCs and that are not, in order of dates, and whom it must not meet."""

    members: list[int]
    rows: dict[bool, list[int]] = field(default_factory=lambda: {False: [], True: []})
    foes: set[int] = field(default_factory=set)


class Clusters:
    """Joins postings as edges are offered."""

    def __init__(self, sights: Sequence[Sight]) -> None:
        self._sights = sights
        self._of: list[Cluster] = []
        for sight in sights:
            cluster = Cluster(members=[sight.at])
            if not sight.posting.reroll:
                cluster.rows[sight.posting.rfc].append(sight.at)
            self._of.append(cluster)

    def keep_apart(self, one: int, two: int) -> None:
        """Never join the groups of two postings, whatever is offered later."""
        self._of[one].foes.add(two)
        self._of[two].foes.add(one)

    def together(self, one: int, two: int) -> bool:
        """Are two postings in one group?"""
        return self._of[one] is self._of[two]

    def name(self, one: int) -> int:
        """A number that the members of a group share."""
        return self._of[one].members[0]

    def offer(self, edge: Edge) -> bool:
        """Join the groups of an edge if nothing speaks against it; tell whether they are one now."""
        one, two = self._of[edge.earlier], self._of[edge.later]
        if one is two:
            return True
        big, small = (one, two) if len(one.members) >= len(two.members) else (two, one)
        if len(big.members) + len(small.members) > _LONGEST or self._are_foes(big, small):
            return False
        if edge.rank > _SURE and not self._fits(big, small):
            return False
        self._join(big, small)
        return True

    def join(self, one: int, two: int) -> bool:
        """Join two postings by hand; tell whether they are one now: only what was kept apart by hand stays apart."""
        first, second = self._of[one], self._of[two]
        big, small = (first, second) if len(first.members) >= len(second.members) else (second, first)
        if first is not second and not self._are_foes(big, small):
            self._join(big, small)
        return self._of[one] is self._of[two]

    def groups(self) -> list[list[int]]:
        """The members of each group."""
        return [sorted(cluster.members) for cluster in {id(found): found for found in self._of}.values()]

    def _join(self, big: Cluster, small: Cluster) -> None:
        for member in small.members:
            self._of[member] = big
        big.members += small.members
        big.foes |= small.foes
        for kind, row in small.rows.items():
            for member in row:
                insort(big.rows[kind], member)

    def _are_foes(self, one: Cluster, two: Cluster) -> bool:
        return any(self._of[foe] is two for foe in one.foes) or any(self._of[foe] is one for foe in two.foes)

    def _fits(self, big: Cluster, small: Cluster) -> bool:
        return all(self._has_place(big, member) for row in small.rows.values() for member in row)

    def _has_place(self, big: Cluster, member: int) -> bool:
        """Do the versions next to a posting, were it put into a group, agree with its own?"""
        rfc = self._sights[member].posting.rfc
        before, behind = _around(big.rows[rfc], member)
        if before is not None and not self._agree(before, member):
            return False
        if behind is not None and not self._agree(member, behind):
            return False
        # A version may turn into an RFC again when its number goes on; an RFC may turn into any version.
        before, behind = _around(big.rows[not rfc], member)
        return (before is None or self._agree(before, member)) and (behind is None or self._agree(member, behind))

    def _agree(self, one: int, two: int) -> bool:
        return pair_of(self._sights[one], self._sights[two]).agrees


def _around(row: list[int], member: int) -> tuple[int | None, int | None]:
    at = bisect_left(row, member)
    return (row[at - 1] if at else None), (row[at] if at < len(row) else None)
