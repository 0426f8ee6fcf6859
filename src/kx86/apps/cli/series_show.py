# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 show`: one series, where it stands, and what was said about it."""

import sys
from typing import Any

import click

from kx86 import __version__
from kx86.apps.cli.chosen import choose
from kx86.apps.cli.complete import complete_series
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.lists import archive_option
from kx86.apps.cli.mail_rows import moment
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.series_render import show_lines
from kx86.apps.cli.series_view import series_view
from kx86.apps.cli.session import Session
from kx86.apps.cli.show import print_json, print_lines
from kx86.apps.cli.tags_view import tags_view
from kx86.apps.cli.terminal import width_of
from kx86.flows.find import choose_version
from kx86.flows.tagging import collected
from kx86.flows.taking import names_taken
from kx86.mail.short import short

EXAMPLES = """\b
Examples:
  kx86 show 1a2b3c4d                  a series by the name that kx86 series prints
  kx86 show MSGID                     the series that a mail belongs to; also as a link
  kx86 show x86/pmu/fix_foo           the series that the commits of a branch are
  kx86 show 1a2b3c4d v2               the patches and tags of an older version

\b
Shown are versions and why they are linked, patches with the commit that took them, tags
from replies, tags that are taken only by name and why, NAKs, answers, missing patches."""


@click.command("show", epilog=EXAMPLES)
@click.argument("series", metavar="ID", shell_complete=complete_series)
@click.argument("version", required=False)
@archive_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour; by default on a terminal.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(series: str, version: str | None, **given: Any) -> int:
    """Show a series: versions, patches, tags, answers, where it stands, and what says so."""
    with Progress(sys.stderr) as progress:
        session = Session({"color": given["color"]}, given["directory"], progress)
        chosen = choose(session, given["archives"], series)
        posting = choose_version(chosen.named, version)
        profile, one = chosen.profile, chosen.standing
        names = names_taken(session.journal().events(), posting)
        tags = collected(chosen.named.chain, posting, one.answers, names)
    if given["as_json"]:
        answers = [
            {
                "message_id": answer.entry.message_id,
                "answers": answer.answered,
                "date": moment(answer.entry.date),
                "from": answer.entry.sender_email,
            }
            for answer in one.answers.get(posting.id, ())
        ]
        head = {"kx86": __version__, "format": FORMAT, "posting": posting.id}
        view = series_view(one, short(one.newest.id), profile)
        print_json({**head, "series": view, "tags": tags_view(tags), "answers": answers})
    else:
        print_lines(show_lines(one, posting, tags, profile, session.paint(), width_of(sys.stdout)))
    return 0
