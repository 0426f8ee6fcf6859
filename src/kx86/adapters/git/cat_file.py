# SPDX-License-Identifier: GPL-2.0-or-later
"""A long-lived `git cat-file --batch`: thousands of objects a second from one process.

Requests run ahead of answers by a window that always fits into a pipe, so that neither side can block the other for ever.  When
git stops at a damaged object, that object counts as missing and a new process goes on behind it.
"""

import subprocess
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from types import TracebackType
from typing import NamedTuple

from kx86.adapters.git.process import environment
from kx86.errors import EnvironmentProblem

# A pipe holds 64 kB on Linux and 16 kB elsewhere: 64 names of at most 200 bytes fit.
_WINDOW = 64
_LONGEST_NAME = 200
# How often git may stop before the repository counts as unreadable.
_MOST_STOPS = 40
_FRUGAL = ("-c", "core.packedGitWindowSize=8m", "-c", "core.packedGitLimit=64m")


class Object(NamedTuple):
    """An object of the repository: its id, its type and its content."""

    id: str
    kind: str
    data: bytes


class CatFile:
    """Reads objects of one repository; close it, or use it in a `with` statement."""

    def __init__(self, folder: str, *, frugal: bool = False, extra: Mapping[str, str | None] | None = None) -> None:
        """`frugal` keeps git from mapping whole packs, for large archives that are read once from end to end.

        `extra` is set in the environment of git, or taken out of it.
        """
        self.folder = folder
        self._environment = environment(extra)
        self._options = _FRUGAL if frugal else ()
        self.stops = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "CatFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            # What was not sent cannot be sent to a process that is gone.
            with suppress(OSError):
                pipe.close() if pipe else None
        process.wait()

    def get(self, name: str) -> Object | None:
        """Read one object by any name that git understands; None when there is none."""
        self._ask([name])
        return self._next(deque([name]))

    def stream(self, names: Iterable[str]) -> Iterator[Object | None]:
        """Read many objects, in order; None stands for one that is missing or damaged.

        Raises EnvironmentProblem when git is not installed or stops again and again.
        """
        waiting: deque[str] = deque()
        rest = iter(names)
        done = False
        try:
            while True:
                if len(waiting) <= _WINDOW // 2:
                    more = list(islice(rest, _WINDOW - len(waiting)))
                    self._ask(more)
                    waiting.extend(more)
                if not waiting:
                    break
                yield self._next(waiting)
            done = True
        finally:
            if not done:
                # Answers that nobody read would be taken for those of the next request.
                self.close()

    def _next(self, waiting: deque[str]) -> Object | None:
        name = waiting.popleft()
        if not _is_usable(name):
            return None
        # Ask twice: git may have been killed, and the object be fine.
        for again in ([name], []):
            try:
                return self._answer(name)
            except (OSError, EOFError):
                self._stopped()
                self._ask([*again, *waiting])
        return None

    def _ask(self, names: Iterable[str]) -> None:
        text = "".join(f"{name}\n" for name in names if _is_usable(name))
        if not text:
            return
        process = self._running()
        assert process.stdin is not None
        # When git is gone, the answer that does not come says so.
        with suppress(OSError):
            process.stdin.write(text.encode("utf-8", "surrogateescape"))
            process.stdin.flush()

    def _answer(self, name: str) -> Object | None:
        process = self._running()
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.endswith(b"\n"):
            raise EOFError(name)
        words = line.rsplit(b" ", 2)
        if len(words) < 3 or not words[2].strip().isdigit():
            return None
        size = int(words[2])
        data = process.stdout.read(size + 1)
        if len(data) != size + 1:
            raise EOFError(name)
        return Object(words[0].decode("ascii", "replace"), words[1].decode("ascii", "replace"), data[:-1])

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            argv = ["git", *self._options, "-C", self.folder, "cat-file", "--batch"]
            pipe = subprocess.PIPE
            try:
                self._process = subprocess.Popen(
                    argv, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, bufsize=1 << 16, env=self._environment
                )
            except FileNotFoundError as error:
                raise EnvironmentProblem("git is not installed", hint="apt install git") from error
        return self._process

    def _stopped(self) -> None:
        self.close()
        self.stops += 1
        if self.stops > _MOST_STOPS:
            raise EnvironmentProblem(
                f"{self.folder}: git cannot read its objects", hint=f"git -C {self.folder} fsck --connectivity-only"
            )


def _is_usable(name: str) -> bool:
    """Can a name be asked for on a line of its own?"""
    return bool(name) and "\n" not in name and len(name) <= _LONGEST_NAME
