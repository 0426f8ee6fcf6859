# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables of the index, and the file that holds them.

The file is derived from mail: one that was made by another version of kx86, or that is damaged, is made anew, never migrated.
"""

import os
import sqlite3
from contextlib import suppress
from zlib import crc32

from kx86 import __version__
from kx86.errors import EnvironmentProblem
from kx86.ports.mail_index import Damaged

# `rank` orders the copies of one mail, so that the same one is kept whatever came in first.
TABLES = """
CREATE TABLE part(source TEXT, part TEXT, state TEXT NOT NULL, PRIMARY KEY(source, part)) STRICT, WITHOUT ROWID;
CREATE TABLE mail(
  id INTEGER PRIMARY KEY, key INTEGER NOT NULL UNIQUE, message_id TEXT NOT NULL, rank TEXT NOT NULL, date INTEGER NOT NULL,
  kind INTEGER NOT NULL, entry BLOB NOT NULL) STRICT;
CREATE INDEX mail_kind ON mail(kind) WHERE kind > 0;
CREATE TABLE place(
  source TEXT, part TEXT, key TEXT, rank TEXT NOT NULL, mail INTEGER, PRIMARY KEY(source, part, key)) STRICT, WITHOUT ROWID;
CREATE INDEX place_mail ON place(mail);
CREATE TABLE edge(mail INTEGER, above INTEGER, PRIMARY KEY(mail, above)) STRICT, WITHOUT ROWID;
CREATE INDEX edge_above ON edge(above);
CREATE TABLE series(number INTEGER PRIMARY KEY, chain BLOB NOT NULL) STRICT;
CREATE TABLE posted(mail INTEGER PRIMARY KEY, series INTEGER NOT NULL) STRICT;
CREATE TABLE fact(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
  subject, sender, body, file, function, content='', columnsize=0, tokenize="unicode61 tokenchars '_'");
"""

FORM = 2
"""Goes up whenever tables, stored types or what is read out of mails change between two releases."""


def version_of(mark: str) -> int:
    """The version of a file that was made with the profile of this mark.  Files of another version are made anew."""
    return crc32(f"{__version__} {FORM}{mark}".encode()) & 0x7FFFFFFF


ARRIVAL_SHIFT = 28
"""The number of a mail begins with the second of its arrival, so many bits up."""

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)
# What SQLite and its full-text search say about damage under the code of any error.
_SIGNS_OF_DAMAGE = (
    "malformed",
    "not a database",
    "decode to UTF-8",
    "no such",
    "vtable constructor",
    "fts5 file format",
)
# SQLite asks for its shared memory in pieces of 32 KiB.
_LEAST_ROOM = 65536

# Kinds of mails.
PLAIN, PATCH, SPEAKS, PULLS = 0, 1, 2, 4


def connect(path: str, *, write: bool) -> sqlite3.Connection:
    """Open the file.  Raises EnvironmentProblem when that is impossible."""
    try:
        if write:
            database = sqlite3.connect(path, timeout=30, isolation_level=None)
            database.execute("PRAGMA journal_mode=WAL")
            # A crash of the machine may take the last batch away, which the next run reads again.
            database.execute("PRAGMA synchronous=NORMAL")
            database.execute("PRAGMA cache_size=-24576")
        else:
            database = sqlite3.connect(f"file:{_quoted(path)}?mode=ro", uri=True, timeout=30, isolation_level=None)
            database.execute("PRAGMA query_only=ON")
        return database
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise trouble(path, error) from error


def is_current(database: sqlite3.Connection, mark: str) -> bool:
    """Was the file made in the form that is known here, with the profile of this mark?"""
    try:
        database.execute("SELECT 1 FROM part LIMIT 0")
        return bool(database.execute("PRAGMA user_version").fetchone()[0] == version_of(mark))
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        # Python cannot even tell the name of a table that is damaged.
        return False


def trouble(path: str, error: sqlite3.Error | UnicodeDecodeError) -> EnvironmentProblem:
    """Say what is wrong with the file, and what to do."""
    text = str(error)
    folder = os.path.dirname(path)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if isinstance(error, UnicodeDecodeError) or code in _DAMAGED or any(sign in text for sign in _SIGNS_OF_DAMAGE):
        return damaged(path, text)
    if code == sqlite3.SQLITE_FULL or "full" in text or (code == sqlite3.SQLITE_IOERR and _is_full(folder)):
        return EnvironmentProblem(
            f"{folder}: the disk is full", hint=f"df -h {folder}; what was indexed so far is kept"
        )
    if "readonly" in text or "unable to open" in text or "permission" in text.lower():
        return EnvironmentProblem(f"{path}: cannot be written", hint=f"ls -ld {folder}")
    return EnvironmentProblem(
        f"{path}: {text}", hint=f"rm -r {folder}, if nobody else writes it; kx86 sync makes it anew"
    )


def damaged(path: str, why: str) -> Damaged:
    """Say that the file is no index any more."""
    return Damaged(f"{path}: damaged index ({why})", hint="kx86 sync makes it anew")


def mark_damaged(path: str) -> None:
    """Let the next writer know: it may have no need of the pages that are damaged."""
    with suppress(OSError):
        os.close(os.open(_mark(path), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))


def is_marked(path: str) -> bool:
    """Did a reader find damage?"""
    return os.path.exists(_mark(path))


def remove(path: str) -> None:
    """Remove the file and what belongs to it; the mark last, so that a killed run is made up for by the next one."""
    for name in (path, f"{path}-wal", f"{path}-shm", _mark(path)):
        with suppress(FileNotFoundError):
            os.unlink(name)


def _mark(path: str) -> str:
    return f"{path}-damaged"


def _is_full(folder: str) -> bool:
    """SQLite reports a disk without room for its shared memory as an error of input and output."""
    try:
        left = os.statvfs(folder)
    except OSError:
        return False
    return left.f_bavail * left.f_frsize < _LEAST_ROOM or (left.f_files > 0 and left.f_favail == 0)


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
