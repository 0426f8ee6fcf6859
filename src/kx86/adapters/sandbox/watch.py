# SPDX-License-Identifier: GPL-2.0-or-later
"""Keep a command that runs within its limits, hear what it says, and end it."""

import os
import selectors
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from kx86.adapters.sandbox.heard import Heard
from kx86.adapters.sandbox.processes import memory_left, memory_of_all, processor_time, shared_memory, taken
from kx86.adapters.sandbox.space import Space
from kx86.ports.sandbox import Command, Ended, Ending, Hear, Stopped

_OFTEN, _SELDOM = 0.2, 1.0
_PIECE = 1 << 16
_PAUSE = 0.005
_SIGNALS = range(129, 129 + 64)

Kill = Callable[[], None]


class Watcher:
    """Looks at what the processes below another one take.  Each look costs a hundredth of the time between two, or less."""

    def __init__(self, root: int, command: Command, stopped: Stopped) -> None:
        limits = command.limits
        self._root = root
        self._limits = limits
        self._stopped = stopped
        self._space = Space([bind.source for bind in command.binds if bind.write], limits.disk)
        self._shared = shared_memory()
        self._least = memory_of_all() // 50
        self._deadline = time.monotonic() + limits.seconds
        self.next = time.monotonic() + _OFTEN / 2

    def look(self) -> Ending | None:
        """Return which limit is overrun, or that somebody else wants it to end; None when all is well."""
        began = time.monotonic()
        if self._stopped():
            return "stopped"
        if began >= self._deadline:
            return "time"
        found = taken(self._root, self._limits.tasks)
        if found.tasks > self._limits.tasks:
            return "tasks"
        # Shared memory belongs to no process; that of the whole machine grows by what this command makes.
        memory = found.memory + max(0, shared_memory() - self._shared)
        if memory > self._limits.memory or memory_left() < self._least:
            return "memory"
        if self._space.spent():
            return "disk"
        ended = time.monotonic()
        self.next = min(ended + min(max(_OFTEN, 100 * (ended - began)), _SELDOM), self._deadline)
        return None

    def after(self) -> Ending | None:
        """Look once more when all is over: what fails for want of space is told as that."""
        return "disk" if self._space.spent(now=True) else None


def watch(
    process: "subprocess.Popen[bytes]", command: Command, hear: Hear, kill: Kill, stopped: Stopped = lambda: False
) -> Ended:
    """Run a process to its end, which its own limits may bring; `kill` ends it and all that it started.

    The process was started with a pipe for its output, and is not reaped by anybody else.  Whatever is raised here, by `hear` or
    by Ctrl-C, nothing is left running.
    """
    began = time.monotonic()
    reaped, seen = False, 0.0
    try:
        assert process.stdout is not None
        watcher = Watcher(process.pid, command, stopped)
        heard = Heard(hear)
        why = _listen(process.pid, process.stdout, heard, watcher)
        if why is not None:
            # The kernel counts what a killed process took for nobody.
            seen = processor_time(process.pid, command.limits.tasks)
            kill()
            _drain(process.stdout, heard)
        status, cpu = _reap(process)
        reaped = True
    finally:
        if not reaped:
            kill()
            # Ctrl-C may come when the process was reaped and nobody knows yet.
            with suppress(ChildProcessError):
                _reap(process)
    why = why or watcher.after()
    output, cut = heard.end()
    killed = why is not None or status in _SIGNALS
    return Ended(
        status=None if killed else status,
        why=why or ("signal" if killed else "exit"),
        seconds=time.monotonic() - began,
        cpu=max(cpu, seen),
        output=output,
        cut=cut,
    )


def _listen(pid: int, pipe: IO[bytes], heard: Heard, watcher: Watcher) -> Ending | None:
    """Hear a process until it ends (None) or overruns a limit."""
    os.set_blocking(pipe.fileno(), False)
    ended = os.pidfd_open(pid)
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            selector.register(ended, selectors.EVENT_READ)
            while True:
                ready = {key.fileobj for key, _ in selector.select(max(0.0, watcher.next - time.monotonic()))}
                if pipe in ready and not _take(pipe, heard):
                    selector.unregister(pipe)
                if ended in ready:
                    _drain(pipe, heard)
                    return None
                if time.monotonic() >= watcher.next and (why := watcher.look()):
                    return why
    finally:
        os.close(ended)


def _take(pipe: IO[bytes], heard: Heard) -> bool:
    """Take what waits in the pipe; False at its end."""
    if heard.loud:
        time.sleep(_PAUSE)
    try:
        piece = os.read(pipe.fileno(), _PIECE)
    except BlockingIOError:
        return True
    heard.take(piece)
    return bool(piece)


def _drain(pipe: IO[bytes], heard: Heard) -> None:
    """Take what was written before the end; a pipe holds a megabyte at most."""
    for _ in range(16):
        try:
            piece = os.read(pipe.fileno(), _PIECE)
        except BlockingIOError:
            return
        if not piece:
            return
        heard.take(piece)


def _reap(process: "subprocess.Popen[bytes]") -> tuple[int, float]:
    """Wait for a process; return its exit status as a shell tells it, and the seconds of processor time of all below it."""
    _, status, used = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    process.returncode = code
    if process.stdout is not None:
        process.stdout.close()
    return code if code >= 0 else 128 - code, used.ru_utime + used.ru_stime
