# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 series link` and `unlink`: correct which posting is a later version of which."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from kx86 import __version__
from kx86.apps.cli.session import Session
from kx86.apps.cli.show import print_json
from kx86.apps.cli.terminal import printable

if TYPE_CHECKING:
    from kx86.flows.corrections import Corrected

LINK_EXAMPLES = """\b
Examples:
  kx86 series link V1-MSGID V2-MSGID
  kx86 series link V1-MSGID V2-MSGID --reason "the cover says so"
  kx86 undo

\b
A posting is named by the Message-ID of its cover letter or first patch (bare, in <>, or
as a link), or by the short name that kx86 series prints.
Exit status: 0 linked, or linked already; 2 wrong use; 3 environment."""

UNLINK_EXAMPLES = """\b
Examples:
  kx86 series unlink V1-MSGID V2-MSGID
  kx86 series unlink V1-MSGID V2-MSGID --reason "another series of this name"

\b
Exit status: 0 apart, or apart already; 2 wrong use; 3 environment."""


def _options(function: Callable[..., int]) -> Callable[..., int]:
    """Give a command what both take."""
    function = click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")(function)
    function = click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)
    function = click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")(function)
    function = click.option("--reason", metavar="TEXT", default="", help="Why; the log shows it.")(function)
    return click.argument("earlier")(click.argument("later")(function))


@click.command("link", epilog=LINK_EXAMPLES)
@_options
def link(**given: Any) -> int:
    """Say that LATER is a later version of EARLIER.  It outlives every rebuild of the index."""
    return _run("kx86 series link", given, linked=True)


@click.command("unlink", epilog=UNLINK_EXAMPLES)
@_options
def unlink(**given: Any) -> int:
    """Say that LATER is no later version of EARLIER.  It outlives every rebuild of the index."""
    return _run("kx86 series unlink", given, linked=False)


def _run(command: str, given: dict[str, Any], *, linked: bool) -> int:
    from kx86.flows.corrections import correct, read_wish

    session = Session({}, given["directory"])
    earlier, later = (_posting(session, given[name]) for name in ("earlier", "later"))
    wish = read_wish(earlier, later, given["reason"], linked=linked)
    done = correct(session.journal(), wish, command, dry_run=given["dry_run"])
    if given["as_json"]:
        _print_json(done, given["dry_run"])
    else:
        _tell(done, given["dry_run"])
    return 0


def _posting(session: Session, typed: str) -> str:
    """The Message-ID of a posting; a short name, as kx86 series prints it, is looked up in the index."""
    from kx86.apps.cli.lists import Lists
    from kx86.errors import UserError
    from kx86.flows.find import find_series
    from kx86.mail.short import range_of

    if range_of(typed) is None:
        return typed
    try:
        archive = Lists(session).open_as_it_is()
    except UserError:
        archive = None
    return find_series(archive.index, typed).posting.id if archive else typed


def _print_json(done: "Corrected", dry_run: bool) -> None:
    from kx86.apps.cli.form import FORMAT

    wish = done.wish
    print_json(
        {
            "kx86": __version__,
            "format": FORMAT,
            "dry_run": dry_run,
            "earlier": wish.earlier,
            "later": wish.later,
            "linked": wish.linked,
            "reason": wish.reason,
            "held": done.held,
            "event": done.event.id if done.event else None,
        }
    )


def _tell(done: "Corrected", dry_run: bool) -> None:
    wish = done.wish
    pair = f"{wish.earlier} {'->' if wish.linked else 'and'} {wish.later}"
    state = "linked" if wish.linked else "not linked"
    if done.held:
        click.echo(printable(f"{pair}: {state} already"))
    elif dry_run:
        click.echo(printable(f"{pair}: would be {state}"))
    else:
        click.echo(printable(f"{pair}: {state}; kx86 undo takes it back"))
