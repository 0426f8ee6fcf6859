# SPDX-License-Identifier: GPL-2.0-or-later
"""The journal in one file of SQLite: one append-only table, one transaction a command."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from urllib.parse import quote

from kx86.adapters.store.draft import Drafting, unknown
from kx86.adapters.store.lock import PATIENCE, held
from kx86.adapters.store.problems import damaged, foreign, newer, of_sqlite, of_system
from kx86.journal.event import Event, horizon, next_stamp
from kx86.journal.line import BadEvent, canonical, check, read_body
from kx86.ports.journal import Draft

VERSION = 1
# REPLACE deletes without a trigger of its own: the third trigger keeps it from changing an event.
SCHEMA = (
    """CREATE TABLE event (
    id TEXT NOT NULL PRIMARY KEY, time INTEGER NOT NULL, actor TEXT NOT NULL, command TEXT NOT NULL, kind TEXT NOT NULL,
    schema INTEGER NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, undoes TEXT
) STRICT, WITHOUT ROWID""",
    "CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END",
    "CREATE TRIGGER event_lasts BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END",
    """CREATE TRIGGER event_once BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'an event is never replaced'); END""",
    f"PRAGMA user_version = {VERSION}",
)
_COLUMNS = "id, time, actor, command, kind, schema, subject, body, undoes"
_SELECT = f"SELECT {_COLUMNS} FROM event ORDER BY id"
_INSERT = f"INSERT INTO event ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


def _now() -> int:
    return time.time_ns() // 1_000_000


class SqliteJournal:
    """See ports.journal.Journal; `actor` is asked when something is to be written, `clock` gives milliseconds since 1970."""

    def __init__(
        self, path: str, actor: Callable[[], str], clock: Callable[[], int] = _now, patience: float = PATIENCE
    ) -> None:
        self.path = path
        self._actor = actor
        self._clock = clock
        self._patience = patience

    def events(self) -> Sequence[Event]:
        """See ports.journal.Journal."""
        if not self._exists():
            return ()
        with self._problems(), closing(self._open()) as base:
            if not self._version(base):
                return ()
            return tuple(self._event(row) for row in base.execute(_SELECT))

    @contextmanager
    def write(self, command: str) -> Iterator[Draft]:
        """See ports.journal.Journal."""
        actor = self._actor()
        with self._held(command):
            now = self._clock()
            stamp = next_stamp(now, self._newest_before(horizon(now)))
            draft = Drafting(actor=actor, command=command, stamp=stamp, chance=int.from_bytes(os.urandom(8), "big"))
            yield draft
            self._append(draft.events)

    def take(self, events: Iterable[Event], command: str) -> int:
        """See ports.journal.Journal."""
        with self._held(command):
            new = unknown(self.events(), tuple(events))
            self._append(new)
        return len(new)

    def _exists(self) -> bool:
        try:
            os.stat(self.path)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise of_system(self.path, error) from error
        return True

    def _newest_before(self, limit: str) -> str | None:
        if not self._exists():
            return None
        with self._problems(), closing(self._open()) as base:
            if not self._version(base):
                return None
            (newest,) = base.execute("SELECT max(id) FROM event WHERE id < ?", (limit,)).fetchone()
            return newest if newest is None else str(newest)

    def _append(self, events: Sequence[Event]) -> None:
        if not events:
            return
        with self._problems():
            _create(self.path)
            with closing(self._open()) as base:
                base.execute("BEGIN IMMEDIATE")
                if not self._version(base):
                    for statement in SCHEMA:
                        base.execute(statement)
                base.executemany(_INSERT, (_row(event) for event in events))
                # Closing without a commit takes everything back.
                base.execute("COMMIT")

    def _open(self) -> sqlite3.Connection:
        # Not `ro`: after a crash, the next reader takes back what was half written.
        mode = "rw" if os.access(self.path, os.W_OK) else "ro"
        base = sqlite3.connect(f"file:{quote(self.path)}?mode={mode}", uri=True, isolation_level=None)
        try:
            base.execute("PRAGMA trusted_schema = OFF")
            # Like FULL, and the folder as well: a command that ended well is on the disk.
            base.execute("PRAGMA synchronous = EXTRA")
        except BaseException:
            base.close()
            raise
        return base

    def _version(self, base: sqlite3.Connection) -> int:
        """Return the version of the file, 0 for one without a table.  Raises EnvironmentProblem for the file of another program."""
        (version,) = base.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise newer(self.path)
        if not version and base.execute("SELECT 1 FROM sqlite_schema").fetchone():
            raise foreign(self.path)
        return int(version)

    def _event(self, row: tuple[str, int, str, str, str, int, str, str, str | None]) -> Event:
        name, when, actor, command, kind, schema, subject, body, undoes = row
        try:
            event = Event(
                id=name, time=when, actor=actor, command=command, kind=kind, schema=schema, subject=subject,
                body=read_body(body), undoes=undoes,
            )  # fmt: skip
            check(event)
        except BadEvent as error:
            raise damaged(self.path, f"event {str(name)[:40]}: {error}") from error
        return event

    @contextmanager
    def _held(self, command: str) -> Iterator[None]:
        with ExitStack() as stack:
            try:
                os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
                stack.enter_context(held(f"{self.path}.lock", command, self._patience))
            except OSError as error:
                raise of_system(self.path, error) from error
            yield

    @contextmanager
    def _problems(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise of_sqlite(self.path, error) from error
        except OSError as error:
            raise of_system(self.path, error) from error


def _create(path: str) -> None:
    """Make an empty file that nobody else can read; SQLite gives its own files the same mode."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _row(event: Event) -> tuple[str | int | None, ...]:
    return (
        event.id, event.time, event.actor, event.command, event.kind, event.schema, event.subject, canonical(event.body),
        event.undoes,
    )  # fmt: skip
