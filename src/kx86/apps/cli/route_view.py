# SPDX-License-Identifier: GPL-2.0-or-later
"""What `kx86 route --json` prints of a series."""

from dataclasses import dataclass

from kx86.flows.route import Routed


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceView:
    """A patch: its topic, and the one that it would go to by itself when that is another."""

    n: int
    topic: str | None
    alone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeView:
    """Another topic, and how likely it is."""

    topic: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteView:
    """A series and where it belongs.

    `id` is that of the item of a list of subjects, else the Message-ID of the cover letter or first patch, or the first commit.
    """

    id: str | None
    title: str
    cover: str | None
    patches: tuple[str, ...]
    tree: str
    target: str | None
    branch: str | None
    release: str
    topic: str | None
    confidence: float
    alternatives: tuple[str, ...]
    chances: tuple[AlternativeView, ...]
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]
    edition: str
    per_patch: tuple[PieceView, ...]


def route_view(found: Routed) -> RouteView:
    """Make the view of an answer."""
    answer, series = found.answer, found.series
    patches = series.patches if series else ()
    names = tuple(name for patch in patches if (name := patch.message_id or patch.commit))
    cover = series.cover.message_id if series and series.cover else None
    return RouteView(
        id=found.id if series is None else cover or next(iter(names), None),
        title=found.matter.title,
        cover=cover,
        patches=names,
        tree=answer.tree,
        target=answer.name or None,
        branch=answer.branch,
        release=answer.release,
        topic=answer.topic,
        confidence=answer.confidence,
        alternatives=tuple(one.topic for one in answer.alternatives),
        chances=tuple(AlternativeView(topic=one.topic, confidence=one.chance) for one in answer.alternatives),
        reasons=answer.reasons,
        doubts=answer.doubts,
        edition=found.edition,
        per_patch=tuple(PieceView(n=one.n, topic=one.topic, alone=one.alone) for one in answer.pieces),
    )
