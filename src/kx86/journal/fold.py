# SPDX-License-Identifier: GPL-2.0-or-later
"""Which events hold: an event holds when no newer event that holds undoes it.

The set of events decides, never the order in which they came; an undo can be undone like any other event, and an event that
is undone twice holds again when both undoings are undone.  Ids order events, so an event cannot undo a newer one or itself:
such an undo says nothing, and every set of events has one meaning.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kx86.journal.event import Event


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of the log: does it hold, and the ids of those events that hold and undo it."""

    event: Event
    undone_by: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Does the event hold?"""
        return not self.undone_by


def entries(events: Iterable[Event]) -> tuple[Entry, ...]:
    """Return every event once, the newest first, with what undoes it."""
    found = []
    undone: dict[str, list[str]] = {}
    for event in sorted({event.id: event for event in events}.values(), key=lambda event: event.id, reverse=True):
        by = tuple(reversed(undone.get(event.id, ())))
        if not by and event.undoes is not None:
            undone.setdefault(event.undoes, []).append(event.id)
        found.append(Entry(event, by))
    return tuple(found)


def effective(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the events that hold, the oldest first."""
    return tuple(entry.event for entry in reversed(entries(events)) if entry.holds)
