# SPDX-License-Identifier: GPL-2.0-or-later
"""What a command writes to the folders that it may write to.

The free space of the file system, which costs nothing to ask, tells when to look: only when so much is gone as the command may
take at all are its files counted, and those alone that changed since.
"""

import os
import time
from collections.abc import Iterable, Sequence

_RESERVE = 256 << 20
_BLOCK = 512
_SMALLEST = 4096


class Space:
    """Watches folders from now on; `limit` is in bytes."""

    def __init__(self, folders: Sequence[str], limit: int) -> None:
        self._limit = limit
        self._folders: dict[int, list[str]] = {}
        for folder in folders:
            self._folders.setdefault(os.stat(folder).st_dev, []).append(folder)
        self._before = {device: os.statvfs(those[0]) for device, those in self._folders.items()}
        # A file system's clock may be a tick behind.
        self._since = time.time_ns() - 20_000_000
        self._next = 0.0

    def spent(self, *, now: bool = False) -> bool:
        """Was too much written?  Files are not counted more often than that costs a hundredth of the time, unless `now`."""
        return any(self._spent(device, now) for device in self._folders)

    def _spent(self, device: int, now: bool) -> bool:
        before, after = self._before[device], os.statvfs(self._folders[device][0])
        if after.f_bavail * after.f_frsize < min(_RESERVE, after.f_blocks * after.f_frsize // 50):
            return True
        if before.f_ffree - after.f_ffree > self._limit // _SMALLEST:
            return True
        gone = (before.f_bavail - after.f_bavail) * after.f_frsize
        # Somebody else may have freed as much meanwhile.
        if gone < self._limit // 2:
            return False
        # A file that was deleted while it is written to, or that nobody may look at, is found nowhere.
        if gone > 2 * self._limit:
            return True
        began = time.monotonic()
        if not now and began < self._next:
            return False
        size = changed(self._folders[device], self._since)
        ended = time.monotonic()
        self._next = ended + 100 * (ended - began)
        return size >= self._limit


def changed(folders: Iterable[str], since: int) -> int:
    """Return how many bytes the files hold on disk that changed since a moment, in nanoseconds since 1970.

    The moment of change cannot be set by who writes.  Links are not followed, and what cannot be read is not counted.
    """
    size = 0
    seen: set[int] = set()
    todo = list(folders)
    while todo:
        try:
            with os.scandir(todo.pop()) as entries:
                for entry in entries:
                    found = entry.stat(follow_symlinks=False)
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
                    if found.st_ctime_ns >= since and found.st_ino not in seen:
                        seen.add(found.st_ino)
                        size += found.st_blocks * _BLOCK
        except OSError:
            continue
    return size
