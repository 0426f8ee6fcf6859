# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 log`: look back at what was decided and done."""

import click

from kx86.apps.cli.complete import complete_event
from kx86.apps.cli.session import Session
from kx86.apps.cli.show import print_json, print_lines
from kx86.flows.log import read_log

EXAMPLES = """\b
Examples:
  kx86 log                  the newest events, those that were undone are marked
  kx86 log MSGID            what was decided about a posting
  kx86 log 18d7923b600      an event, or all of a command, by the beginning of its id
  kx86 log --all --json     everything, for a program

\b
Exit status: 0, also when nothing was decided yet; 2 when ID names nothing; 3 environment."""

NEWEST = 30


@click.command("log", epilog=EXAMPLES)
@click.argument("wanted", metavar="[ID]", required=False, shell_complete=complete_event)
@click.option("--all", "everything", is_flag=True, help=f"Every event, not only the newest {NEWEST}.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(wanted: str | None, everything: bool, as_json: bool, directory: str | None) -> int:
    """List what was decided and done, the newest first: who, when, with which command."""
    from kx86.apps.cli.log_view import log_lines, log_view

    session = Session({}, directory)
    log = read_log(session.journal().events(), wanted)
    limit = None if everything or wanted else NEWEST
    if as_json:
        print_json(log_view(log, limit))
    elif log:
        print_lines(log_lines(log, limit, session.paint()))
    else:
        click.echo("nothing was decided yet", err=True)
    return 0
