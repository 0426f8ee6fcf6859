# SPDX-License-Identifier: GPL-2.0-or-later
"""The twin of the journal that forgets: for tests, and for a try that must leave nothing behind."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count

from kx86.adapters.store.draft import Drafting, unknown
from kx86.journal.event import Event, horizon, next_stamp
from kx86.ports.journal import Draft, JournalBusy

_WHEN = 1_707_134_400_000


class MemoryJournal:
    """See ports.journal.Journal; `clock` gives milliseconds since 1970, by default a second more each time.

    `chance` gives the part of an id that no two journals share.
    """

    def __init__(
        self,
        actor: Callable[[], str] = lambda: "Ann Author <ann@kernel.example>",
        clock: Callable[[], int] | None = None,
        chance: Callable[[], int] | None = None,
    ) -> None:
        self._actor = actor
        self._clock = clock or count(_WHEN, 1000).__next__
        self._chance = chance or count(1).__next__
        self._events: dict[str, Event] = {}
        self._holder: str | None = None

    def events(self) -> Sequence[Event]:
        """See ports.journal.Journal."""
        return tuple(self._events[name] for name in sorted(self._events))

    @contextmanager
    def write(self, command: str) -> Iterator[Draft]:
        """See ports.journal.Journal."""
        actor = self._actor()
        with self._held(command):
            now = self._clock()
            newest = max((name for name in self._events if name < horizon(now)), default=None)
            draft = Drafting(actor=actor, command=command, stamp=next_stamp(now, newest), chance=self._chance())
            yield draft
            self._events.update((event.id, event) for event in draft.events)

    def take(self, events: Iterable[Event], command: str) -> int:
        """See ports.journal.Journal."""
        with self._held(command):
            new = unknown(self.events(), tuple(events))
            self._events.update((event.id, event) for event in new)
        return len(new)

    @contextmanager
    def _held(self, command: str) -> Iterator[None]:
        if self._holder is not None:
            raise JournalBusy("memory", self._holder)
        self._holder = command
        try:
            yield
        finally:
            self._holder = None
