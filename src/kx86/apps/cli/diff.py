# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 diff`: what changed between two versions of a series."""

import sys
from typing import Any

import click

from kx86 import __version__
from kx86.apps.cli.chosen import choose
from kx86.apps.cli.complete import complete_series
from kx86.apps.cli.diff_render import render_diff
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.lists import archive_option
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.render import Style
from kx86.apps.cli.review_view import diff_view
from kx86.apps.cli.session import Session
from kx86.apps.cli.show import print_json, print_lines
from kx86.apps.cli.terminal import width_of
from kx86.flows.compare import diff_versions
from kx86.flows.posted import read_postings, whole

EXAMPLES = """\b
Examples:
  kx86 diff 1a2b3c4d              the last two versions
  kx86 diff 1a2b3c4d v1           version 1 against the newest
  kx86 diff MSGID v2 v4           any two

\b
Works from the mails alone: no base and no clone is needed.  Patches are paired as git
range-diff does (= same, ! changed, > new, < dropped); of a changed patch the hunks that
differ are shown, and a hunk that only went to another patch is not called new.
Exit status: 0 nothing changed, 1 something did."""


@click.command("diff", epilog=EXAMPLES)
@click.argument("series", metavar="ID", shell_complete=complete_series)
@click.argument("versions", metavar="[V1 [V2]]", nargs=-1)
@archive_option
@click.option("--interdiff", is_flag=True, help="Compare what both versions make of the files, not the patches.")
@click.option("-v", "--verbose", is_flag=True, help="Every line.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour; by default on a terminal.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(series: str, versions: tuple[str, ...], **given: Any) -> int:
    """Show what changed between two versions of a series, patch by patch and hunk by hunk."""
    with Progress(sys.stderr) as progress:
        session = Session({"color": given["color"]}, given["directory"], progress)
        chosen = choose(session, given["archives"], series)
        comparison = diff_versions(
            read_postings(chosen.archive, whole(chosen.named.chain)), versions, interdiff=given["interdiff"]
        )
    if given["as_json"]:
        print_json({"kx86": __version__, "format": FORMAT, "diff": diff_view(comparison)})
    else:
        print_lines(render_diff(comparison, Style(session.paint(), width_of(sys.stdout), given["verbose"])))
    return 0 if all(one.identical and not one.reordered for one in comparison.patches) else 1
