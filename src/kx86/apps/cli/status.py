# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 status`: where the series of this branch stands, for the one who wrote it."""

import sys
from collections.abc import Iterator
from typing import Any

import click

from kx86 import __version__
from kx86.apps import wiring
from kx86.apps.cli.complete import complete_source
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.lists import Lists, archive_option
from kx86.apps.cli.mail_rows import day
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.render import Style
from kx86.apps.cli.review_render import render_review
from kx86.apps.cli.review_view import review_view
from kx86.apps.cli.series_render import status_colour, version_of
from kx86.apps.cli.series_view import series_view
from kx86.apps.cli.session import Session
from kx86.apps.cli.show import print_json, print_lines
from kx86.apps.cli.terminal import cut, printable, width_of
from kx86.flows.branch import Pair
from kx86.flows.status import BranchStatus, branch_status
from kx86.mail.short import short
from kx86.profile.model import Profile

EXAMPLES = """\b
Examples:
  kx86 status                    the branch at hand
  kx86 status x86/pmu/fix_foo    another one

\b
Finds the series by its commits, whatever the branch is called: same patch or same shortlog.
Exit status: 0 nothing is left to do, 1 something is: remarks without a change, tags to add,
or the series was not posted yet."""
_LONGEST = 140


@click.command("status", epilog=EXAMPLES)
@click.argument("branch", default="HEAD", shell_complete=complete_source)
@archive_option
@click.option("-v", "--verbose", is_flag=True, help="Every remark in full.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour; by default on a terminal.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(branch: str, **given: Any) -> int:
    """Tell where the series of a branch stands: posted, changed since, tags to add, remarks to answer."""
    with Progress(sys.stderr) as progress:
        session = Session({"color": given["color"]}, given["directory"], progress)
        repo, profile = session.repo(), session.profile()
        archive = Lists(session, given["archives"]).open()
        known = wiring.known(session.folder, profile, progress)
        found = branch_status(archive, repo, branch, profile, known)
    if given["as_json"]:
        print_json({"kx86": __version__, "format": FORMAT, **_view(found, profile)})
    else:
        print_lines(_lines(found, Style(session.paint(), width_of(sys.stdout), given["verbose"])))
    return 1 if _left(found) else 0


def _left(found: BranchStatus) -> bool:
    return found.standing is None or bool(found.new_tags()) or bool(found.to_do and found.to_do.open)


def _lines(found: BranchStatus, style: Style) -> Iterator[str]:
    paint, posting, standing = style.paint, found.posting, found.standing
    count = len(found.series.patches)
    yield f"{printable(found.branch)}: {count} commit{'s' if count != 1 else ''}"
    if posting is None or standing is None:
        yield "not posted, as far as the archive knows (kx86 sync brings it up to date)"
        return
    now = standing.now
    yield (
        f"{version_of(posting)} of {paint('title', cut(printable(posting.title), _LONGEST))}, posted {day(posting.date)} "
        f"({short(posting.id)})"
    )
    yield f"{paint(status_colour(now.status), now.status)}, {cut(printable(now.words), _LONGEST)}"
    yield ""
    tags = found.new_tags()
    for one in found.pairs:
        yield _pair_line(one, style)
        yield from (paint("new", f"    + {printable(tag)}") for tag in tags.get(one.commit.commit or "", ()))
    for n in found.lost:
        yield f"  patch {n} of {version_of(posting)} is no longer in the branch"
    if found.to_do is not None and found.to_do.remarks:
        yield ""
        yield from render_review(found.to_do, style)
    yield from _next(found, short(posting.id))


def _pair_line(one: Pair, style: Style) -> str:
    state = "not posted yet" if one.posted is None else "as posted" if one.same else "changed since it was posted"
    colour = "dim" if one.same else "warning"
    return f"  {(one.commit.commit or '')[:12]} {cut(printable(one.commit.shortlog), _LONGEST)}  {style.paint(colour, state)}"


def _next(found: BranchStatus, name: str) -> Iterator[str]:
    """What to type next."""
    if found.tags is not None and (found.tags.left or found.tags.naks):
        yield f"kx86 show {name} lists tags that were not taken, and NAKs"
    if found.new_tags():
        yield "the lines with + are tags to add to the commits: git rebase -i, or b4 trailers -u"


def _view(found: BranchStatus, profile: Profile) -> dict[str, object]:
    standing = found.standing
    tags = found.new_tags()
    return {
        "branch": found.branch,
        "series": series_view(standing, short(standing.newest.id), profile) if standing else None,
        "commits": [
            {
                "commit": one.commit.commit,
                "subject": one.commit.shortlog,
                "posted": one.posted.message_id if one.posted else None,
                "same": one.same,
                "tags": tags.get(one.commit.commit or "", ()),
            }
            for one in found.pairs
        ],
        "lost": found.lost,
        "review": review_view(found.to_do) if found.to_do else None,
    }
