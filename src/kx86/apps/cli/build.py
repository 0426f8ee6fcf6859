# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 build`: build every patch in every configuration that it needs."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from kx86 import __version__
from kx86.apps import wiring
from kx86.apps.cli.complete import complete_source
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.session import Session, tell_trace
from kx86.apps.cli.show import print_json, print_lines, tell_nothing, tell_problems
from kx86.apps.cli.terminal import printable, width_of
from kx86.errors import EnvironmentProblem, UserError

if TYPE_CHECKING:
    from kx86.apps.cli.building import Building
    from kx86.flows.sources import Input
    from kx86.testing.configuration import Configuration

EXAMPLES = """\b
Examples:
  kx86 build                        what this branch adds to its upstream
  kx86 build kvm-x86/next..HEAD     a revision range
  kx86 build --config 64-bit        in one configuration only
  kx86 build --level mandatory      what the handbook insists on, and nothing else
  kx86 build --keep-going           go on behind a patch that does not build
  kx86 build --archive ~/kvm MSGID  a posted series, shut in: see kx86 doctor
  kx86 build --dry-run              what would be built, and what is known already

\b
The patches are built in order, in a work tree of kx86's own; yours is not touched, and what is
not committed is not built.  The same content is never built twice: not in the next version, not
in another series.
Exit status: 0 every patch builds cleanly, 1 not so, 2 wrong use, 3 environment."""


def complete_configuration(_context: click.Context, _option: click.Parameter, begun: str) -> list[str]:
    """Complete the name of a configuration."""
    return [name for name in wiring.how_tested(None).configurations if name.startswith(begun)]


@click.command("build", epilog=EXAMPLES)
@click.argument("source", nargs=-1, shell_complete=complete_source)
@click.option("--archive", metavar="PATH", help="Read Message-IDs from this mail archive, which is never written.")
@click.option(
    "--config",
    "names",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_configuration,
    help="Build in this configuration only, every patch; more than once for several.",
)
@click.option("--level", metavar="LEVEL", help="Leave out what is asked for less: mandatory, strongly (encouraged).")
@click.option("-k", "--keep-going", is_flag=True, help="Go on behind a patch that does not build.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1, 1024), help="Compile so many files at once; by default one a core."
)
@click.option("--base", metavar="REV", help="Put a posted series on this commit, instead of the base that is found.")
@click.option("--trust", is_flag=True, help="Treat the patches as your own work: you have read what they would run.")
@click.option(
    "--edition",
    type=click.Choice(["2023-02", "merged"]),
    help="Edition of the handbook; by default that of the tree at hand.",
)
@click.option("--clean", is_flag=True, help="Remove what earlier builds of this clone left, and build nothing.")
@click.option("-n", "--dry-run", is_flag=True, help="Tell what would be built, or removed, and do nothing.")
@click.option("-v", "--verbose", is_flag=True, help="Every message in full, and the git commands that were run.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour; by default on a terminal.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(source: tuple[str, ...], **given: Any) -> int:
    """Build every patch of a series in order, in every configuration that it needs, and tell what does not build."""
    with Progress(sys.stderr) as progress:
        session = Session({name: given[name] for name in ("archive", "edition", "color")}, given["directory"], progress)
        if given["clean"]:
            return _clean(session, given["dry_run"])
        configurations = _configurations(session, given["names"])
        from kx86.apps.cli.building import read_series

        into = read_series(session, source, typed=bool(given["archive"]))
        if not into.series:
            return tell_nothing(into.problems, "build")
        return _built(session, into, configurations, given, progress)


def _configurations(session: Session, names: Sequence[str]) -> "Mapping[str, Configuration]":
    """The configurations that there are.  Raises UserError for a name that is none of them."""
    known = wiring.how_tested(wiring.profile_path(session.settings)).configurations
    for name in names:
        if name not in known:
            raise UserError(f"--config {name}: no such configuration", hint=f"there are {', '.join(known)}")
    return known


def _built(
    session: Session,
    into: "Input",
    configurations: "Mapping[str, Configuration]",
    given: dict[str, Any],
    progress: Progress,
) -> int:
    from kx86.apps.cli.building import Building, Options
    from kx86.apps.cli.plan import level_of

    options = Options(
        names=given["names"],
        level=level_of(given["level"]),
        keep_going=given["keep_going"],
        jobs=given["jobs"],
        trust=given["trust"],
        base=given["base"],
        dry_run=given["dry_run"],
    )
    trace: list[Sequence[str]] = []
    with ExitStack() as stack:
        building = Building(session, configurations, options, stack, trace)
        status = _show_each(building, into, given, progress)
    if given["verbose"]:
        sys.stdout.flush()
        session.tell_commands()
        tell_trace(trace)
    return status


def _show_each(building: "Building", into: "Input", given: dict[str, Any], progress: Progress) -> int:
    """Build and print one series after another, each row as it comes, as JSON all at once; return the exit status.

    Among several series, one that lies on nothing is a problem, and the others are built.
    """
    from kx86.apps.cli.build_print import Printer

    session = building.session
    printer = Printer(session.paint(), width_of(sys.stdout), given["verbose"], progress.hide)
    views, problems = building.build_each(into.series, None if given["as_json"] else printer)
    problems = [*into.problems, *problems]
    if given["as_json"]:
        told = [{"source": problem.source, "message": problem.said} for problem in problems]
        print_json({"kx86": __version__, "format": FORMAT, "series": views, "problems": told})
    else:
        tell_problems(problems)
    if any(view.refused for view in views) or any(problem.status == 1 for problem in problems):
        return 1
    # What nothing here can build is no good series.
    return EnvironmentProblem.status if any(view.lacking and not view.configurations for view in views) else 0


def _clean(session: Session, dry_run: bool) -> int:
    """Remove the place where kernels of the clone at hand are built."""
    from kx86.apps.cli.building import place_of

    place = place_of(session)
    size = wiring.build_place_size(place)
    if size is None:
        print_lines([f"nothing to do: {printable(place)} is not there"])
        return 0
    if not dry_run:
        wiring.remove_build_place(place, session.command)
    print_lines([f"{'would remove' if dry_run else 'removed'} {printable(place)} ({size / (1 << 30):.1f} GiB)"])
    return 0
