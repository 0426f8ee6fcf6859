# SPDX-License-Identifier: GPL-2.0-or-later
"""An event: something that was decided or done, kept for ever; and its id, which tells when and in which command."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
Body: TypeAlias = Mapping[str, Json]

# An id is hexadecimal: milliseconds since 1970, chance that is one for the command, the number of the event in it.
_STAMP, _CHANCE, _NUMBER = 11, 8, 5
ID_LENGTH = _STAMP + _CHANCE + _NUMBER
_COMMAND = _STAMP + _CHANCE
MOST_IN_A_COMMAND = 1 << (4 * _NUMBER)
CHANCES = 1 << (4 * _CHANCE)
_ID = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event.

    `id` is unique in the world, and sorts as the events happened.  `time` is in seconds since 1970, UTC.  `actor` is
    `Name <email>`.  `command` is what was typed ("kx86 series link").  `kind` and `schema` tell how to read `body`, a mapping
    that JSON can hold.  `subject` is what the event is about, such as a posting.  `undoes` is the event that it takes back.
    """

    id: str
    time: int
    actor: str
    command: str
    kind: str
    schema: int
    subject: str
    body: Body = field(hash=False)
    undoes: str | None = None

    @property
    def group(self) -> str:
        """What the ids of all events of one command begin with."""
        return self.id[:_COMMAND]


def make_id(stamp: int, chance: int, number: int) -> str:
    """Make the id of event `number` of a command that began at `stamp` (milliseconds since 1970)."""
    return f"{stamp:0{_STAMP}x}{chance:0{_CHANCE}x}{number:0{_NUMBER}x}"


def is_id(text: str) -> bool:
    """Has a text the form of an id?"""
    return _ID.fullmatch(text) is not None


def stamp_of(event_id: str) -> int:
    """Return the milliseconds since 1970 that an id begins with."""
    return int(event_id[:_STAMP], 16)


def next_stamp(now: int, known: str | None, tolerance: int = 86_400_000) -> int:
    """Return the stamp of a new command: `now` (milliseconds), or later when an event is known that is later.

    What is decided with an event in view comes after it, although the clocks of two machines differ.  `known` is the newest
    event known; one that is further ahead than `tolerance` comes from a broken clock and moves nothing.
    """
    behind = stamp_of(known) + 1 if known else 0
    return max(now, behind) if behind <= now + tolerance else now


def horizon(now: int, tolerance: int = 86_400_000) -> str:
    """Return the first id that is too far ahead of `now` to be looked at by next_stamp."""
    return make_id(now + tolerance, 0, 0)
