# SPDX-License-Identifier: GPL-2.0-or-later
"""The process that a command runs below where there is no sandbox: what the command leaves behind ends with it.

The kernel hands it every process below that lost its parent, and tells it when its own parent is gone.  It is told to end
everything by SIGTERM.
"""

import ctypes
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from kx86.adapters.sandbox.processes import children
from kx86.adapters.sandbox.script import GO

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_HEARD = (signal.SIGTERM, signal.SIGCHLD, signal.SIGINT, signal.SIGHUP)


def main(argv: Sequence[str]) -> NoReturn:
    """Run a command once a word comes in, end what is left, and exit as a shell would.

    The first argument is the process that asks for it, the second LC_CTYPE as the command shall have it, which Python changes.
    """
    parent, language, *words = argv
    signal.pthread_sigmask(signal.SIG_BLOCK, _HEARD)
    kernel = ctypes.CDLL(None, use_errno=True)
    kernel.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    kernel.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != int(parent):
        os._exit(125)
    if os.read(0, len(GO)) != GO:
        os._exit(125)
    first = os.fork()
    if first == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEARD)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.setsid()
        os.execve(words[0], words, _environment(language))
    os._exit(_wait(first))


def _environment(language: str) -> dict[str, str]:
    """Return the environment without what Python put there."""
    kept = {name: value for name, value in os.environ.items() if name != "LC_CTYPE"}
    return {**kept, "LC_CTYPE": language} if language else kept


def _wait(first: int) -> int:
    """Reap until the first process ends or SIGTERM comes; return the exit status of the first one."""
    while signal.sigwait(_HEARD) == signal.SIGCHLD:
        while found := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if found.si_pid == first:
                # Reap the first one last of all: so long the number of its group is nobody else's.
                _end_all(first)
                code = os.waitstatus_to_exitcode(os.waitpid(first, 0)[1])
                return code if code >= 0 else 128 - code
            os.waitpid(found.si_pid, 0)
    _end_all(first)
    os.waitpid(first, 0)
    return 128 + signal.SIGKILL


def _end_all(first: int) -> None:
    """Kill and reap until only the first process is left, dead: what was below a killed one comes up to here.

    The group goes at one stroke, as no bomb of forks is outrun by killing one process after the other.
    """
    here = os.getpid()
    while True:
        os.killpg(first, signal.SIGKILL)
        # Only when a process is dead its children come up.
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
        left = [pid for pid in children(here) if pid != first]
        if not left:
            return
        for pid in left:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        for pid in left:
            os.waitpid(pid, 0)
