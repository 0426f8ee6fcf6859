# SPDX-License-Identifier: GPL-2.0-or-later
"""Postings in; the chains of versions that they are, with the reason for each link, out.

Postings are linked by change-id, by links in cover letters, by title and author, and by what their patches have in common;
never by the revision number alone.  What was corrected by hand always wins.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kx86.profile.model import Profile
from kx86.series.candidates import edges
from kx86.series.chain import Chain, Correction, Link
from kx86.series.clusters import Clusters
from kx86.series.evidence import Edge
from kx86.series.order import in_order
from kx86.series.posting import Posting
from kx86.series.sight import Sight, sights
from kx86.series.union import Union

_BY_HAND = -1
# So many links to other chains are told of one.
_MOST_APART = 20


def link_versions(
    postings: Iterable[Posting], corrections: Iterable[Correction] = (), profile: Profile | None = None
) -> tuple[Chain, ...]:
    """Link the versions of each series, by the date of its first posting; the order of the postings does not matter.

    A correction may name any mail of a posting, and the later of two that contradict each other counts.  With a profile,
    postings for other repositories are told by their paths as well.
    """
    found = sights(postings, profile)
    offered = edges(found)
    offered.sort(key=lambda edge: (edge.rank, _gap(edge, found), edge.later, edge.earlier))
    by_hand = _by_hand(found, corrections)
    clusters, refused = _cluster(found, offered, by_hand)
    if any(not linked for _, _, linked in by_hand):
        # What is unlinked is cut in two there: later versions go with the later part.
        whole, _ = _cluster(found, offered, [one for one in by_hand if one[2]])
        offered = _without_crossing(found, offered, whole, by_hand)
        clusters, refused = _cluster(found, offered, by_hand)
    return _chains(found, clusters, [*_hand_edges(found, by_hand), *offered], refused)


_Decision = tuple[int, int, bool]


def _gap(edge: Edge, found: Sequence[Sight]) -> int:
    return abs(found[edge.later].posting.date - found[edge.earlier].posting.date)


def _by_hand(found: Sequence[Sight], corrections: Iterable[Correction]) -> list[_Decision]:
    """The corrections by place of their postings, the last first, one for each two postings."""
    home = {message_id: sight.at for sight in found for message_id in sight.ids}
    latest: dict[tuple[int, int], bool] = {}
    for one in reversed(list(corrections)):
        if one.earlier in home and one.later in home:
            low, high = sorted((home[one.earlier], home[one.later]))
            if low != high:
                latest.setdefault((low, high), one.linked)
    return [(low, high, linked) for (low, high), linked in latest.items()]


def _cluster(
    found: Sequence[Sight], offered: Iterable[Edge], by_hand: Iterable[_Decision]
) -> tuple[Clusters, list[Edge]]:
    """Join what was decided by hand, then what the edges offer; the edges that were refused are told as well."""
    clusters = Clusters(found)
    for low, high, linked in by_hand:
        if linked:
            clusters.join(low, high)
        elif not clusters.together(low, high):
            clusters.keep_apart(low, high)
    return clusters, [edge for edge in offered if not clusters.offer(edge)]


def _without_crossing(
    found: Sequence[Sight], offered: Iterable[Edge], whole: Clusters, by_hand: Iterable[_Decision]
) -> list[Edge]:
    """Drop the edges that lead from one side of a cut to the other."""
    place = {at: number for members in whole.groups() for number, at in enumerate(in_order(members, found))}
    cuts: dict[int, list[int]] = {}
    for low, high, linked in by_hand:
        if not linked and whole.together(low, high):
            cuts.setdefault(whole.name(low), []).append(max(place[low], place[high]))

    def crosses(edge: Edge) -> bool:
        low, high = sorted((place[edge.earlier], place[edge.later]))
        return any(low < cut <= high for cut in cuts.get(whole.name(edge.earlier), ()))

    return [edge for edge in offered if not (whole.together(edge.earlier, edge.later) and crosses(edge))]


def _hand_edges(found: Sequence[Sight], by_hand: Iterable[_Decision]) -> list[Edge]:
    return [Edge(_BY_HAND, low, high, _link(found, low, high)) for low, high, linked in by_hand if linked]


def _link(found: Sequence[Sight], low: int, high: int) -> Link:
    return Link(earlier=found[low].posting.id, later=found[high].posting.id, reasons=("linked by hand",), by="hand")


def _chains(
    found: Sequence[Sight], clusters: Clusters, offered: Iterable[Edge], refused: Iterable[Edge]
) -> tuple[Chain, ...]:
    inside: dict[int, list[Edge]] = {}
    for edge in offered:
        if clusters.together(edge.earlier, edge.later):
            inside.setdefault(clusters.name(edge.earlier), []).append(edge)
    apart: dict[int, list[Edge]] = {}
    for edge in refused:
        for at in (edge.earlier, edge.later):
            apart.setdefault(clusters.name(at), []).append(edge)
    chains = []
    for members in clusters.groups():
        name = clusters.name(members[0])
        ordered = in_order(members, found)
        chains.append(
            Chain(
                id=found[ordered[0]].posting.id,
                postings=tuple(found[at].posting for at in ordered),
                links=_links(ordered, inside.get(name, ())),
                apart=tuple(edge.link for edge in apart.get(name, ())[:_MOST_APART]),
            )
        )
    return tuple(sorted(chains, key=lambda chain: (chain.postings[0].date, chain.id)))


def _links(ordered: Sequence[int], edges_inside: Iterable[Edge]) -> tuple[Link, ...]:
    """One link for each posting but one, between postings that are as near to each other in the chain as can be."""
    place = {at: number for number, at in enumerate(ordered)}

    def nearest(edge: Edge) -> tuple[int, int, int]:
        low, high = sorted((place[edge.earlier], place[edge.later]))
        return high - low, edge.rank, high

    union: Union[int] = Union()
    kept: list[tuple[int, Link]] = []
    for edge in sorted(edges_inside, key=nearest):
        low, high = sorted((place[edge.earlier], place[edge.later]))
        if union.join(low, high):
            kept.append((high, edge.link if place[edge.earlier] == low else _turned(edge.link)))
    return tuple(link for _, link in sorted(kept, key=lambda one: one[0]))


def _turned(link: Link) -> Link:
    return replace(link, earlier=link.later, later=link.earlier)
