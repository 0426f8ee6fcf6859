# SPDX-License-Identifier: GPL-2.0-or-later
"""A case in which patches that were taken changed: new commits, dropped, or a notice that was wrong; the notices of it out."""

from collections.abc import Iterable, Sequence

from kx86.letters.case import (
    Case,
    Kind,
    Notice,
    NoticedPatch,
    Taken,
    applied_of,
    chosen_by,
    make_notice,
    numbers_in,
    topics_of,
)
from kx86.letters.matching import numbers, plain
from kx86.letters.statement import Statement


def understand_listing(case: Case) -> tuple[Notice, ...]:
    """A listing with commits and no word that is understood: new commits after an earlier notice, else no notice."""
    if not any(notice.kind in ("accepted", "subset") for notice in case.earlier):
        return ()
    return understand_moved(case, [Statement(deed="moved", places=(), quote="")])


def understand_moved(case: Case, statements: Sequence[Statement]) -> tuple[Notice, ...]:
    """New commits of patches that were taken before."""
    standing = case.standing
    plainly = any(one.plain for one in statements)
    counted = [one for one in case.said.listing if one.n is not None and one.sha1]
    listing = counted or [one for one in case.said.listing if one.sha1]
    known = {n: (patch.subject, patch.sha1) for n, patch in standing.items()}
    if not listing:
        if not plainly or not standing:
            return ()
        first = case.earlier[-1]
        return (
            make_notice(case, "moved", first.tree, _statement_topics(statements) or first.topics, (), statements[0]),
        )
    if not standing and not (plainly and counted):
        return ()
    found: list[Taken] = []
    for one, n in zip(listing, numbers(listing, case.posting, known), strict=True):
        if n is None or not 0 < n <= case.total:
            continue
        old = standing.get(n)
        posted = case.posted.get(n)
        subject = one.subject or (old.subject if old else posted.title if posted else "")
        patch = NoticedPatch(
            n=n,
            m=one.m or case.total,
            subject=subject,
            sha1=one.sha1,
            topic=(old.topic if old else None) or next(iter(_statement_topics(statements)), None),
            message_id=posted.message_id if posted else None,
        )
        found.append(Taken(patch, one.tree or case.person.tree))
    if not found or all(standing.get(one.patch.n) and standing[one.patch.n].sha1 == one.patch.sha1 for one in found):
        return ()
    places = [place for one in statements for place in one.places]
    trees = dict.fromkeys(one.tree for one in found)
    return tuple(
        make_notice(case, "moved", tree, topics_of(patches, places), patches, statements[0])
        for tree in trees
        for patches in [[one.patch for one in found if one.tree == tree]]
    )


def _statement_topics(statements: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.branch for one in statements for place in one.places if place.branch))


def understand_dropped(case: Case, statements: Sequence[Statement]) -> tuple[Notice, ...]:
    """Patches that were taken and are gone again."""
    standing = case.standing
    for one in statements:
        place = one.places[0]
        if not standing and not place.tree and (not one.plain or case.is_own):
            continue
        gone, _ = chosen_by(case, place.extent, set())
        topics = tuple(dict.fromkeys(patch.topic for patch in standing.values() if patch.topic))
        if place.branch and not place.tree and plain(place.branch) not in {plain(topic) for topic in topics}:
            continue
        if standing:
            gone = [n for n in gone if n in standing] if place.extent.is_said else sorted(standing)
        patches = [_gone(case, n, standing.get(n)) for n in gone]
        if patches:
            tree = place.tree or (case.earlier[-1].tree if case.earlier else case.person.tree)
            return (make_notice(case, "dropped", tree, (place.branch,) if place.branch else topics, patches, one),)
    return ()


def _gone(case: Case, n: int, old: NoticedPatch | None) -> NoticedPatch:
    posted = case.posted.get(n)
    subject = old.subject if old else posted.title if posted else ""
    message_id = posted.message_id if posted else None
    return NoticedPatch(n=n, m=case.total, subject=subject, applied=False, message_id=message_id)


def understand_corrected(case: Case) -> tuple[Notice, ...]:
    """Put the last acceptance right.  What it listed stands, since only its words were wrong."""
    last = next((one for one in reversed(case.earlier) if one.kind in ("accepted", "subset")), None)
    if last is None or last.sender != case.sender.lower():
        return ()
    if any(patch.sha1 for patch in last.patches):
        patches = list(last.patches)
    else:
        named = numbers_in(case.said.corrected, case.total)
        leaves_out = any(not patch.applied for patch in last.patches)
        applied = set(range(1, case.total + 1)) - named if leaves_out else named
        topic = next(iter(last.topics), None)
        told = {patch.n for patch in last.patches}
        patches = [_recounted(case, n, n in applied, topic) for n in sorted(applied | named | told)]
    kind: Kind = "accepted" if len(applied_of(patches)) >= case.total else "subset"
    return (make_notice(case, kind, last.tree, last.topics, patches, None, correction=True),)


def _recounted(case: Case, n: int, applied: bool, topic: str | None) -> NoticedPatch:
    posted = case.posted.get(n)
    return NoticedPatch(
        n=n,
        m=case.total,
        subject=posted.title if posted else "",
        applied=applied,
        topic=topic if applied else None,
        message_id=posted.message_id if posted else None,
    )
