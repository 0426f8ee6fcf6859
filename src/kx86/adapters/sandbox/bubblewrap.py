# SPDX-License-Identifier: GPL-2.0-or-later
"""Run a command where it sees nothing but what it is given, by bubblewrap."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from functools import cache
from io import FileIO
from shutil import which

from kx86.adapters.sandbox.limit import limit
from kx86.adapters.sandbox.script import GO, script
from kx86.adapters.sandbox.watch import watch
from kx86.errors import EnvironmentProblem
from kx86.ports.sandbox import Command, Ended, Hear, Limits, NoSandbox, Stopped

_PROGRAM = "bwrap"
_NOBODY = "65534"
_FOLDERS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
# What the links of compilers and the loader of libraries need; nothing else of /etc is seen.
_SETTINGS = ("/etc/alternatives", "/etc/ld.so.cache")
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/tmp", "TMPDIR": "/tmp"}


class BubblewrapSandbox:
    """A sandbox that bubblewrap makes: no setuid program, no daemon, no image.

    The kernel ends what runs there when the thread that called run() ends, however that comes about.
    """

    shut = True

    def probe(self) -> str:
        """Start a shell inside; return why that is impossible, in the kernel's words, or nothing."""
        try:
            ended = self.run(Command(argv=("/bin/sh", "-c", ":")))
        except EnvironmentProblem as problem:
            return problem.message
        return "" if ended.status == 0 else f"a shell ended there with {ended.status or ended.why}"

    def run(self, command: Command, hear: Hear = lambda _: None, stopped: Stopped = lambda: False) -> Ended:
        """Run a command to its end, and leave no process behind.  Raises NoSandbox, with the reason, when it cannot start."""
        program = which(_PROGRAM)
        if program is None:
            raise NoSandbox("bubblewrap is not installed", hint="kx86 doctor tells how to install it")
        read, write = os.pipe()
        with closing(FileIO(read, "r")) as told:
            with closing(FileIO(write, "w")):
                argv = [program, *arguments(command, write, options(program)), "--", *script(command)]
                try:
                    process = subprocess.Popen(
                        argv,
                        env={},
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.STDOUT,
                        pass_fds=(write,),
                        start_new_session=True,
                    )
                except OSError as error:
                    raise NoSandbox(f"bubblewrap does not start: {error.strerror}") from error
            inside = _Inside(process, told, command.limits)
            try:
                ended = watch(process, command, hear, inside.kill, stopped)
            finally:
                inside.close()
            if ended.why == "exit" and not inside.ran():
                raise NoSandbox(_reason(ended.output), hint="kx86 doctor tells what is missing")
            return ended


class _Inside:
    """The first process inside, with which all others end."""

    def __init__(self, process: "subprocess.Popen[bytes]", told: FileIO, limits: Limits) -> None:
        self._process = process
        self._told = told
        self._said = b""
        self._first: int | None = None
        try:
            self._begin(limits)
        except BaseException:
            process.kill()
            process.wait()
            raise

    def _begin(self, limits: Limits) -> None:
        """Learn which process is the first one inside, then let it go on: until then it waits, and its number stays its own."""
        while b"\n" not in self._said and (piece := self._told.read(4096)):
            self._said += piece
        if pid := self._value("child-pid"):
            with suppress(ProcessLookupError):
                self._first = os.pidfd_open(pid)
                limit(pid, limits)
        assert self._process.stdin is not None
        with suppress(BrokenPipeError), self._process.stdin as pipe:
            pipe.write(GO)

    def kill(self) -> None:
        """End all processes inside at once; bubblewrap itself ends when they are gone."""
        if self._first is None:
            self._process.kill()
            return
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._first, signal.SIGKILL)

    def ran(self) -> bool:
        """Did the command start?  Only then bubblewrap tells how it ended.  For a process that has ended."""
        while piece := self._told.read(4096):
            self._said += piece
        return self._value("exit-code") is not None

    def close(self) -> None:
        """Let go of the first process."""
        if self._first is not None:
            os.close(self._first)
            self._first = None

    def _value(self, key: str) -> int | None:
        for line in self._said.splitlines():
            with suppress(ValueError):
                told = json.loads(line)
                if isinstance(told, dict) and isinstance(told.get(key), int):
                    return int(told[key])
        return None


def arguments(command: Command, status: int, known: frozenset[str], folders: Sequence[str] = _FOLDERS) -> list[str]:
    """Return what bubblewrap is told about a command, without that command.

    `status` is the open file that it reports to, `known` the options that this version has.
    """
    words = ["--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--as-pid-1"]
    if "--disable-userns" in known:
        words.append("--disable-userns")
    words += ["--uid", _NOBODY, "--gid", _NOBODY, "--hostname", "kx86", "--clearenv"]
    for name, value in {**_ENVIRONMENT, **command.environment}.items():
        words += ["--setenv", name, value]
    words += ["--ro-bind", "/usr", "/usr", *_system(folders)]
    for path in _SETTINGS:
        words += ["--ro-bind-try", path, path]
    size = ("--size", str(command.limits.memory // 4)) if "--size" in known else ()
    words += ["--proc", "/proc", "--dev", "/dev", *size, "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
    words += [*size, "--tmpfs", "/tmp"]
    for bind in command.binds:
        words += ["--bind" if bind.write else "--ro-bind", bind.source, bind.target]
    return [*words, "--remount-ro", "/", "--chdir", command.folder, "--json-status-fd", str(status)]


def _system(folders: Sequence[str]) -> Iterator[str]:
    """See the folders of programs and libraries beside /usr as they are here: as links into it, or as folders."""
    for name in folders:
        path = f"/{name}"
        if os.path.islink(path):
            yield from ("--symlink", os.readlink(path), path)
        elif os.path.isdir(path):
            yield from ("--ro-bind", path, path)


@cache
def options(program: str) -> frozenset[str]:
    """Return the options of bubblewrap that only newer versions have, of those in use."""
    asked = ("--disable-userns", "--size")
    try:
        done = subprocess.run([program, "--help"], env={}, capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(option for option in asked if option.encode() in done.stdout)


def _reason(output: bytes) -> str:
    """Return what bubblewrap said last, in which the words of the kernel are."""
    lines = output.decode("utf-8", "replace").strip().splitlines()
    said = lines[-1].removeprefix("bwrap: ")[:300] if lines else "it says nothing"
    return f"bubblewrap does not start: {said}"
