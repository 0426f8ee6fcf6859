# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 state`: share the journal between machines and people through a git ref."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from kx86 import __version__
from kx86.apps import wiring
from kx86.apps.cli.complete import complete_remote
from kx86.apps.cli.session import Session, enter, tell_trace
from kx86.apps.cli.show import print_json
from kx86.apps.cli.terminal import printable

if TYPE_CHECKING:
    from kx86.flows.state import Exchange, Sharing

EXAMPLES = """\b
Examples:
  kx86 state push               give the remote what was decided here, and take in the rest
  kx86 state fetch              only take in what others decided
  kx86 state push --dry-run     say how many events would come and go
  git config kx86.state.remote maintainers

\b
Only refs/kx86/state is read and written, never by force (refs/kx86/state-NAME with a profile of
another name); events of several people are put together without conflicts.  Whoever may push
there can write in any name.
Exit status: 0 done; 1 the remote refused; 2 wrong use; 3 environment."""

PUSH_EXAMPLES = """\b
Examples:
  kx86 state push               to the remote that is set, or the only one
  kx86 state push maintainers   to this one
  kx86 state push --dry-run     count what would go, and write nothing

\b
Exit status: 0 done; 1 the remote refused; 2 wrong use; 3 environment."""

FETCH_EXAMPLES = """\b
Examples:
  kx86 state fetch               from the remote that is set, or the only one
  kx86 state fetch maintainers   from this one
  kx86 state fetch --dry-run     count what would come, and write nothing

\b
Exit status: 0 done; 2 wrong use; 3 environment."""


@click.group("state", epilog=EXAMPLES)
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(directory: str | None) -> None:
    """Share the journal between machines and people, through the git ref refs/kx86/state."""
    if directory is not None:
        enter(directory)


def _exchange(function: Callable[..., int]) -> Callable[..., int]:
    """Give a command what both take."""
    function = click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")(function)
    function = click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)
    function = click.option("-v", "--verbose", is_flag=True, help="The git commands that were run.")(function)
    function = click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")(function)
    return click.argument("remote", required=False, shell_complete=complete_remote)(function)


@command.command("push", epilog=PUSH_EXAMPLES)
@_exchange
def push(**given: Any) -> int:
    """Give REMOTE what is here, and take in what it has."""
    sharing = _sharing(given)
    done = sharing.push(dry_run=given["dry_run"])
    return _tell(sharing, done, given, f"sent {done.went}, received {done.came}")


@command.command("fetch", epilog=FETCH_EXAMPLES)
@_exchange
def fetch(**given: Any) -> int:
    """Take in what REMOTE has."""
    sharing = _sharing(given)
    done = sharing.fetch(dry_run=given["dry_run"])
    return _tell(sharing, done, given, f"received {done.came}")


def _sharing(given: dict[str, Any]) -> "Sharing":
    from kx86.flows.state import Sharing, choose_remote

    session = Session({"state.remote": given["remote"]}, given["directory"])
    ref = wiring.state_ref(session.folder, session.profile())
    remote = choose_remote(session.settings.text("state.remote"), ref.remotes())
    return Sharing(session.journal(), ref, remote)


def _tell(sharing: "Sharing", done: "Exchange", given: dict[str, Any], counts: str) -> int:
    if given["verbose"]:
        tell_trace(sharing.ref.trace)
    if given["as_json"]:
        _print_json(done, given["dry_run"])
    elif done.refused is not None:
        click.echo(printable(f"{done.remote}: refused: {done.refused}"), err=True)
    else:
        would = "would have " if given["dry_run"] else ""
        click.echo(printable(f"{done.remote}: {would}{counts} of {done.total} events"))
    return 0 if done.refused is None else 1


def _print_json(done: "Exchange", dry_run: bool) -> None:
    from kx86.apps.cli.form import FORMAT

    print_json(
        {
            "kx86": __version__,
            "format": FORMAT,
            "dry_run": dry_run,
            "remote": done.remote,
            "received": done.came,
            "sent": done.went,
            "events": done.total,
            "refused": done.refused,
        }
    )
