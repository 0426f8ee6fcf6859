# SPDX-License-Identifier: GPL-2.0-or-later
"""Events in; which postings people linked, and which links they took away, out."""

from collections.abc import Iterable
from dataclasses import dataclass

from kx86.journal.event import Event
from kx86.journal.fold import effective
from kx86.journal.kinds import LINK, UNLINK, current, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person said of two postings: that `later` is a later version of `earlier`, or that it is not (`linked` False).

    `who` is `Name <email>`, `when` in seconds since 1970, UTC; `event` is the event that says so.
    """

    earlier: str
    later: str
    linked: bool
    reason: str
    who: str
    when: int
    event: str


def corrections(events: Iterable[Event]) -> tuple[Correction, ...]:
    """Return one correction for each pair of postings that anybody corrected: the newest that holds.  The oldest comes first."""
    newest: dict[tuple[str, str], Correction] = {}
    for event in effective(events):
        known = current(event) if event.kind in (LINK, UNLINK) else None
        if known is None:
            continue
        one = _correction(known)
        newest[one.earlier, one.later] = one
    return tuple(sorted(newest.values(), key=lambda one: one.event))


def _correction(event: Event) -> Correction:
    return Correction(
        earlier=text(event.body, "earlier"),
        later=event.subject,
        linked=event.kind == LINK,
        reason=text(event.body, "reason"),
        who=event.actor,
        when=event.time,
        event=event.id,
    )
