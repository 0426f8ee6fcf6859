# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of the place where kernels are built: one work tree, and a warm folder of output for each configuration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kx86.errors import EnvironmentProblem
from kx86.ports.sandbox import Ended, Hear
from kx86.testing.configuration import Configuration


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
    """What came of a configuration: how Kconfig ended, and the required symbols that were lost."""

    ended: Ended
    lost: tuple[Lost, ...] = ()


class Builder(Protocol):
    """A context: while it is open nobody else builds there.  Opening it raises BuilderBusy.

    `trust` names whose code is built: folders of output and the compiler's cache are those of that domain.
    """

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

    def configure(self, configuration: Configuration) -> Configured:
        """Configure what is checked out, as far as that is needed."""
        ...

    def make(self, configuration: Configuration, targets: Sequence[str], hear: Hear = lambda _: None) -> Ended:
        """Run make for some targets on what is checked out, in the sandbox of the domain; status 0 says it was good."""
        ...

    def stale(self, configuration: Configuration, sources: Sequence[str]) -> Sequence[str]:
        """Return those source files of the work tree that no object of the output folder was compiled from since."""
        ...

    def output(self, configuration: Configuration, path: str) -> bytes | None:
        """Return a file of the output folder (`arch/x86/kvm/svm/svm.o`), None when there is none."""
        ...
