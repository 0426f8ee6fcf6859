# SPDX-License-Identifier: GPL-2.0-or-later
"""What every command begins with: where it runs, the settings that hold there, and the repository, opened when needed."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from kx86.apps import wiring
from kx86.apps.cli.terminal import Paint, printable, wants_colour
from kx86.errors import EnvironmentProblem, UserError
from kx86.flows.settings import Settings, Value, resolve

if TYPE_CHECKING:
    from kx86.ports.git_repo import GitRepo
    from kx86.ports.journal import Journal
    from kx86.ports.settings import Entry
    from kx86.profile.model import Profile


class Session:
    """One run of a command."""

    def __init__(
        self,
        typed: Mapping[str, Value],
        directory: str | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        if directory is not None:
            enter(directory)
        self.folder = os.getcwd()
        self.progress = progress
        context = click.get_current_context(silent=True)
        self.command = context.command_path if context else "kx86 check"
        self.entries: Sequence[Entry] = wiring.git_config(self.folder).entries()
        self.settings: Settings = resolve(typed, os.environ, self.entries)
        self._repo: GitRepo | None = None
        self._profile: Profile | None = None

    def repo(self) -> "GitRepo":
        """Open the repository.  Raises UserError outside of one."""
        if self._repo is None:
            self._repo = wiring.repo(self.folder, self.progress, self.command)
        return self._repo

    def repo_if_any(self) -> "GitRepo | None":
        """Open the repository, or return None outside of one that git opens."""
        try:
            return self.repo()
        except (UserError, EnvironmentProblem):
            return None

    def profile(self) -> "Profile":
        """Return the profile that is set, else the one that ships with kx86.  Raises BadProfile for one that does not fit."""
        if self._profile is None:
            self._profile = wiring.profile(wiring.profile_path(self.settings))
        return self._profile

    def own_profile(self) -> "Profile | None":
        """Return the profile that is set; None when it is the one that ships with kx86, which is not read for that."""
        return self.profile() if self.settings.text("profile") else None

    def journal(self) -> "Journal":
        """Return the journal of the profile in force."""
        return wiring.journal(self.folder, self.own_profile())

    def paint(self) -> Paint:
        """Return the colours for standard output."""
        return Paint(wants_colour(self.settings.text("color") or "auto", sys.stdout))

    def tell_commands(self) -> None:
        """Print the git commands that were run."""
        tell_trace(self._repo.trace if self._repo else ())


def tell_trace(trace: Iterable[Sequence[str]]) -> None:
    """Print commands that were run."""
    for argv in trace:
        click.echo(f"+ {printable(' '.join(quoted(word) for word in argv))}", err=True)


def enter(directory: str) -> None:
    """Change into the folder that -C names."""
    try:
        os.chdir(directory)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UserError(f"-C {directory}: no such folder", hint="-C CLONE names a folder inside a clone") from error
    except OSError as error:
        raise EnvironmentProblem(f"-C {directory}: {error.strerror}") from error


def quoted(word: str) -> str:
    """Quote a word as a shell needs it, to be pasted."""
    from shlex import quote

    return quote(word)
