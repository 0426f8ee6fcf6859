# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 check`: hear before posting what the maintainer would say after."""

import sys
from typing import Any

import click

from kx86.apps import wiring
from kx86.apps.cli.complete import complete_rule, complete_source
from kx86.apps.cli.lists import archive_at_hand
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.session import Session
from kx86.apps.cli.show import show, tell_nothing, tell_problems
from kx86.apps.cli.view import report_view
from kx86.errors import UserError
from kx86.flows.check import Check, Report
from kx86.flows.choice import choose_rules
from kx86.flows.facts import Gatherer
from kx86.flows.reading import Reader
from kx86.flows.sources import Input

EXAMPLES = """\b
Examples:
  kx86 check                        what this branch adds to its upstream
  kx86 check kvm-x86/next..HEAD     a revision range
  kx86 check HEAD                   one commit
  kx86 check out/*.patch            patch files, an mbox or a maildir
  b4 am -o- MSGID | kx86 check -    mail on standard input
  kx86 check --archive ~/kvm MSGID  the posting that a mail belongs to
  kx86 check --only SL- --strict    shortlogs, without mercy

\b
SOURCE is a range A..B, one revision, files, `-`, or with --archive Message-IDs (bare, in
<>, or as a link).  Exit status: 0 without errors, 1 with errors, 2 wrong use, 3 environment."""


@click.command("check", epilog=EXAMPLES)
@click.argument("source", nargs=-1, shell_complete=complete_source)
@click.option("--archive", metavar="PATH", help="Read Message-IDs from this mail archive, which is never written.")
@click.option("--all", "everything", is_flag=True, help="Check every posting of the archive.")
@click.option(
    "--edition",
    type=click.Choice(["2023-02", "merged"]),
    help="Edition of the handbook; by default that of the tree at hand.",
)
@click.option("--strict/--no-strict", default=None, help="Make every warning an error.")
@click.option(
    "--only", multiple=True, metavar="RULE", shell_complete=complete_rule, help="Run this rule or family (SL-) only."
)
@click.option(
    "--ignore", multiple=True, metavar="RULE", shell_complete=complete_rule, help="Leave this rule or family out."
)
@click.option("--checkpatch", is_flag=True, help="Run scripts/checkpatch.pl of this tree as well.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "checkpatch", "b4-review"]),
    help="How to print the findings.",
)
@click.option("-v", "--verbose", is_flag=True, help="Every finding in full, and the git commands that were run.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour; by default on a terminal.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(source: tuple[str, ...], **given: Any) -> int:
    """Check patches against the KVM x86 maintainer handbook: hear now what the maintainer would say later."""
    with Progress(sys.stderr) as progress:
        session = Session(_typed(given), given["directory"], progress)
        rules = choose_rules(wiring.rules(), given["only"], session.settings.names("ignore"))
        into, archive = _read(session, source, given["everything"], bool(given["archive"]))
        report = _check(session, rules, into, archive, given["checkpatch"]) if into.series else None
    if given["verbose"]:
        session.tell_commands()
    if report is None:
        return tell_nothing(into.problems)
    show(
        report_view(report), "json" if given["as_json"] else given["form"] or "text", session.paint(), given["verbose"]
    )
    tell_problems(into.problems)
    return 1 if report.refused else 0


def _typed(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in ("archive", "edition", "strict", "ignore", "color")}


def _read(session: Session, source: tuple[str, ...], everything: bool, typed: bool) -> tuple[Input, Any]:
    if everything and source:
        raise UserError(
            "--all checks the whole archive: name no SOURCE with it", hint="kx86 check --archive PATH MSGID"
        )
    if typed and not everything and not source:
        raise UserError(
            "--archive needs a Message-ID", hint="kx86 check --archive PATH MSGID, or --all for every posting"
        )
    archive = archive_at_hand(session)
    reader = Reader(
        files=wiring.files(),
        open_repo=session.repo,
        archive=archive,
        mails_only=typed,
        progress=lambda number: session.progress(f"reading the archive: {number} mails"),
    )
    if everything:
        return reader.read_everything(), archive
    return (reader.read(source) if source else reader.read_branch()), archive


def _previous(archive: Any) -> Any:
    """What finds the version before; None without an archive."""
    if archive is None:
        return None
    from kx86.flows.previous import Previous

    return Previous(archive)


def _check(session: Session, rules: Any, into: Input, archive: Any, with_checkpatch: bool) -> Report:
    repo = session.repo_if_any()
    script = None
    if with_checkpatch:
        tree = session.repo().work_tree()
        script = wiring.checkpatch(tree or session.folder)
    gather = Gatherer(profile=session.profile(), words=wiring.words(), repo=repo, previous=_previous(archive))
    check = Check(rules, gather, session.settings.flag("strict"), script)
    edition = session.settings.edition() or gather.edition(into.series[0])
    return check.report(into, edition, session.progress)
