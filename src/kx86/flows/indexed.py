# SPDX-License-Identifier: GPL-2.0-or-later
"""Mails of indexed archives: found through the index, read where they stand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kx86.ports.mail_index import MailIndex, Place
from kx86.ports.mail_source import MailSource

# A mail stands in as many lists as it was sent to.
_MOST_COPIES = 16


class IndexedArchive:
    """See ports.mail_archive.MailArchive."""

    def __init__(self, index: MailIndex, sources: Iterable[MailSource], problems: Sequence[str] = ()) -> None:
        self.index = index
        self._problems = problems
        self._sources = {source.name: source for source in sources}

    @property
    def problems(self) -> Sequence[str]:
        """See MailArchive."""
        later = (text for source in self._sources.values() for text in source.problems)
        return tuple(dict.fromkeys((*self._problems, *later)))

    def mails(self) -> Iterator[bytes]:
        """See MailArchive."""
        run: list[Place] = []
        for place in self.index.all_places():
            # Ask for neighbours together: most stand in the same part.
            if run and (place[:2] != run[0][:2] or len(run) == 500):
                yield from self._run(run)
                run = []
            run.append(place)
        yield from self._run(run)

    def _run(self, run: Sequence[Place]) -> Iterator[bytes]:
        if run and (source := self._sources.get(run[0].source)):
            found = source.read(run[0].part, [place.key for place in run])
            yield from (data for data in found if data is not None)

    def find(self, message_ids: Iterable[str]) -> Mapping[str, bytes]:
        """See MailArchive.  A mail that one list has lost is read from the next."""
        asked = list(dict.fromkeys(message_ids))
        places = self.index.places(asked)
        found: dict[str, bytes] = {}
        for number in range(max(map(len, places.values()), default=0)):
            by_part: dict[tuple[str, str], list[tuple[str, str]]] = {}
            for message_id, copies in places.items():
                if message_id not in found and number < len(copies):
                    copy = copies[number]
                    by_part.setdefault((copy.source, copy.part), []).append((message_id, copy.key))
            for (name, part), wanted in by_part.items():
                source = self._sources.get(name)
                data = source.read(part, [key for _, key in wanted]) if source else ()
                found.update((one, mail) for (one, _), mail in zip(wanted, data, strict=False) if mail is not None)
        return {one: found[one] for one in asked if one in found}

    def other_copies(self, message_ids: Iterable[str]) -> Iterator[tuple[str, str, bytes]]:
        """Read the copies that find() passes over: the Message-ID, the name of the archive, and the mail."""
        for message_id, copies in self.index.places(message_ids).items():
            for copy in copies[1:_MOST_COPIES]:
                source = self._sources.get(copy.source)
                for data in source.read(copy.part, [copy.key]) if source else ():
                    if data is not None:
                        yield message_id, copy.source, data

    def thread(self, message_id: str) -> list[bytes]:
        """See MailArchive."""
        return self._in_order([row.message_id for row in self.index.thread(message_id)])

    def relatives(self, message_ids: Iterable[str]) -> list[bytes]:
        """See MailArchive."""
        asked = set(message_ids)
        rows = {row.message_id: row for one in sorted(asked) for row in self.index.thread(one)}
        kept = (one for one, row in rows.items() if one in asked or row.is_patch)
        return self._in_order(list(kept))

    def _in_order(self, message_ids: Sequence[str]) -> list[bytes]:
        found = self.find(message_ids)
        return [found[one] for one in message_ids if one in found]
