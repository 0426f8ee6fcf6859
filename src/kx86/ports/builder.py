# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of the place where kernels are built: one work tree, and a warm folder of output for each configuration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kx86.errors import EnvironmentProblem
from kx86.ports.build_results import BuildResults
from kx86.ports.sandbox import Ended, Hear
from kx86.testing.configuration import Configuration
from kx86.testing.messages import Message


class BuilderBusy(EnvironmentProblem):
    """Another process builds there; the message says which one, and since when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A symbol that Kconfig did not leave as it was asked for: its name, the value asked for and that in the end."""

    symbol: str
    asked: str
    got: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """What came of a configuration: how Kconfig ended and what it said.

    `lost` are required symbols that are not as asked for, `gone` those that were wanted only.
    """

    ended: Ended
    messages: tuple[Message, ...] = ()
    lost: tuple[Lost, ...] = ()
    gone: tuple[Lost, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came of make: how it ended, what it compiled, and the messages of everything that now lies in the folder."""

    ended: Ended
    compiled: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()


class Builder(Protocol):
    """A place where kernels are built, for code of one domain of trust: see docs/adr/0014.

    While it is open, as a context, nobody else builds there.  Opening it raises BuilderBusy.
    """

    domain: str
    """Whose code is built: folders of output, the compiler's cache and results are those of the domain."""

    results: BuildResults
    """What came of the builds of this domain."""

    def within(self, domain: str) -> "Builder":
        """Return the same place for another domain, which has its own folders of output.

        Raises NoSandbox for a domain whose code must be shut in, on a machine that cannot.
        """
        ...

    def compiler(self, configuration: Configuration) -> str:
        """Name what compiles, with its version, as part of what a result depends on.

        Raises EnvironmentProblem, with the command that installs it, when a program is missing.
        """
        ...

    def content(self, commit: str, configuration: Configuration) -> str:
        """Return an id of everything in a commit that a build in this configuration reads: same id, same build."""
        ...

    def check_out(self, commit: str) -> None:
        """Make the work tree that of a commit; only files that differ are written, so that make sees what changed."""
        ...

    def source(self, path: str) -> bytes | None:
        """Return a file of what is checked out, None when there is none, or no plain one."""
        ...

    def configure(self, configuration: Configuration) -> Configured:
        """Configure what is checked out, as far as that is needed."""
        ...

    def make(
        self, configuration: Configuration, targets: Sequence[str], hear: Hear = lambda _: None, at_once: int = 1
    ) -> Made:
        """Run make for some targets on what is checked out, in the sandbox of the domain.

        Several threads may do so at once, each in another configuration; `at_once` is how many do, which share the cores.
        """
        ...

    def stop(self) -> None:
        """End whatever runs there, in any thread, and let nothing begin any more."""
        ...

    def objects(self, configuration: Configuration, folders: Sequence[str]) -> Sequence[str]:
        """Name the objects below some folders of output that were compiled from the sources as they now are."""
        ...

    def output(self, configuration: Configuration, path: str) -> bytes | None:
        """Return a file of the output folder (`arch/x86/kvm/svm/svm.o`), None when there is none."""
        ...
