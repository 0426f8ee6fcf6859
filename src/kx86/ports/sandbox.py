# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows and adapters ask of the place where code that nobody has read is run: see docs/adr/0014."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from kx86.errors import EnvironmentProblem

Ending = Literal["exit", "signal", "time", "memory", "disk", "tasks", "stopped"]
GIB = 1 << 30


class NoSandbox(EnvironmentProblem):
    """Nothing can be shut in on this machine; the message has the kernel's own reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """A file or folder of this machine, and where it is seen inside; writable only when `write` says so."""

    source: str
    target: str
    write: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a command may take: seconds of wall time, bytes of memory and of disk for all its processes, and how many they are."""

    seconds: float = 3600.0
    memory: int = 8 * GIB
    disk: int = 20 * GIB
    tasks: int = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What is run: the words, the folder inside, what is seen there beside the system's programs, and the environment.

    Nothing of the environment at hand is passed on.  `/tmp` is empty and goes afterwards.
    """

    argv: tuple[str, ...]
    folder: str = "/"
    binds: tuple[Bind, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended: its exit status (None when it was killed), why, and what it took.

    `seconds` is wall time, `cpu` processor time of all its processes, both in seconds.  `output` is what it wrote to standard
    output and error, in the order in which it came; of a very long one the beginning and the end are kept, and `cut` bytes in
    between are not.
    """

    status: int | None
    why: Ending
    seconds: float
    cpu: float
    output: bytes
    cut: int = 0


Hear = Callable[[bytes], None]
"""Hears each line of output as it comes, without its end."""


Stopped = Callable[[], bool]
"""Tells whether what runs should end before its time; asked every second or more often."""


class Sandbox(Protocol):
    """A place without network, in which only what was bound is seen."""

    shut: bool
    """Does it shut in what runs there?  One that does not is for the developer's own work, on machines without a sandbox."""

    def probe(self) -> str:
        """Really start something, and return why that is impossible, in the kernel's words; empty when all is well."""
        ...

    def run(self, command: Command, hear: Hear = lambda _: None, stopped: Callable[[], bool] = lambda: False) -> Ended:
        """Run a command to its end, and leave no process behind, whatever happens.

        Raises NoSandbox when it cannot be started, KeyboardInterrupt when the user ends it.
        """
        ...
