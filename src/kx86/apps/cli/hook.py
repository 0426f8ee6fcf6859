# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 hook`: check every commit message as it is written."""

import sys
from typing import TYPE_CHECKING

import click

from kx86.apps import wiring
from kx86.apps.cli.session import Session, enter
from kx86.apps.cli.terminal import Paint, printable, wants_colour, width_of
from kx86.errors import Kx86Error
from kx86.flows.hook_install import BEFORE, Status, install, status, uninstall
from kx86.flows.hook_message import message_to_check

if TYPE_CHECKING:
    from kx86.flows.check import Report

EXAMPLES = """\b
Examples:
  kx86 hook install              check every commit in this clone, behind a hook that is there
  kx86 hook status               where the hook is, and whether kx86 is found
  git config kx86.hook enforce   refuse commits with errors; git commit --no-verify goes past

\b
The hook prints and lets the commit pass.  It is silent for merges, reverts, fixup!,
squash! and amend! commits, rebases, and commits without KVM files."""


@click.group("hook", epilog=EXAMPLES)
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(directory: str | None) -> None:
    """Check every commit message as it is written, with a commit-msg hook."""
    if directory is not None:
        enter(directory)


@command.command("install")
def install_hook() -> int:
    """Install the hook; one that is there already is kept and runs first."""
    now = install(wiring.hooks())
    click.echo(f"{now.path}: installed{_behind(now)}")
    if not wiring.on_path():
        click.echo("kx86 is not on PATH: the hook will say so and check nothing", err=True)
    return 0


@command.command("uninstall")
def uninstall_hook() -> int:
    """Take the hook away and put back the one that was there."""
    was = uninstall(wiring.hooks())
    if was.state == "absent":
        click.echo(f"{was.path}: no hook of kx86, nothing to do")
    else:
        click.echo(f"{was.path}: {'the hook before kx86 is back' if was.chained else 'removed'}")
    return 0


@command.command("status")
def hook_status() -> int:
    """Tell whether the hook is installed: exit status 0 if it is, 1 if not."""
    now = status(wiring.hooks())
    word = {
        "installed": "installed",
        "outdated": "of another kx86 (kx86 hook install renews it)",
        "absent": "not installed",
    }
    click.echo(f"{now.path}: {word[now.state]}{_behind(now)}")
    if now.state == "absent":
        return 1
    click.echo(f"errors: {'refused' if Session({}).settings.text('hook') == 'enforce' else 'told, the commit passes'}")
    click.echo(f"kx86: {'found on PATH' if wiring.on_path() else 'not on PATH, so nothing is checked'}")
    return 0


def _behind(now: Status) -> str:
    return f", runs after {BEFORE}" if now.chained else ""


@command.command("run", hidden=True)
@click.argument("file")
@click.option("--git-pid", type=int, hidden=True)
def run(file: str, git_pid: int | None) -> int:
    """Check the message in FILE; git runs this."""
    try:
        pending = wiring.pending(".", file, git_pid)
        message = message_to_check(pending)
        if message is None:
            return 0
        session = Session({})
        report = wiring.hook_check(session.folder, session.settings).report(pending.commit(message))
    except Kx86Error as error:
        click.echo(f"kx86: {printable(error.message)}; the commit message was not checked", err=True)
        return 0
    if report is None:
        return 0
    enforced = session.settings.text("hook") == "enforce" and report.refused
    _tell(report, enforced, file, Paint(wants_colour(session.settings.text("color") or "auto", sys.stderr)))
    return 1 if enforced else 0


def _tell(report: "Report", enforced: bool, file: str, paint: Paint) -> None:
    from kx86.apps.cli.render import Style, render
    from kx86.apps.cli.view import report_view

    if not any(one.remarks for one in report.checked):
        return
    for line in render(report_view(report), Style(paint, width_of(sys.stderr))):
        click.echo(line, err=True, color=paint.on)
    if enforced:
        click.echo(f"kx86: commit refused; git commit -e -F {file} takes the message up again", err=True)
    else:
        click.echo(
            paint("dim", "The commit is made all the same; git commit --amend mends it."), err=True, color=paint.on
        )
