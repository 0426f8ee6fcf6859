# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 sync`: read the mailing lists, so that everything else works offline."""

import sys
from collections.abc import Iterator

import click

from kx86 import __version__
from kx86.apps.cli.complete import complete_archive
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.lists import Lists, archive_option, seconds_of
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.session import Session
from kx86.apps.cli.show import print_json, print_lines, tell_problems
from kx86.apps.cli.terminal import printable
from kx86.errors import UserError
from kx86.flows.sync import Synced
from kx86.ports.mail_index import Damaged

EXAMPLES = """\b
Examples:
  git config --global kx86.archive.kvm.url https://lore.kernel.org/kvm
  git config --global kx86.archive.old.url ~/mail/kvm.mbox
  kx86 sync                        all archives that are set up, the newest mail first
  kx86 sync kvm --since 2024-01-01 enough of one to begin with; a later sync reads on
  kx86 sync --archive kvm.git      the index of one archive, in place, without git config

\b
An archive is a public-inbox (fetched with git, epoch by epoch), a bundle or a clone of one,
an mbox or a maildir; what is local is read where it is and never written.  A run that is
stopped loses nothing: the next one goes on.  Exit status: 0, 3 when an archive cannot be read."""


@click.command("sync", epilog=EXAMPLES)
@click.argument("name", nargs=-1, shell_complete=complete_archive)
@archive_option
@click.option("--since", metavar="DATE", help="Leave mail that came earlier for a later run.")
@click.option("--dry-run", is_flag=True, help="Say what would be read and where it would go.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(
    name: tuple[str, ...],
    archives: tuple[str, ...],
    since: str | None,
    dry_run: bool,
    as_json: bool,
    directory: str | None,
) -> int:
    """Read what is new in the mail archives into the index."""
    with Progress(sys.stderr) as progress:
        session = Session({}, directory, progress)
        lists = Lists(session, archives, since)
        _check_names(name, lists)
        seconds = seconds_of("--since", since)
        if dry_run:
            print_lines(_plan(lists, name))
            return 0
        done = lists.sync(seconds, only=name)
        try:
            mails, series = _count(lists)
        except Damaged as error:
            done = lists.sync_anew(error, seconds)
            mails, series = _count(lists)
    if as_json:
        print_json(_view(done, mails, series))
    else:
        print_lines(_lines(done, mails, series))
        tell_problems(done.problems)
    return 3 if done.failed else 0


def _count(lists: Lists) -> tuple[int, int]:
    """The mails and the series of the index."""
    index = lists.index()
    return (index.count(), index.count_series()) if index else (0, 0)


def _check_names(names: tuple[str, ...], lists: Lists) -> None:
    known = [one.source.name for one in lists.archives]
    for one in names:
        if one not in known:
            raise UserError(f"{one}: no archive of this name is set up", hint=f"git config kx86.archive.{one}.url URL")


def _plan(lists: Lists, names: tuple[str, ...]) -> Iterator[str]:
    for archive in lists.archives:
        if not names or archive.source.name in names:
            how = f"fetch {archive.mirror.url} into" if archive.mirror else "read"
            yield printable(f"{archive.source.name}: {how} {archive.source.place}")
    yield f"index: {lists.folder}"


def _lines(done: Synced, mails: int, series: int) -> Iterator[str]:
    for name, number in done.mails.items():
        yield f"{printable(name)}: {f'{number:,} new mails' if number else 'nothing new'}"
    yield f"index: {mails:,} mails, {series:,} series"


def _view(done: Synced, mails: int, series: int) -> dict[str, object]:
    return {
        "kx86": __version__,
        "format": FORMAT,
        "archives": [{"name": name, "new": number} for name, number in done.mails.items()],
        "mails": mails,
        "series": series,
        "problems": [{"source": problem.source, "message": problem.said} for problem in done.problems],
    }
