# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 undo`: take a command back, or one event of it."""

import click

from kx86 import __version__
from kx86.apps import wiring
from kx86.apps.cli.complete import complete_event
from kx86.apps.cli.session import Session
from kx86.apps.cli.show import print_json
from kx86.flows.undo import Undone, undo

EXAMPLES = """\b
Examples:
  kx86 undo                 take back your last command; again, and the one before goes, too
  kx86 undo --dry-run       say what that would be
  kx86 undo 18d7923b600     take back an event, or a command, by the beginning of its id
  kx86 undo ID-OF-AN-UNDO   bring back what an undo took

\b
Nothing is deleted: an undo is an event of its own, and kx86 log shows both.
Exit status: 0 taken back; 2 there is nothing to take back; 3 environment."""


@click.command("undo", epilog=EXAMPLES)
@click.argument("event", required=False, shell_complete=complete_event)
@click.option("--dry-run", is_flag=True, help="Say what would be taken back, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(event: str | None, dry_run: bool, as_json: bool, directory: str | None) -> int:
    """Take back your last command, or what EVENT names.  An undo can be undone."""
    session = Session({}, directory)
    actor = wiring.actor(session.folder)
    undone = undo(session.journal(), actor, event, dry_run=dry_run)
    if as_json:
        _print_json(undone, dry_run)
    else:
        _tell(undone, actor, dry_run)
    return 0


def _print_json(undone: Undone, dry_run: bool) -> None:
    from kx86.apps.cli.form import FORMAT

    print_json(
        {
            "kx86": __version__,
            "format": FORMAT,
            "dry_run": dry_run,
            "taken_back": [one.id for one in undone.taken],
            "events": [one.id for one in undone.by],
        }
    )


def _tell(undone: Undone, actor: str, dry_run: bool) -> None:
    from kx86.apps.cli.log_view import moment, said
    from kx86.apps.cli.terminal import printable

    first = undone.taken[0]
    whose = "" if first.actor == actor else f" of {first.actor}"
    word = "would take back" if dry_run else "taken back"
    click.echo(printable(f"{word}: {first.command}{whose}, {moment(first.time)}"))
    for line in said(undone.taken):
        click.echo(f"  {line}")
    if undone.by:
        click.echo(f"kx86 undo {undone.by[0].group} brings it back")
