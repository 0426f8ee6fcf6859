# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 review`: a new version as somebody sees it who commented on the old one."""

import sys
from typing import Any

import click

from kx86 import __version__
from kx86.apps.cli.chosen import Chosen, choose, person
from kx86.apps.cli.complete import complete_series
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.lists import archive_option
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.render import Style
from kx86.apps.cli.review_render import render_review
from kx86.apps.cli.review_view import review_view
from kx86.apps.cli.session import Session
from kx86.apps.cli.show import print_json, print_lines
from kx86.apps.cli.terminal import width_of
from kx86.flows.branch import next_version, read_branch
from kx86.flows.compare import review_version
from kx86.flows.posted import read_answers, read_postings, whole
from kx86.letters.review import Review

EXAMPLES = """\b
Examples:
  kx86 review 1a2b3c4d                     the newest version, against the last one replied to
  kx86 review 1a2b3c4d v3                  against version 3
  kx86 review 1a2b3c4d v2 v3               version 3 against version 2
  kx86 review x86/pmu/fix_foo              as the author: the branch against what was posted
  kx86 review 1a2b3c4d --as rita@kernel.example

\b
Patches that are the same are folded, hunks not read yet are shown, and each remark made on
the old version is listed with what became of it: changed there, untouched, answered, moved,
gone.  For the author it is a list of things to do.
Exit status: 0 no remark is open, 1 some are."""


@click.command("review", epilog=EXAMPLES)
@click.argument("series", metavar="ID", shell_complete=complete_series)
@click.argument("versions", metavar="[V1 [V2]]", nargs=-1)
@archive_option
@click.option("--as", "who", metavar="ADDRESS", help="Whose eyes to look with; by default those of git's user.email.")
@click.option("-v", "--verbose", is_flag=True, help="Every line, and every quoted one.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour; by default on a terminal.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(series: str, versions: tuple[str, ...], **given: Any) -> int:
    """Review a new version: what changed, and what became of each remark on the one before."""
    with Progress(sys.stderr) as progress:
        session = Session({"color": given["color"]}, given["directory"], progress)
        chosen = choose(session, given["archives"], series)
        found = _review(session, chosen, series, versions, given["who"])
    if given["as_json"]:
        print_json({"kx86": __version__, "format": FORMAT, "review": review_view(found)})
    else:
        print_lines(render_review(found, Style(session.paint(), width_of(sys.stdout), given["verbose"])))
    return 1 if found.open else 0


def _review(session: Session, chosen: Chosen, typed: str, versions: tuple[str, ...], who: str | None) -> Review:
    chain = chosen.named.chain
    postings = read_postings(chosen.archive, whole(chain))
    if chosen.named.branch:
        postings.append(next_version(read_branch(session.repo(), typed), chosen.standing.newest))
    mails = read_answers(chosen.archive, chain.postings, chosen.standing)
    return review_version(postings, mails, person(session, who), versions)
