# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the index: every batch of mails, with the state that it leads to, in one transaction."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from zlib import crc32

import msgspec

from kx86.adapters.index.schema import ARRIVAL_SHIFT, PATCH, PULLS, SPEAKS, damaged, trouble
from kx86.mail.short import number_of
from kx86.mail.threads import family
from kx86.ports.mail_source import Batch

if TYPE_CHECKING:
    from kx86.letters.entry import Entry, SearchText
    from kx86.series.chain import Chain
    from kx86.series.digest import Digest

_CHUNK = 500
_INSERT_WORDS = "INSERT INTO words(rowid, subject, sender, body, file, function) VALUES(?, ?, ?, ?, ?, ?)"
_INSERT_MAIL = "INSERT INTO mail(id, key, message_id, rank, date, kind, entry) VALUES(?, ?, ?, ?, ?, ?, ?)"
_INSERT_PLACE = "INSERT OR REPLACE INTO place(source, part, key, rank, mail) VALUES(?, ?, ?, ?, ?)"


@dataclass(slots=True)
class _Rows:
    """The rows that a batch adds."""

    mails: list[tuple[int, int, str, str, int, int, bytes]] = field(default_factory=list)
    words: list[tuple[int, str, str, str, str, str]] = field(default_factory=list)
    places: list[tuple[str, str, str, str, int]] = field(default_factory=list)
    edges: list[tuple[int, int]] = field(default_factory=list)
    replaced: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Copy:
    """A copy of a mail in a batch, the best so far."""

    id: int
    rank: str
    entry: "Entry"
    text: "SearchText"
    old: int | None


class Writer:
    """See ports.mail_index.IndexWriter."""

    def __init__(self, database: sqlite3.Connection, path: str) -> None:
        self._db = database
        self._path = path
        self._encode = msgspec.msgpack.Encoder().encode

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise trouble(self._path, error) from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        # What fails here has failed before, and that is what counts.
        with suppress(sqlite3.Error):
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def state(self, source: str, part: str) -> str | None:
        """See IndexWriter."""
        row = self._db.execute("SELECT state FROM part WHERE source = ? AND part = ?", (source, part)).fetchone()
        return row[0] if row else None

    def known(self, source: str, part: str) -> set[str]:
        """See IndexWriter."""
        found = self._db.execute("SELECT key FROM place WHERE source = ? AND part = ? AND mail > 0", (source, part))
        return {key for (key,) in found}

    def add(self, source: str, batch: Batch, read: "Sequence[tuple[Entry, SearchText]]") -> None:
        """See IndexWriter."""
        with self._transaction():
            if batch.forget:
                self._drop("source = ? AND part = ?", (source, batch.part))
            for key in batch.vanished:
                self._drop("source = ? AND part = ? AND key = ?", (source, batch.part, key))
            self._take_away(source, batch)
            rows = self._rows(source, batch, read)
            self._insert(rows)
            self._db.execute("INSERT OR REPLACE INTO part VALUES(?, ?, ?)", (source, batch.part, batch.state))
            if batch.forget or batch.gone or batch.vanished or any(entry.digest for entry, _ in read):
                self._db.execute("DELETE FROM fact WHERE name = 'linked'")

    def forget_sources(self, keep: Iterable[str]) -> None:
        """See IndexWriter."""
        kept = set(keep)
        found = {name for (name,) in self._db.execute("SELECT DISTINCT source FROM part")}
        for name in sorted(found - kept):
            with self._transaction():
                self._drop("source = ?", (name,))
                self._db.execute("DELETE FROM part WHERE source = ?", (name,))
                self._db.execute("DELETE FROM fact WHERE name = 'linked'")

    def _drop(self, where: str, values: tuple[str, ...]) -> None:
        """Drop places, and the mails that stand nowhere else.  Words that lead to no mail any more are never seen."""
        touched = [
            mail for (mail,) in self._db.execute(f"SELECT DISTINCT mail FROM place WHERE {where}", values) if mail
        ]
        self._db.execute(f"DELETE FROM place WHERE {where}", values)
        self._drop_homeless(touched)

    def _drop_homeless(self, mails: Iterable[int]) -> None:
        for mail in mails:
            best = self._db.execute("SELECT min(rank) FROM place WHERE mail = ?", (mail,)).fetchone()[0]
            if best is None:
                self._db.execute("DELETE FROM edge WHERE mail = (SELECT key FROM mail WHERE id = ?)", (mail,))
                self._db.execute("DELETE FROM mail WHERE id = ?", (mail,))
            else:
                # The copy that was read is gone: the next one that is read must not lose against it.
                self._db.execute("UPDATE mail SET rank = ? WHERE id = ? AND rank < ?", (best, mail, best))

    def _take_away(self, source: str, batch: Batch) -> None:
        """Remember keys that are gone for good, since the newest part of a history is read first."""
        for key in batch.gone:
            where = (source, batch.part, key)
            row = self._db.execute("SELECT mail FROM place WHERE source = ? AND part = ? AND key = ?", where).fetchone()
            self._db.execute("INSERT OR REPLACE INTO place VALUES(?, ?, ?, '', NULL)", where)
            if row and row[0]:
                self._drop_homeless([row[0]])

    def _rows(self, source: str, batch: Batch, read: "Sequence[tuple[Entry, SearchText]]") -> _Rows:
        """Decide for each mail whether it is new, another copy, or a better copy of one that is there."""
        rows = _Rows()
        taken = self._taken(source, batch)
        stored = self._stored([number_of(entry.message_id) for entry, _ in read])
        copies: dict[int, _Copy] = {}
        at: list[tuple[str, str, int]] = []
        for raw, (entry, text) in zip(batch.mails, read, strict=True):
            rank = f"{entry.arrived:012d} {source} {batch.part} {raw.key}"
            if taken.get(raw.key, rank) < rank:
                continue
            key = number_of(entry.message_id)
            old, best = stored.get(key, (None, None))
            copy = copies.get(key)
            at.append((raw.key, rank, key))
            if (best is None or rank < best) and (copy is None or rank < copy.rank):
                copies[key] = _Copy(0, rank, entry, text, old)
        ids = self._place_all(copies, rows)
        known = {key: old for key, (old, _) in stored.items() if old is not None}
        rows.places = [(source, batch.part, name, rank, ids.get(key) or known[key]) for name, rank, key in at]
        return rows

    def _place_all(self, copies: dict[int, _Copy], rows: _Rows) -> dict[int, int]:
        """Give each new mail a number in order of arrival, so that words come back the newest first without sorting."""
        ids: dict[int, int] = {}
        wanted = {key: _number(copy.entry) for key, copy in copies.items()}
        used = self._used(wanted.values())
        for key, copy in sorted(copies.items(), key=lambda item: wanted[item[0]]):
            number = wanted[key]
            while number in used or (number != wanted[key] and self._is_used(number)):
                number += 1
            used.add(number)
            ids[key] = number
            if copy.old is not None:
                rows.replaced.append((copy.old, number))
            copy.id = number
            self._describe(key, copy, rows)
        rows.words.sort()
        return ids

    def _describe(self, key: int, copy: _Copy, rows: _Rows) -> None:
        entry, text = copy.entry, copy.text
        kind = (PATCH if entry.digest else 0) | (SPEAKS if entry.speaks else 0) | (PULLS if entry.pulls else 0)
        rows.mails.append((copy.id, key, entry.message_id, copy.rank, entry.date, kind, self._encode(entry)))
        rows.words.append((copy.id, text.subject, text.sender, text.body, text.files, text.functions))
        above = {*entry.parents[:1], *((entry.root,) if entry.root else ()), *family(entry.message_id)}
        rows.edges += ((key, number_of(one)) for one in sorted(above))

    def _insert(self, rows: _Rows) -> None:
        for old, new in rows.replaced:
            self._db.execute("DELETE FROM edge WHERE mail = (SELECT key FROM mail WHERE id = ?)", (old,))
            self._db.execute("DELETE FROM mail WHERE id = ?", (old,))
            self._db.execute("UPDATE place SET mail = ? WHERE mail = ?", (new, old))
        self._db.executemany(_INSERT_MAIL, rows.mails)
        self._db.executemany(_INSERT_WORDS, rows.words)
        self._db.executemany(_INSERT_PLACE, rows.places)
        self._db.executemany("INSERT OR IGNORE INTO edge VALUES(?, ?)", rows.edges)

    def _taken(self, source: str, batch: Batch) -> dict[str, str]:
        """The ranks of those keys of a batch that are in the index; of those gone for good an empty one."""
        keys = [raw.key for raw in batch.mails]
        return {
            key: rank
            for chunk in _chunks(keys)
            for key, rank in self._db.execute(
                f"SELECT key, rank FROM place WHERE source = ? AND part = ? AND key IN ({_marks(chunk)})",
                (source, batch.part, *chunk),
            )
        }

    def _stored(self, keys: Sequence[int]) -> dict[int, tuple[int | None, str | None]]:
        return {
            key: (number, rank)
            for chunk in _chunks(keys)
            for key, number, rank in self._db.execute(
                f"SELECT key, id, rank FROM mail WHERE key IN ({_marks(chunk)})", chunk
            )
        }

    def _used(self, ids: Iterable[int]) -> set[int]:
        return {
            number
            for chunk in _chunks(list(ids))
            for (number,) in self._db.execute(f"SELECT id FROM mail WHERE id IN ({_marks(chunk)})", chunk)
        }

    def _is_used(self, number: int) -> bool:
        return self._db.execute("SELECT 1 FROM mail WHERE id = ?", (number,)).fetchone() is not None

    def is_linked(self, corrections: str) -> bool:
        """See IndexWriter."""
        row = self._db.execute("SELECT value FROM fact WHERE name = 'linked'").fetchone()
        return row is not None and row[0] == corrections

    def digests(self) -> "Iterator[Digest]":
        """See IndexWriter."""
        from kx86.letters.entry import Entry

        decode = msgspec.msgpack.Decoder(Entry).decode
        for (data,) in self._db.execute(f"SELECT entry FROM mail WHERE kind > 0 AND kind & {PATCH}"):
            try:
                digest = decode(data).digest
            except (msgspec.MsgspecError, ValueError, TypeError) as error:
                raise damaged(self._path, "a row that cannot be read") from error
            if digest is not None:
                yield digest

    def link(self, chains: "Sequence[Chain]", corrections: str) -> None:
        """See IndexWriter."""
        with self._transaction():
            self._db.execute("DELETE FROM series")
            self._db.execute("DELETE FROM posted")
            blobs = ((number, self._encode(_without_sketches(chain))) for number, chain in enumerate(chains))
            self._db.executemany("INSERT INTO series VALUES(?, ?)", blobs)
            posted = (
                (number_of(mail.message_id), number)
                for number, chain in enumerate(chains)
                for posting in chain.postings
                for mail in posting.mails
            )
            self._db.executemany("INSERT OR IGNORE INTO posted VALUES(?, ?)", posted)
            self._db.execute("INSERT OR REPLACE INTO fact VALUES('linked', ?)", (corrections,))


def _number(entry: "Entry") -> int:
    """Order mails by arrival; those of one second by their own date and their place in the series, as they were sent."""
    n = min(entry.digest.n, 62) if entry.digest else 63
    tail = crc32(entry.message_id.encode("utf-8", "replace")) & 0x3FFF
    return (entry.arrived << ARRIVAL_SHIFT) | ((entry.date & 0xFF) << 20) | (n << 14) | tail


def _without_sketches(chain: "Chain") -> "Chain":
    """What linking needed is not kept twice."""
    return replace(
        chain,
        postings=tuple(
            replace(
                posting,
                cover=replace(posting.cover, sketch=()) if posting.cover else None,
                patches=tuple(replace(patch, sketch=()) for patch in posting.patches),
            )
            for posting in chain.postings
        ),
    )


def _chunks(items: Sequence[object]) -> Iterator[Sequence[object]]:
    return (items[at : at + _CHUNK] for at in range(0, len(items), _CHUNK))


def _marks(chunk: Sequence[object]) -> str:
    return ",".join("?" * len(chunk))
