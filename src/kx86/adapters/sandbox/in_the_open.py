# SPDX-License-Identifier: GPL-2.0-or-later
"""Run a command of the user's own in the open: as in the sandbox, only that nothing is kept from it."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from tempfile import TemporaryDirectory

import kx86
from kx86.adapters.sandbox.limit import limit
from kx86.adapters.sandbox.script import GO, script
from kx86.adapters.sandbox.watch import watch
from kx86.ports.sandbox import Bind, Command, Ended, Hear, NoSandbox, Stopped

_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(kx86.__file__)))
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from kx86.adapters.sandbox.reaper import main; main(sys.argv[2:])"
)
_NO_LIMIT = 1 << 30
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/tmp", "TMPDIR": "/tmp"}
_BEFORE, _BEHIND = r"(?:(?<=[\s=:,;'\"(<>|&`])|^)", r"(?=[/\s=:,;'\")<>|&`]|$)"


class OpenSandbox:
    """What stands in for a sandbox where there is none.  The paths inside are translated to those outside, and back.

    Inside means nothing but names here: what a command should see at /src is told to it under the name that it really has.
    """

    shut = False

    def probe(self) -> str:
        """Nothing is needed."""
        return ""

    def run(self, command: Command, hear: Hear = lambda _: None, stopped: Stopped = lambda: False) -> Ended:
        """Run a command to its end, and leave no process behind.  Raises NoSandbox when it cannot start."""
        with TemporaryDirectory(prefix="kx86-", ignore_cleanup_errors=True) as folder:
            binds = (Bind(source=folder, target="/tmp", write=True), *command.binds)
            outside = translated(replace(command, environment={**_ENVIRONMENT, **command.environment}), binds)
            told = _inward(binds)
            ended = _run(outside, lambda line: hear(told(line)), stopped)
            return replace(ended, output=told(ended.output))


def _run(command: Command, hear: Hear, stopped: Stopped) -> Ended:
    # Isolated from what Python is told by the environment or the folder; the reaper needs no packages.
    language = command.environment.get("LC_CTYPE", "")
    argv = [sys.executable, "-S", "-E", "-P", "-c", _START, _ROOT, str(os.getpid()), language, *script(command)]
    try:
        process = subprocess.Popen(
            argv,
            env=dict(command.environment),
            cwd=command.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise NoSandbox(f"{command.argv[0]} does not start: {error.strerror}: {error.filename}") from error
    # Root is not limited, and for others all that they run counts, not only this: the watch alone counts tasks.
    limit(process.pid, replace(command.limits, tasks=_NO_LIMIT))
    assert process.stdin is not None
    with suppress(BrokenPipeError), process.stdin as pipe:
        # A word for the reaper, which has its limits now, and one for the shell.
        pipe.write(GO + GO)
    return watch(process, command, hear, process.terminate, stopped)


def translated(command: Command, binds: Sequence[Bind]) -> Command:
    """Return a command with the paths of its binds as they are outside, wherever such a path stands as a whole."""
    sources = {bind.target.rstrip("/"): bind.source.rstrip("/") for bind in binds}
    longest = sorted((re.escape(target) for target in sources if target), key=len, reverse=True)
    pattern = re.compile(f"{_BEFORE}({'|'.join(longest)}){_BEHIND}")

    def outward(text: str) -> str:
        return pattern.sub(lambda found: sources[found[1]], text)

    return replace(
        command,
        argv=tuple(map(outward, command.argv)),
        folder=outward(command.folder),
        environment={name: outward(value) for name, value in command.environment.items()},
    )


def _inward(binds: Sequence[Bind]) -> Callable[[bytes], bytes]:
    """Return what gives the paths of an output the names that they have inside."""
    targets = {os.fsencode(bind.source.rstrip("/")): os.fsencode(bind.target.rstrip("/")) for bind in binds}
    longest = sorted((re.escape(source) for source in targets if source), key=len, reverse=True)
    pattern = re.compile(b"(%s)(?![A-Za-z0-9_.-])" % b"|".join(longest))
    return lambda text: pattern.sub(lambda found: targets[found[1]], text)
