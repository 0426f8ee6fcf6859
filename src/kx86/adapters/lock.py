# SPDX-License-Identifier: GPL-2.0-or-later
"""One writer at a time: a lock that the kernel takes away from a process that dies, and that names who holds it."""

import errno
import fcntl
import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

from kx86.errors import EnvironmentProblem

# As long as nobody who lives holds the lock, a second in all.
_PATIENCE, _PAUSE = 50, 0.02
_PID = re.compile(r"pid (\d{1,9}) ")


Refuse = Callable[[str], EnvironmentProblem]
"""Makes the exception for somebody who has the lock, named in words."""


class Lock:
    """The right to write, as a context.  Raises what `refuse` makes when somebody else has it."""

    def __init__(self, path: str, command: str, refuse: Refuse) -> None:
        self.path = path
        self.command = command
        self._refuse = refuse
        self._file = -1

    def __enter__(self) -> "Lock":
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise self._problem(error) from error
        for patience in range(_PATIENCE, -1, -1):
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                holder = os.pread(self._file, 300, 0).decode("utf-8", "replace").strip()
                if not patience or _is_alive(holder):
                    os.close(self._file)
                    raise self._refuse(holder or "another process") from error
                # A killed process leaves the lock to a child that is about to become git; it lasts for moments.
                time.sleep(_PAUSE)
        told = f"pid {os.getpid()} ({self.command}) since {time.strftime('%H:%M:%S')}\n"
        try:
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, told.encode(), 0)
        except OSError as error:
            os.close(self._file)
            raise self._problem(error) from error
        return self

    def _problem(self, error: OSError) -> EnvironmentProblem:
        folder = os.path.dirname(self.path)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return EnvironmentProblem(f"{folder}: the disk is full", hint=f"df -h {folder}")
        return EnvironmentProblem(f"{self.path}: {error.strerror}", hint=f"ls -ld {folder}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The kernel takes the lock away; a name that stays behind is that of a process that is gone.
        with suppress(OSError):
            os.ftruncate(self._file, 0)
        os.close(self._file)


def _is_alive(holder: str) -> bool:
    found = _PID.match(holder)
    if found is None:
        return False
    try:
        os.kill(int(found[1]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
