# SPDX-License-Identifier: GPL-2.0-or-later
"""Take a command back, or one event of it: an undo is an event, and can be undone itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from kx86.errors import UserError
from kx86.journal.event import Event
from kx86.journal.fold import Entry, entries
from kx86.journal.kinds import UNDO
from kx86.ports.journal import Journal

_SHORTEST = 4
_LOG = "kx86 log --all lists every event with its id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The events that were taken back, and the events that say so (none in a dry run)."""

    taken: tuple[Event, ...]
    by: tuple[Event, ...] = ()


def undo(journal: Journal, actor: str, wanted: str | None, *, dry_run: bool = False) -> Undone:
    """Take back what `wanted` names (an event, a command, or the beginning of either), else the last command of the actor.

    Raises UserError when there is no such event, or when it does not hold.
    """
    if dry_run:
        return Undone(taken=chosen(journal.events(), actor, wanted))
    with journal.write("kx86 undo") as draft:
        taken = chosen(journal.events(), actor, wanted)
        return Undone(taken=taken, by=tuple(draft.add(UNDO, event.subject, {}, event.id) for event in taken))


def chosen(events: Sequence[Event], actor: str, wanted: str | None) -> tuple[Event, ...]:
    """Return the events to take back, the newest first."""
    log = entries(events)
    return _named(log, wanted) if wanted else _last(log, actor)


def _named(log: Sequence[Entry], wanted: str) -> tuple[Event, ...]:
    found = [entry for entry in log if entry.event.id.startswith(wanted.lower())]
    if not found or len(wanted) < _SHORTEST:
        raise UserError(f"{wanted}: no event has an id that begins so", hint=_LOG)
    if len({entry.event.group for entry in found}) > 1:
        raise UserError(f"{wanted}: {len(found)} events of several commands begin so", hint=_LOG)
    holding = tuple(entry.event for entry in found if entry.holds)
    if not holding:
        by = found[0].undone_by[0]
        raise UserError(f"{wanted}: undone already, by {by}", hint=f"kx86 undo {by} brings it back")
    return holding


def _last(log: Sequence[Entry], actor: str) -> tuple[Event, ...]:
    """Step back to the newest command of the actor that is no undo and still holds."""
    for _, group in groupby(log, key=lambda entry: (entry.event.group, entry.event.actor)):
        mine = tuple(entry.event for entry in group if entry.event.actor == actor and entry.holds)
        if any(event.kind != UNDO for event in mine):
            return mine
    raise UserError(f"nothing of {actor} is left to undo", hint="kx86 undo EVENT takes back that of somebody else")
