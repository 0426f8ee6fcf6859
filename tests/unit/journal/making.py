# SPDX-License-Identifier: GPL-2.0-or-later
"""Make events for tests."""

from kx86.journal.event import Body, Event, make_id
from kx86.journal.kinds import LINK, UNDO, UNLINK

START = 1_707_134_400_000
ANN = "Ann Author <ann@kernel.example>"
BOB = "Bob Builder <bob@kernel.example>"


def event(
    number: int,
    kind: str = LINK,
    subject: str = "v2@kernel.example",
    body: Body | None = None,
    *,
    undoes: str | None = None,
    actor: str = ANN,
    schema: int = 1,
    chance: int = 7,
) -> Event:
    """Make the event of second `number`."""
    stamp = START + 1000 * number
    return Event(
        id=make_id(stamp, chance, 0),
        time=stamp // 1000,
        actor=actor,
        command=f"kx86 {kind.replace('.', ' ')}",
        kind=kind,
        schema=schema,
        subject=subject,
        body={"earlier": "v1@kernel.example", "reason": ""} if body is None else body,
        undoes=undoes,
    )


def link(number: int, earlier: str, later: str, reason: str = "", actor: str = ANN) -> Event:
    """Link two postings."""
    return event(number, LINK, later, {"earlier": earlier, "reason": reason}, actor=actor)


def unlink(number: int, earlier: str, later: str) -> Event:
    """Take a link away."""
    return event(number, UNLINK, later, {"earlier": earlier, "reason": ""})


def undo(number: int, what: Event) -> Event:
    """Take an event back."""
    return event(number, UNDO, what.subject, {}, undoes=what.id)
