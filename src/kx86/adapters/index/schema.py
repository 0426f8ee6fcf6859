# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables of the index, and the file that holds them.

The file is derived from mail: one that was made by another version of kx86, or that is damaged, is made anew, never migrated.
"""

import os
import sqlite3
from zlib import crc32

from kx86 import __version__
from kx86.errors import EnvironmentProblem

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

VERSION = crc32(f"{__version__} {FORM}".encode()) & 0x7FFFFFFF
"""Files of another version are made anew."""

ARRIVAL_SHIFT = 28
"""The number of a mail begins with the second of its arrival, so many bits up."""

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
    except sqlite3.Error as error:
        raise trouble(path, error) from error


def is_current(database: sqlite3.Connection) -> bool:
    """Was the file made in the form that is known here?"""
    try:
        return bool(database.execute("PRAGMA user_version").fetchone()[0] == VERSION)
    except sqlite3.DatabaseError:
        return False


def trouble(path: str, error: sqlite3.Error) -> EnvironmentProblem:
    """Say what is wrong with the file, and what to do."""
    text = str(error)
    folder = os.path.dirname(path)
    if "full" in text:
        return EnvironmentProblem(
            f"{folder}: the disk is full", hint=f"df -h {folder}; what was indexed so far is kept"
        )
    if "readonly" in text or "unable to open" in text or "permission" in text.lower():
        return EnvironmentProblem(f"{path}: cannot be written", hint=f"ls -ld {folder}")
    if "malformed" in text or "not a database" in text:
        return EnvironmentProblem(f"{path}: damaged index ({text})", hint=f"rm -r {folder}; kx86 sync makes it anew")
    return EnvironmentProblem(
        f"{path}: {text}", hint=f"rm -r {folder}, if nobody else writes it; kx86 sync makes it anew"
    )


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
