# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of the journal: read every event, and write those of one command, all or none."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from kx86.errors import EnvironmentProblem
from kx86.journal.event import Body, Event


class JournalBusy(EnvironmentProblem):
    """Another process writes: `holder` says which one, since when, and on which host."""

    def __init__(self, path: str, holder: str) -> None:
        super().__init__(f"{path}: held by {holder}", hint="type the command again when that one has ended")
        self.holder = holder


class Draft(Protocol):
    """The events of one command, before they are written."""

    def add(self, kind: str, subject: str, body: Body, undoes: str | None = None) -> Event:
        """Add an event in the schema of today, and return it with its id; it counts once the command ends well."""
        ...


class Journal(Protocol):
    """The journal of one profile."""

    def events(self) -> Sequence[Event]:
        """Return every event, the oldest first; none when nothing was ever written, which creates nothing.

        Raises EnvironmentProblem for a file that cannot be read, is damaged, or comes from a newer kx86.
        """
        ...

    def write(self, command: str) -> AbstractContextManager[Draft]:
        """Give a draft whose events are written in one transaction at the end of the block, and not at all when it raises.

        Nobody else writes meanwhile.  Raises JournalBusy while another process writes, UserError when git does not know who
        is at work, EnvironmentProblem when the events cannot be written.
        """
        ...

    def take(self, events: Iterable[Event], command: str) -> int:
        """Keep events that were made elsewhere, all or none, and return how many of them are new.

        Raises as write does, and EnvironmentProblem when an event here has the id of one there and says something else.
        """
        ...
