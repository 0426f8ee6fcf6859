# SPDX-License-Identifier: GPL-2.0-or-later
"""The archives that a command reads, their index, and bringing it up to date."""

import gc
import shlex
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from kx86.apps import wiring
from kx86.apps.cli.complete import complete_archive
from kx86.apps.cli.session import Session
from kx86.apps.cli.terminal import printable
from kx86.errors import EnvironmentProblem, UserError

if TYPE_CHECKING:
    from kx86.flows.indexed import IndexedArchive
    from kx86.flows.sources import Problem
    from kx86.flows.sync import Archive, Synced
    from kx86.ports.mail_index import Damaged, MailIndex
    from kx86.series.chain import Correction

SET_UP = "git config --global kx86.archive.kvm.url https://lore.kernel.org/kvm; kx86 sync"
# All archives that are set up share one index, so that one more does not make it anew.
_SET_UP_TOGETHER = ("the archives that are set up",)


def archive_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --archive to a command that reads mail."""
    return click.option(
        "--archive",
        "archives",
        multiple=True,
        metavar="PATH",
        shell_complete=complete_archive,
        help="Read this archive (public-inbox, mbox, maildir, or a name from git config); it is never written.",
    )(function)


def seconds_of(option: str, date: str | None) -> int | None:
    """Read a date that was typed.  Raises UserError for what is no date."""
    if date is None:
        return None
    seconds = wiring.seconds_of(date)
    if seconds is None:
        raise UserError(f"{option} {date}: no date", hint=f"{option} 2024-01-01")
    return seconds


def archive_at_hand(session: Session, typed: Sequence[str] = ()) -> "IndexedArchive | None":
    """The archives that were named, else those that are set up as far as they were read; None without any."""
    named = bool(typed) or session.settings.text("archive") is not None
    if not named and not session.settings.archives:
        return None
    lists = Lists(session, typed)
    return lists.open() if named else lists.open_as_it_is()


class Lists:
    """The archives of one run: those that were named, else `kx86.archive`, else all that are set up."""

    def __init__(self, session: Session, typed: Sequence[str] = (), since: str | None = None) -> None:
        self.session = session
        self._typed = [word for path in typed for word in ("--archive", path)]
        known = session.settings.archives
        default = session.settings.text("archive")
        named = list(typed) or ([default] if default else [])
        if not named and not known:
            raise UserError("no mail archive is set up", hint=SET_UP)
        urls = {name: known.get(name, name) for name in named} if named else dict(known)
        self.archives: list[Archive] = [wiring.source(name, url, since) for name, url in urls.items()]
        own = session.own_profile()
        # What is read out of a mail depends on the profile; each has an index, and changing one makes its index anew.
        self._mark = own.mark if own else ""
        whose = [f"profile {wiring.profile_path(session.settings)}"] if self._mark else []
        self.folder = wiring.index_folder([*(urls.values() if named else _SET_UP_TOGETHER), *whose])
        self.problems: list[Problem] = []

    def sync(
        self, since: int | None = None, *, only: Sequence[str] = (), older: bool = True, fetch: bool = True
    ) -> "Synced":
        """Bring the index up to date, and make it anew when it is damaged.

        Raises EnvironmentProblem when somebody else writes it, or nothing can be read.
        """
        from kx86.ports.mail_index import Damaged

        try:
            return self._sync(since, only, older=older, fetch=fetch)
        except Damaged as error:
            return self.sync_anew(error, since, fetch=fetch)

    def sync_anew(self, error: "Damaged", since: int | None = None, *, fetch: bool = True) -> "Synced":
        """Read everything into a new index in place of a damaged one."""
        click.echo(f"note: {printable(error.message)}; making it anew", err=True)
        return self._sync(since, (), older=True, fetch=fetch)

    def _sync(self, since: int | None, only: Sequence[str], *, older: bool, fetch: bool) -> "Synced":
        from kx86.flows.sync import Sync
        from kx86.ports.mail_source import Wanted

        chosen = [one for one in self.archives if not only or one.source.name in only]
        profile = self.session.profile()
        # What is read of mails forms no cycles, and there is much of it: looking for some costs a tenth of the time.
        gc.disable()
        with wiring.index_writer(self.folder, _command(), self._mark) as index, wiring.reading(profile) as reader:
            index.forget_sources(one.source.name for one in self.archives)
            run = Sync(index, profile, reader, self.session.progress)
            return run.run(chosen, Wanted(since=since, older=older), self._corrections(), fetch=fetch)

    def _corrections(self) -> "Sequence[Correction]":
        """What was corrected by hand, as the journal has it."""
        from kx86.journal.corrections import corrections
        from kx86.series.chain import Correction

        found = corrections(self.session.journal().events())
        return [Correction(earlier=one.earlier, later=one.later, linked=one.linked) for one in found]

    def index(self) -> "MailIndex | None":
        """Open the index; None when there is none yet."""
        return wiring.index(self.folder, self._mark)

    def open_as_it_is(self) -> "IndexedArchive | None":
        """Open the index without reading what is new; None when nothing was read yet."""
        from kx86.flows.indexed import IndexedArchive

        index = self.index()
        return IndexedArchive(index, [one.source for one in self.archives]) if index is not None else None

    def open(self) -> "IndexedArchive":
        """Read what is new in local archives, and open the index; what could not be read is in `problems`.

        Raises EnvironmentProblem when there is nothing to open.
        """
        from kx86.flows.indexed import IndexedArchive

        first = self.index() is None
        try:
            self.problems = list(self.sync(older=first, fetch=False).problems)
        except EnvironmentProblem as error:
            index = self.index()
            if index is None or not index.count():
                raise
            click.echo(f"note: {printable(error.message)}; reading the index as it is", err=True)
        index = self.index()
        if index is None or not index.count():
            raise self._nothing()
        return IndexedArchive(index, [one.source for one in self.archives])

    def _nothing(self) -> EnvironmentProblem:
        """Say why there is nothing: the first problem, when there was one."""
        for problem in self.problems:
            return EnvironmentProblem(f"{problem.source}: {problem.message}", hint=problem.hint)
        return EnvironmentProblem("no mail has been read yet", hint=shlex.join(["kx86", "sync", *self._typed]))


def _command() -> str:
    return shlex.join(["kx86", *sys.argv[1:3]])[:80]
