# SPDX-License-Identifier: GPL-2.0-or-later
"""Find the index of some archives, and open it for reading or for writing."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256

from kx86.adapters.index.reader import Reader
from kx86.adapters.index.schema import TABLES, connect, is_current, is_marked, remove, trouble, version_of
from kx86.adapters.index.writer import Writer
from kx86.adapters.lock import Lock
from kx86.errors import EnvironmentProblem
from kx86.ports.mail_index import Damaged

_FILE = "index.db"


class Busy(EnvironmentProblem):
    """Somebody else writes; the message names who."""


def _busy(holder: str) -> Busy:
    return Busy(f"the index is being written by {holder}", hint="wait for it, or end it; nothing is lost")


def index_folder(cache: str, places: Sequence[str]) -> str:
    """The folder below the cache in which the index of these archives is kept, named by where they really are."""
    real = sorted({os.path.realpath(place) if os.path.exists(place) else place for place in places})
    name = sha256("\0".join(real).encode("utf-8", "surrogateescape")).hexdigest()[:24]
    return os.path.join(cache, "archive", name)


def open_reader(folder: str, mark: str = "") -> Reader | None:
    """Open an index for reading; None when there is none in the form that is known here, made with this profile."""
    path = os.path.join(folder, _FILE)
    if not os.path.exists(path) or is_marked(path):
        return None
    database = connect(path, write=False)
    if is_current(database, mark):
        return Reader(database, path)
    database.close()
    return None


@contextmanager
def open_writer(folder: str, command: str, mark: str = "") -> Iterator[Writer]:
    """Open an index for writing, and make it when there is none.

    Raises Busy when somebody else writes it, and Damaged when it turns out to be so: then it is gone, to be written anew.
    """
    path = os.path.join(folder, _FILE)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError as error:
        raise EnvironmentProblem(f"{folder}: {error.strerror}", hint="XDG_CACHE_HOME=/some/folder kx86 sync") from error
    with Lock(os.path.join(folder, "lock"), command, _busy), _gone_if_damaged(path):
        database = _current(path, mark)
        try:
            yield Writer(database, path)
        except sqlite3.Error as error:
            raise trouble(path, error) from error
        finally:
            with suppress(sqlite3.Error):
                database.close()


@contextmanager
def _gone_if_damaged(path: str) -> Iterator[None]:
    try:
        yield
    except Damaged:
        remove(path)
        raise


def _current(path: str, mark: str) -> sqlite3.Connection:
    """The database, made anew when it is missing, of another version or profile, damaged, or no database at all."""
    if os.path.exists(path) and not is_marked(path):
        # Anything else that is wrong, such as a full disk, is no reason to throw the index away.
        with suppress(Damaged):
            database = connect(path, write=True)
            if is_current(database, mark):
                return database
            database.close()
    remove(path)
    database = connect(path, write=True)
    try:
        # The number is set last, in the transaction that makes the tables: a killed run leaves no half-made file behind.
        database.executescript(f"BEGIN; {TABLES} PRAGMA user_version={version_of(mark)}; COMMIT;")
    except sqlite3.Error as error:
        raise trouble(path, error) from error
    return database
