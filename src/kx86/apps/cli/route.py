# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 route`: the tree, the release and the topic that patches are for."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kx86 import __version__
from kx86.apps import wiring
from kx86.apps.cli.complete import complete_source
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.lists import archive_at_hand
from kx86.apps.cli.open_series import open_series
from kx86.apps.cli.own import own_range
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.session import Session, tell_trace
from kx86.apps.cli.show import print_json, print_lines, tell_nothing, tell_problems
from kx86.apps.cli.terminal import width_of
from kx86.errors import EnvironmentProblem, UserError
from kx86.flows.sources import Input

if TYPE_CHECKING:
    from kx86.flows.route import Clone, Routed, Router
    from kx86.handbook.facts import Edition
    from kx86.profile.model import Profile
    from kx86.series.series import Series

EXAMPLES = """\b
Examples:
  kx86 route                         what this branch adds to its upstream
  kx86 route kvm-x86/next..HEAD      a revision range
  kx86 route out/*.patch             patch files, an mbox or a maildir
  b4 am -o- MSGID | kx86 route -     mail on standard input
  kx86 route --archive ~/kvm MSGID   the posting that a mail belongs to
  kx86 route --open                  the newest version of every open series
  kx86 route --subjects FILE --json  series of which only subjects are known

\b
Shortlog prefixes do not decide: touched code, the theme of the whole, and in a clone what each
topic took of late do.  0.90 means: right nine times in ten.
Exit status: 0 something is for a tree of KVM x86, 1 nothing is, 2 wrong
use, 3 environment."""


@click.command("route", epilog=EXAMPLES)
@click.argument("source", nargs=-1, shell_complete=complete_source)
@click.option("--archive", metavar="PATH", help="Read Message-IDs from this mail archive, which is never written.")
@click.option("--all", "everything", is_flag=True, help="Every posting of the archive.")
@click.option("--open", "opened", is_flag=True, help="The newest version of every open series of the archive.")
@click.option("--subjects", metavar="FILE", type=click.Path(), help="Titles, subjects and paths in a JSON file, or -.")
@click.option(
    "--edition",
    type=click.Choice(["2023-02", "merged"]),
    help="Edition of the handbook; by default that of the tree at hand.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-v", "--verbose", is_flag=True, help="Everything that was weighed, and the git commands that were run.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour; by default on a terminal.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(source: tuple[str, ...], **given: Any) -> int:
    """Tell which tree, which release and which topic branch patches are for, how sure that is, and why."""
    _check_use(source, given)
    with Progress(sys.stderr) as progress:
        session = Session({name: given[name] for name in ("archive", "edition", "color")}, given["directory"], progress)
        profile = session.profile()
        clone = _clone(session, profile)
        router = router_of(session, profile, clone)
        found, into = _answers(session, router, source, given)
    if given["verbose"]:
        session.tell_commands()
        tell_trace((*clone.trees.trace, *clone.took.trace) if clone else ())
    if not found:
        return tell_nothing(into.problems, "route")
    _show(found, into, session, given)
    return 0 if any(one.answer.release != "none" for one in found) else 1


def _check_use(source: Sequence[str], given: dict[str, Any]) -> None:
    """Refuse what contradicts itself.  Raises UserError."""
    whole = [name for name in ("--all", "--open", "--subjects") if given[_NAMES[name]]]
    if len(whole) > 1 or (whole and source):
        raise UserError(f"{whole[0]} stands alone: name nothing else with it", hint=f"kx86 route {whole[0]}")
    if given["archive"] and not whole and not source:
        hint = "kx86 route --archive PATH MSGID, or --open for every open series"
        raise UserError("--archive needs a Message-ID", hint=hint)


_NAMES = {"--all": "everything", "--open": "opened", "--subjects": "subjects"}


def _clone(session: Session, profile: "Profile") -> "Clone | None":
    """What the clone at hand knows; None outside of a clone that follows a tree of the profile."""
    from kx86.flows.route import Clone

    try:
        trees = wiring.trees(session.folder)
    except (UserError, EnvironmentProblem):
        return None
    landscape = trees.landscape(profile, session.settings.trees)
    if not landscape.topics and not landscape.releases:
        return None
    return Clone(trees, landscape, wiring.topic_history(session.folder, session.progress))


def router_of(session: Session, profile: "Profile", clone: "Clone | None") -> "Router":
    """What routes series, by the edition that was chosen or that is at hand."""
    from kx86.flows.route import Router

    chosen = session.settings.edition()
    known: dict[str | None, Edition] = {}

    def edition(series: "Series | None") -> "Edition":
        """The edition that was chosen, else that of the tree below a series."""
        base = series.patches[0].parent if series and series.patches else None
        if chosen is None and base not in known:
            known[base] = _edition(session, profile, series)
        return chosen or known[base]

    return Router(profile=profile, edition=edition, clone=clone, progress=session.progress)


def _edition(session: Session, profile: "Profile", series: "Series | None") -> "Edition":
    from kx86.flows.facts import Gatherer

    return Gatherer(profile=profile, words=wiring.words(), repo=session.repo_if_any()).edition(series)


def _answers(
    session: Session, router: "Router", source: Sequence[str], given: dict[str, Any]
) -> "tuple[list[Routed], Input]":
    if given["subjects"]:
        from kx86.flows.route import read_subjects

        data = wiring.files().read(given["subjects"])
        return list(router.route_subjects(read_subjects(data, given["subjects"]))), Input()
    into = open_series(session) if given["opened"] else _read(session, router.clone, source, given)
    return list(router.route_all(into.series)), into


def _read(session: Session, clone: "Clone | None", source: Sequence[str], given: dict[str, Any]) -> Input:
    from kx86.flows.reading import Reader

    reader = Reader(
        files=wiring.files(),
        open_repo=session.repo,
        archive=archive_at_hand(session),
        mails_only=bool(given["archive"]),
        command=session.command,
        progress=lambda number: session.progress(f"reading the archive: {number} mails"),
    )
    if given["everything"]:
        return reader.read_everything()
    named = source or (own_range(session, clone.trees, clone.landscape) if clone else ())
    return reader.read(named) if named else reader.read_branch()


def _show(found: "Sequence[Routed]", into: Input, session: Session, given: dict[str, Any]) -> None:
    from kx86.apps.cli.route_view import route_view

    views = [route_view(one) for one in found]
    if given["as_json"]:
        problems = [{"source": problem.source, "message": problem.said} for problem in into.problems]
        print_json({"kx86": __version__, "format": FORMAT, "series": views, "problems": problems})
        return
    from kx86.apps.cli.render import Style
    from kx86.apps.cli.route_render import route_lines

    style = Style(session.paint(), width_of(sys.stdout), given["verbose"])
    lines: list[str] = []
    for one, view in zip(found, views, strict=True):
        lines += [*([""] if lines else []), *route_lines(one, view, style)]
    print_lines(lines)
    tell_problems(into.problems)
