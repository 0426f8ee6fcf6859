# SPDX-License-Identifier: GPL-2.0-or-later
"""The events of one command while it runs: ids, times and the actor are given here."""

from collections.abc import Sequence

from kx86.errors import EnvironmentProblem, InternalError
from kx86.journal.event import CHANCES, MOST_IN_A_COMMAND, Body, Event, make_id, stamp_of
from kx86.journal.kinds import KINDS
from kx86.journal.line import check
from kx86.journal.union import union


class Drafting:
    """See ports.journal.Draft; `stamp` is the time of the command, `chance` a number that no other command has."""

    def __init__(self, *, actor: str, command: str, stamp: int, chance: int) -> None:
        self.actor = actor
        self.command = command
        self.stamp = stamp
        self.chance = chance % CHANCES
        self.events: list[Event] = []

    def add(self, kind: str, subject: str, body: Body, undoes: str | None = None) -> Event:
        """See ports.journal.Draft.  Raises InternalError for a kind that is not registered."""
        if kind not in KINDS or not KINDS[kind].fits(body):
            raise InternalError(f"{kind}: no such event")
        if len(self.events) >= MOST_IN_A_COMMAND:
            raise EnvironmentProblem(f"{self.command}: more than {MOST_IN_A_COMMAND} events")
        if undoes is not None and make_id(self.stamp, self.chance, len(self.events)) <= undoes:
            # An undo comes after what it takes back, even after an event of a clock that is years ahead.
            self.stamp = max(self.stamp, stamp_of(undoes) + 1)
        event = Event(
            id=make_id(self.stamp, self.chance, len(self.events)),
            time=self.stamp // 1000,
            actor=self.actor,
            command=self.command,
            kind=kind,
            schema=KINDS[kind].schema,
            subject=subject,
            body=body,
            undoes=undoes,
        )
        check(event)
        self.events.append(event)
        return event


def unknown(here: Sequence[Event], there: Sequence[Event]) -> tuple[Event, ...]:
    """Return the events of `there` that are not here.  Raises EnvironmentProblem for an id that says two things."""
    together = union(here, there)
    for mine, other in together.clashes:
        raise EnvironmentProblem(
            f"two events have the id {mine.id}: {mine.command} by {mine.actor}, and {other.command} by {other.actor}",
            hint="one of them was made by hand: kx86 log shows the one that is kept here",
        )
    known = {event.id for event in here}
    return tuple(event for event in together.events if event.id not in known)
