# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads the index."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from kx86.adapters.index.schema import PULLS, SPEAKS, damaged, mark_damaged, trouble
from kx86.mail.short import number_of, range_of
from kx86.ports.mail_index import Damaged, Place, Row

if TYPE_CHECKING:
    from kx86.letters.entry import Entry
    from kx86.mail.query import Query
    from kx86.series.chain import Chain

_CHUNK = 500
# No thread that people read is larger; a hostile one may be.
_LARGEST_THREAD = 20_000
_THREAD = f"""
WITH RECURSIVE near(key) AS (
  VALUES(?) UNION SELECT above FROM edge JOIN near ON mail = key UNION SELECT mail FROM edge JOIN near ON above = key
  LIMIT {_LARGEST_THREAD})
SELECT entry FROM mail WHERE key IN (SELECT key FROM near) ORDER BY date, id
"""
T = TypeVar("T")


class Reader:
    """See ports.mail_index.MailIndex."""

    def __init__(self, database: sqlite3.Connection, path: str) -> None:
        self._db = database
        self._path = path
        self._late_entry: msgspec.msgpack.Decoder[Entry] | None = None
        self._late_chain: msgspec.msgpack.Decoder[Chain] | None = None

    def _rows(self, query: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """Ask the database.  Raises EnvironmentProblem at whatever row it cannot read."""
        try:
            yield from self._db.execute(query, values)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            problem = trouble(self._path, error)
            if isinstance(problem, Damaged):
                mark_damaged(self._path)
            raise problem from error

    def _decoded(self, decoder: "msgspec.msgpack.Decoder[T]", data: bytes) -> T:
        try:
            return decoder.decode(data)
        except (msgspec.MsgspecError, ValueError, TypeError) as error:
            mark_damaged(self._path)
            raise damaged(self._path, "a row that cannot be read") from error

    def _entry(self, data: bytes) -> "Entry":
        if self._late_entry is None:
            from kx86.letters.entry import Entry

            self._late_entry = msgspec.msgpack.Decoder(Entry)
        return self._decoded(self._late_entry, data)

    def count(self) -> int:
        """See MailIndex."""
        return int(next(self._rows("SELECT count(*) FROM mail"))[0])

    def count_series(self) -> int:
        """See MailIndex."""
        return int(next(self._rows("SELECT count(*) FROM series"))[0])

    def entries(self, message_ids: Iterable[str]) -> "Mapping[str, Entry]":
        """See MailIndex."""
        keys = [number_of(one) for one in dict.fromkeys(message_ids)]
        found = (
            self._entry(data)
            for chunk in _chunks(keys)
            for (data,) in self._rows(f"SELECT entry FROM mail WHERE key IN ({_marks(chunk)})", chunk)
        )
        return {entry.message_id: entry for entry in found}

    def places(self, message_ids: Iterable[str]) -> Mapping[str, Sequence[Place]]:
        """See MailIndex."""
        found: dict[str, list[Place]] = {}
        for chunk in _chunks([number_of(one) for one in dict.fromkeys(message_ids)]):
            rows = self._rows(
                "SELECT message_id, source, part, place.key FROM mail JOIN place ON place.mail = mail.id "
                f"WHERE mail.key IN ({_marks(chunk)}) ORDER BY place.rank",
                chunk,
            )
            for message_id, *place in rows:
                found.setdefault(message_id, []).append(Place(*place))
        return found

    def all_places(self) -> Iterator[Place]:
        """See MailIndex."""
        rows = self._rows(
            "SELECT source, part, place.key FROM mail JOIN place ON place.mail = mail.id AND place.rank = mail.rank ORDER BY id"
        )
        return (Place(*row) for row in rows)

    def thread(self, message_id: str) -> Sequence[Row]:
        """See MailIndex."""
        return [_row(entry) for entry in self._thread(message_id)]

    def _thread(self, message_id: str) -> "list[Entry]":
        key = number_of(message_id)
        if next(self._rows("SELECT 1 FROM mail WHERE key = ?", (key,)), None) is None:
            return []
        return [self._entry(data) for (data,) in self._rows(_THREAD, (key,))]

    def search(self, query: "Query", limit: int) -> tuple[Sequence[Row], bool]:
        """See MailIndex."""
        from kx86.adapters.index.search import condition

        where, values = condition(query)
        rows = list(self._rows(f"{where} LIMIT ?", (*values, limit + 1)))
        return [_row(self._entry(data)) for (data,) in rows[:limit]], len(rows) > limit

    def chains(self) -> "Sequence[Chain]":
        """See MailIndex."""
        return [self._chain(data) for (data,) in self._rows("SELECT chain FROM series ORDER BY number")]

    def chain_of(self, message_id: str) -> "Chain | None":
        """See MailIndex."""
        row = next(
            self._rows(
                "SELECT chain FROM series JOIN posted ON series = number WHERE mail = ?", (number_of(message_id),)
            ),
            None,
        )
        return self._chain(row[0]) if row else None

    def posted(self, typed: str) -> Sequence[str]:
        """See MailIndex."""
        found = range_of(typed)
        if found is None:
            return ()
        rows = self._rows(
            "SELECT message_id FROM posted JOIN mail ON mail.key = posted.mail WHERE posted.mail >= ? AND posted.mail < ? LIMIT 20",
            (found[0], min(found[1], (1 << 63) - 1)),
        )
        return [message_id for (message_id,) in rows]

    def pulls(self) -> "Iterator[Entry]":
        """See MailIndex."""
        rows = self._rows(f"SELECT entry FROM mail WHERE kind > 0 AND kind & {PULLS} ORDER BY id")
        return (self._entry(data) for (data,) in rows)

    def _chain(self, data: bytes) -> "Chain":
        if self._late_chain is None:
            from kx86.series.chain import Chain

            self._late_chain = msgspec.msgpack.Decoder(Chain)
        return self._decoded(self._late_chain, data)

    def answers(self, message_ids: Iterable[str]) -> "Sequence[Entry]":
        """See MailIndex."""
        found: dict[str, Entry] = {}
        for one in message_ids:
            if one not in found:
                found.update((entry.message_id, entry) for entry in self._thread(one))
        return sorted(
            (entry for entry in found.values() if entry.speaks), key=lambda entry: (entry.date, entry.message_id)
        )

    def speaking(self) -> "Iterator[Entry]":
        """See MailIndex."""
        rows = self._rows(f"SELECT entry FROM mail WHERE kind > 0 AND kind & {SPEAKS} ORDER BY id")
        return (self._entry(data) for (data,) in rows)


def _row(entry: "Entry") -> Row:
    return Row(
        entry.message_id,
        entry.date,
        entry.sender_name,
        entry.sender_email,
        entry.subject,
        entry.parents,
        entry.digest is not None,
    )


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[at : at + _CHUNK] for at in range(0, len(items), _CHUNK))


def _marks(chunk: Sequence[object]) -> str:
    return ",".join("?" * len(chunk))
