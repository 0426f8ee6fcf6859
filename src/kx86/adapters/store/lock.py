# SPDX-License-Identifier: GPL-2.0-or-later
"""One writer at a time: a lock that ends with its process, and a note in it that says who holds it.

The kernel releases the lock of a process that is gone, so a file left behind is no obstacle; the file itself is never removed,
since another process may just have opened it.
"""

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from kx86.ports.journal import JournalBusy

PATIENCE = 2.0
_PAUSE = 0.02
_LONGEST_NOTE = 2000


@contextmanager
def held(path: str, command: str, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock during a block.  Raises JournalBusy after `patience` seconds, OSError when there can be no lock."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait(handle, path, patience)
        _leave_note(handle, command)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _wait(handle: int, path: str, patience: float) -> None:
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= end:
                raise JournalBusy(path, _holder(handle)) from None
            time.sleep(_PAUSE)


def _leave_note(handle: int, command: str) -> None:
    note = {"pid": os.getpid(), "command": command, "host": socket.gethostname(), "since": int(time.time())}
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps(note).encode(), 0)


def _holder(handle: int) -> str:
    """Say who holds the lock: pid, command, since when, and the host unless it is this one."""
    try:
        note = json.loads(os.pread(handle, _LONGEST_NOTE, 0))
        pid, command, host = int(note["pid"]), str(note["command"]), str(note["host"])
        since = datetime.fromtimestamp(int(note["since"]), UTC).astimezone()
    except (ValueError, KeyError, TypeError, OverflowError, OSError):
        # The holder has not written its note yet.
        return "another process"
    today = datetime.now(UTC).astimezone().date() == since.date()
    where = "" if host == socket.gethostname() else f" on {host}"
    return f"pid {pid} ({command}){where} since {since:{'%H:%M' if today else '%Y-%m-%d %H:%M'}}"
