# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 series`: all series of the list, and where they stand; `link` and `unlink` correct what belongs together."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any

import click

from kx86 import __version__
from kx86.apps import wiring
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.lists import Lists, archive_option, seconds_of
from kx86.apps.cli.mail_rows import day, who
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.series_render import status_colour, version_of
from kx86.apps.cli.series_view import series_view
from kx86.apps.cli.session import Session
from kx86.apps.cli.show import print_json, print_lines, tell_problems
from kx86.apps.cli.terminal import Paint, cut, printable
from kx86.flows.standings import SeriesStanding, every_standing
from kx86.mail.short import short
from kx86.queue.standing import OPEN, STATUSES
from kx86.series.posting import Posting

EXAMPLES = """\b
Examples:
  kx86 series                                 all series, the latest stands last
  kx86 series --status open                   what somebody still has to do something about
  kx86 series --status accepted --topic svm   what the topic svm took
  kx86 series --author ann@kernel.example --since 2024-01-01
  kx86 series --archive kvm.git --json        everything, for scripts
  kx86 series link V1-MSGID V2-MSGID          these two are versions of one series

\b
open is everything that is not superseded, accepted or landed.  The first column names the
series for kx86 show, mbox, diff and review.
Exit status: 0 something is listed, 1 nothing."""
_STATUS_WIDTH = max(map(len, STATUSES))
_LONGEST_TITLE = 140


class SeriesGroup(click.Group):
    """A group whose own work is the list; the commands below it correct links."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands below."""
        return ["link", "unlink"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command below."""
        if cmd_name not in ("link", "unlink"):
            return None
        from kx86.apps.cli import series_link

        return series_link.link if cmd_name == "link" else series_link.unlink


@click.group("series", cls=SeriesGroup, epilog=EXAMPLES, invoke_without_command=True)
@archive_option
@click.option(
    "--status",
    multiple=True,
    metavar="STATUS",
    type=click.Choice(["open", *STATUSES]),
    help=f"Only series that stand so: open, {', '.join(STATUSES)}; repeat for more.",
)
@click.option("--topic", multiple=True, metavar="TOPIC", help="Only series of which this topic branch has something.")
@click.option("--author", metavar="TEXT", help="Only series whose author has this in name or address.")
@click.option("--since", metavar="DATE", help="Only series posted again since then.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour; by default on a terminal.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
@click.pass_context
def command(context: click.Context, /, **given: Any) -> int:
    """List the series of the mail archives with their versions, and where each stands."""
    if context.invoked_subcommand is not None:
        return 0
    with Progress(sys.stderr) as progress:
        session = Session({"color": given["color"]}, given["directory"], progress)
        since = seconds_of("--since", given["since"])
        lists = Lists(session, given["archives"])
        archive = lists.open()
        profile = session.profile()
        known = wiring.known(session.folder, profile, progress)
        found = [one for one in every_standing(archive.index, profile, known) if _wanted(one, given, since)]
    if given["as_json"]:
        series = [series_view(one, short(one.newest.id), profile) for one in found]
        problems = [{"source": problem.source, "message": problem.said} for problem in lists.problems]
        print_json({"kx86": __version__, "format": FORMAT, "series": series, "problems": problems})
    else:
        print_lines(_lines(sorted(found, key=lambda one: one.newest.date), session.paint()))
        tell_problems(lists.problems)
    if not found:
        click.echo("nothing found", err=True)
    return 0 if found else 1


def _wanted(one: SeriesStanding, given: dict[str, Any], since: int | None) -> bool:
    now, newest = one.now, one.newest
    statuses = given["status"]
    # What was picked for a stable kernel is somebody else's to take.
    is_open = now.status in OPEN and not newest.picked
    if statuses and now.status not in statuses and not ("open" in statuses and is_open):
        return False
    if given["topic"] and not set(given["topic"]) & set(now.topics):
        return False
    if given["author"] and given["author"].lower() not in f"{newest.author_name} <{newest.author_email}>".lower():
        return False
    return since is None or newest.date >= since


def _lines(found: Iterable[SeriesStanding], paint: Paint) -> Iterator[str]:
    for one in found:
        newest, now = one.newest, one.now
        where = f" ({', '.join(now.topics)})" if now.topics else ""
        title = cut(printable(newest.title), _LONGEST_TITLE)
        yield (
            f"{paint('advice', short(newest.id))}  {paint('dim', day(newest.date))}  {version_of(newest):7} "
            f"{_count(newest):>6}  {paint(status_colour(now.status), f'{now.status:{_STATUS_WIDTH}}')}  "
            f"{who(newest.author_name, newest.author_email)}  {title}{paint('dim', printable(where))}"
        )


def _count(posting: Posting) -> str:
    there = len(posting.patches)
    return str(posting.m) if there >= posting.m else f"{there}/{posting.m}"
