# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 base`: what a series should be based on, whether it is, and what to type."""

import sys
from typing import Any

import click

from kx86 import __version__
from kx86.apps import wiring
from kx86.apps.cli.complete import complete_source
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.lists import archive_option
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.session import Session, quoted, tell_trace
from kx86.apps.cli.show import print_json, print_lines
from kx86.apps.cli.terminal import printable, width_of
from kx86.errors import UserError

EXAMPLES = """\b
Examples:
  kx86 base                       the branch at hand
  kx86 base x86/pmu/fix_foo       another branch, or any revision
  kx86 base --topic svm           as if the branch were for svm
  kx86 base --arg                 print --base=x/pmu, for git format-patch
  kx86 base --install-alias fp    define `git fp`: format-patch with the right base
  kx86 base --set-upstream        make --base=auto and format.useAutoBase right
  kx86 base out/*.patch           what a posted series is based on
  kx86 base --archive kvm MSGID   the same, for a mail of the list

\b
The topic is read from a branch name like x86/pmu/fix_foo, else from the patches.  Nothing is
changed but by --install-alias and --set-upstream; --dry-run tells what they would do.
Exit status: 0 the base is right and the series applies, 1 not so, 2 wrong use, 3 environment."""


@click.command("base", epilog=EXAMPLES)
@click.argument("source", nargs=-1, shell_complete=complete_source)
@click.option("--topic", metavar="TOPIC", help="The topic branch that the series is for.")
@click.option(
    "--edition",
    type=click.Choice(["2023-02", "merged"]),
    help="Edition of the handbook; by default that of the tree at hand.",
)
@click.option("--arg", "argument", is_flag=True, help="Print --base=... for git format-patch, and nothing else.")
@click.option("--install-alias", "alias", metavar="NAME", help="Define `git NAME` as format-patch with the right base.")
@click.option("--set-upstream", "upstream", is_flag=True, help="Set the upstream of the branch to its base.")
@click.option("--force", is_flag=True, help="Replace an alias, or the upstream of a branch with a backup.")
@click.option("-n", "--dry-run", is_flag=True, help="Tell what would be set, and set nothing.")
@archive_option
@click.option("-v", "--verbose", is_flag=True, help="Print the git commands that were run.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour; by default on a terminal.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(source: tuple[str, ...], **given: Any) -> int:
    """Tell what a series should be based on, whether it is, whether it still applies, and what to type."""
    with Progress(sys.stderr) as progress:
        typed = {name: given[name] for name in ("edition", "color")}
        session = Session(typed, given["directory"], progress)
        _check_use(given)
        if given["alias"]:
            return _alias(session, given)
        if _is_posted(session, source, bool(given["archives"])):
            return _posted(session, source, given)
        return _branch(session, next(iter(source), "HEAD"), given)


def _is_posted(session: Session, source: tuple[str, ...], typed: bool) -> bool:
    """Is it mail: files, standard input, Message-IDs?  Else it is a revision."""
    from kx86.flows.reading import looks_like_message_id

    files, repo = wiring.files(), session.repo_if_any()
    if len(source) > 1 and repo and all(repo.knows(name) and not files.exists(name) for name in source):
        raise UserError("one branch at a time", hint=f"kx86 base {quoted(source[0])}")
    if typed or len(source) > 1:
        return True
    return any(
        name == "-"
        or looks_like_message_id(name)
        # A branch may be named like a folder of the kernel.
        or (files.exists(name) and not (repo and repo.knows(name)))
        for name in source
    )


def _posted(session: Session, source: tuple[str, ...], given: dict[str, Any]) -> int:
    from kx86.apps.cli.base_posted import Options, answer_posted

    if not source:
        raise UserError("--archive needs a Message-ID", hint="kx86 base --archive PATH MSGID")
    for name, option in (("argument", "--arg"), ("upstream", "--set-upstream"), ("topic", "--topic")):
        if given[name]:
            raise UserError(f"{option} is for branches, not for mail", hint=f"kx86 base {option} BRANCH")
    options = Options(archives=given["archives"], as_json=given["as_json"], verbose=given["verbose"])
    return answer_posted(session, source, options)


def _branch(session: Session, source: str, given: dict[str, Any]) -> int:
    from kx86.apps.cli.base_branch import Found, find

    found: Found = find(session, source, given["topic"])
    if given["upstream"]:
        status = _set_upstream(found, given)
    elif given["argument"]:
        print_lines([f"--base={found.argument.value}"])
        _tell([*found.argument.notes, *found.unsure])
        status = 0
    elif given["as_json"]:
        print_json({"kx86": __version__, "format": FORMAT, **found.view()})
        status = found.status
    else:
        from kx86.apps.cli.base_render import base_lines

        print_lines(base_lines(found.base_view(), session.paint(), width_of(sys.stdout)))
        status = found.status
    if given["verbose"]:
        sys.stdout.flush()
        tell_trace(found.trace())
    return status


def _set_upstream(found: Any, given: dict[str, Any]) -> int:
    from kx86.flows.base_settings import set_upstream

    answer = found.answer
    change = set_upstream(
        found.branches, found.landscape, answer, found.name, force=given["force"], dry_run=given["dry_run"]
    )
    return _said(change, given["dry_run"])


def _alias(session: Session, given: dict[str, Any]) -> int:
    from kx86.flows.base_settings import install_alias

    branches = wiring.own_branches(session.folder)
    return _said(
        install_alias(branches, given["alias"], force=given["force"], dry_run=given["dry_run"]), given["dry_run"]
    )


def _said(change: Any, dry_run: bool) -> int:
    if dry_run and change.needed:
        print_lines([f"would run: {' '.join(quoted(word) for word in change.command)}"])
    else:
        print_lines([printable(change.said) if change.needed else f"nothing to do: {printable(change.said)}"])
    return 0


def _tell(notes: list[str]) -> None:
    sys.stdout.flush()
    for note in notes:
        click.echo(f"note: {printable(note)}", err=True)


def _check_use(given: dict[str, Any]) -> None:
    """Refuse options that ask for two answers at once."""
    asked = [name for name in ("argument", "alias", "upstream", "as_json") if given[name]]
    if len(asked) > 1:
        raise UserError(
            "--arg, --install-alias, --set-upstream and --json each ask for another answer", hint="name one"
        )
