# SPDX-License-Identifier: GPL-2.0-or-later
"""Put events of several machines together: the union by id, whatever the order."""

from collections.abc import Iterable
from dataclasses import dataclass

from kx86.journal.event import Event
from kx86.journal.line import to_line


@dataclass(frozen=True, slots=True)
class Union:
    """All events, the oldest first; and pairs that share an id although they say different things."""

    events: tuple[Event, ...]
    clashes: tuple[tuple[Event, Event], ...] = ()


def union(*sources: Iterable[Event]) -> Union:
    """Put events together."""
    found: dict[str, Event] = {}
    clashes: list[tuple[Event, Event]] = []
    for source in sources:
        for event in source:
            known = found.setdefault(event.id, event)
            if known is not event and to_line(known) != to_line(event):
                clashes.append((known, event))
    return Union(tuple(found[name] for name in sorted(found)), tuple(clashes))
