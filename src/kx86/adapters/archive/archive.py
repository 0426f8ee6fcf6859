# SPDX-License-Identifier: GPL-2.0-or-later
"""A mail archive over any source of mails: looks through all headers once, then reads only what is asked for."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from kx86.mail.threads import Threads, glance

Key = TypeVar("Key", bound=Hashable)


class Source(Protocol[Key]):
    """A place that holds mails."""

    @property
    def problems(self) -> Sequence[str]:
        """Say what could not be read so far."""
        ...

    def walk(self) -> Iterator[tuple[Key, bytes]]:
        """Yield every mail, oldest first, with a key to read it again."""
        ...

    def read(self, keys: Sequence[Key]) -> Iterator[bytes | None]:
        """Read mails again, in the order of the keys; None when one is gone."""
        ...


class Archive(Generic[Key]):
    """See ports.mail_archive.MailArchive."""

    def __init__(self, source: Source[Key]) -> None:
        self.source = source
        self._keys: list[Key] = []
        self._threads: Threads | None = None

    @property
    def problems(self) -> Sequence[str]:
        """See ports.mail_archive.MailArchive."""
        return self.source.problems

    def mails(self) -> Iterator[bytes]:
        """See ports.mail_archive.MailArchive."""
        return (data for _, data in self.source.walk())

    def find(self, message_ids: Iterable[str]) -> Mapping[str, bytes]:
        """See ports.mail_archive.MailArchive."""
        places = self._index().places
        known = [one for one in dict.fromkeys(message_ids) if one in places]
        found = zip(known, self.source.read([self._keys[places[one]] for one in known]), strict=True)
        return {one: data for one, data in found if data is not None}

    def thread(self, message_id: str) -> list[bytes]:
        """See ports.mail_archive.MailArchive."""
        return self._read(self._index().members([message_id]))

    def relatives(self, message_ids: Iterable[str]) -> list[bytes]:
        """See ports.mail_archive.MailArchive."""
        threads = self._index()
        asked = set(message_ids)
        places = threads.members(asked)
        return self._read([p for p in places if threads.glances[p].message_id in asked or threads.glances[p].is_patch])

    def _index(self) -> Threads:
        if self._threads is None:
            threads = Threads()
            keys = []
            for key, data in self.source.walk():
                keys.append(key)
                threads.add(glance(data))
            self._keys, self._threads = keys, threads
        return self._threads

    def _read(self, places: Sequence[int]) -> list[bytes]:
        found = self.source.read([self._keys[place] for place in places])
        return [data for data in found if data is not None]
