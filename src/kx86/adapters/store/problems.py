# SPDX-License-Identifier: GPL-2.0-or-later
"""What goes wrong with the file of the journal, said in a line with the next command to type."""

import os
import sqlite3

from kx86.errors import EnvironmentProblem

_CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)
_READ_ONLY = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


def damaged(path: str, why: str) -> EnvironmentProblem:
    """Say that a file is no journal any more."""
    return EnvironmentProblem(
        f"{path}: the journal is damaged: {why}",
        hint=f"mv {path} {path}.damaged && kx86 state fetch brings back what was shared",
    )


def newer(path: str) -> EnvironmentProblem:
    """Say that the file comes from a newer kx86."""
    return EnvironmentProblem(
        f"{path}: written by a newer kx86", hint="kx86 --version: install the newer one on this machine as well"
    )


def foreign(path: str) -> EnvironmentProblem:
    """Say that the file is a data base of something else."""
    return EnvironmentProblem(f"{path}: not a journal of kx86", hint=f"mv {path} {path}.other")


def of_sqlite(path: str, error: sqlite3.Error) -> EnvironmentProblem:
    """Turn an error of SQLite into one line."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    folder = os.path.dirname(path)
    if code in _CORRUPT:
        return damaged(path, str(error))
    if code == sqlite3.SQLITE_FULL:
        return EnvironmentProblem(f"{path}: the disk is full, nothing was written", hint=f"df -h {folder}")
    if code in _READ_ONLY:
        return EnvironmentProblem(f"{path}: cannot be written or opened", hint=f"ls -ld {folder} {path}")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return EnvironmentProblem(f"{path}: another program holds the file", hint=f"fuser -v {path}")
    return EnvironmentProblem(f"{path}: {error}", hint=f"df -h {folder}; ls -ld {folder} {path}")


def of_system(path: str, error: OSError) -> EnvironmentProblem:
    """Turn an error of the system into one line."""
    folder = os.path.dirname(path)
    return EnvironmentProblem(f"{path}: {error.strerror}", hint=f"ls -ld {folder}; df -h {folder}")
