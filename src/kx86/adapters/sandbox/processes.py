# SPDX-License-Identifier: GPL-2.0-or-later
"""What the processes below another one take, from /proc.  Each look costs time in line with their number, up to a limit."""

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How many tasks (threads) there are, and how many bytes of memory of their own they hold."""

    tasks: int = 0
    memory: int = 0


def taken(root: int, most: int) -> Taken:
    """Look at the processes below a process, without that one.  The look ends when there are more than `most` tasks."""
    tasks = pages = 0
    todo = children(root)
    while todo and tasks <= most:
        pid = todo.pop()
        try:
            todo += children(pid)
            tasks += len(os.listdir(f"/proc/{pid}/task"))
            pages += _own_pages(pid)
        except (OSError, ValueError):
            # Gone meanwhile.
            continue
    return Taken(tasks=tasks, memory=pages * _PAGE)


def children(pid: int) -> list[int]:
    """Return the processes that the threads of a process have started; none for one that is gone."""
    if not _kernel_lists_children():
        return _children_by_parent(pid)
    found: list[int] = []
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            # A thread may end meanwhile; its children pass to another one.
            with suppress(OSError):
                found += map(int, _read(f"/proc/{pid}/task/{thread}/children").split())
    return found


@cache
def _kernel_lists_children() -> bool:
    """Was the kernel built with CONFIG_PROC_CHILDREN?"""
    return os.path.exists(f"/proc/self/task/{os.getpid()}/children")


def processor_time(root: int, most: int) -> float:
    """Return the seconds of processor time of a process and those below it, the ones that ended included.

    At most `most` processes are looked at.
    """
    ticks, seen = 0, 0
    todo = [root]
    while todo and seen < most:
        pid = todo.pop()
        seen += 1
        with suppress(OSError, IndexError):
            todo += children(pid)
            ticks += sum(map(int, _fields(str(pid))[11:15]))
    return ticks / _TICKS


def shared_memory() -> int:
    """Return the bytes that all shared memory of the machine holds: files in memory belong to no process."""
    return _told(b"Shmem:")


def memory_left() -> int:
    """Return the bytes of memory that the machine can still give."""
    return _told(b"MemAvailable:") + _told(b"SwapFree:")


def memory_of_all() -> int:
    """Return the bytes of memory that the machine has."""
    return _told(b"MemTotal:")


def _own_pages(pid: int) -> int:
    """Count resident pages that are no files: programs and libraries are shared by all that run them."""
    _size, resident, shared, *_rest = _read(f"/proc/{pid}/statm").split()
    return int(resident) - int(shared)


def _told(key: bytes) -> int:
    for line in _read("/proc/meminfo").splitlines():
        if line.startswith(key):
            return int(line.split()[1]) << 10
    return 0


def _children_by_parent(pid: int) -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdecimal() and _parent(name) == pid]


def _parent(name: str) -> int:
    try:
        return int(_fields(name)[1])
    except (OSError, IndexError):
        return 0


def _fields(pid: str) -> list[bytes]:
    """Return the fields of a process from its state on, behind its name, which may hold blanks and parentheses."""
    return _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()


def _read(path: str) -> bytes:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        found = b""
        while piece := os.read(handle, 1 << 16):
            found += piece
        return found
    finally:
        os.close(handle)
