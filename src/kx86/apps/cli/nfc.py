# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 nfc`: prove by object code that patches change nothing."""

import sys
from collections.abc import Sequence
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
from kx86.errors import UserError

if TYPE_CHECKING:
    from kx86.apps.cli.building import Building
    from kx86.apps.cli.nfc_view import NfcView
    from kx86.flows.sources import Input
    from kx86.series.series import Series
    from kx86.testing.configuration import Configuration

EXAMPLES = """\b
Examples:
  kx86 nfc                        what this branch adds to its upstream
  kx86 nfc kvm-x86/next..HEAD     a revision range
  kx86 nfc --config no-smm        compare the objects of another configuration
  kx86 nfc --json HEAD~..HEAD     which functions changed, for other programs
  kx86 nfc --archive ~/kvm MSGID  a posted series, built shut in: see kx86 doctor

\b
Every patch is built, and each object compared with the one before it, function by function.
Line numbers, debug information, the order of functions and names do not count; all else does.
What is proved holds for the configuration that was built.
Exit status: 0 every claim is proved, 1 a patch says that nothing changes and that is not proved,
or does not build, 2 wrong use, 3 environment.  A patch without a claim may change what it likes."""


def complete_configuration(_context: click.Context, _option: click.Parameter, begun: str) -> list[str]:
    """Complete the name of a configuration whose objects can be compared."""
    from kx86.testing.comparable import is_comparable

    known = wiring.how_tested(None).configurations
    return [name for name, one in known.items() if name.startswith(begun) and is_comparable(one)]


@click.command("nfc", epilog=EXAMPLES)
@click.argument("source", nargs=-1, shell_complete=complete_source)
@click.option("--archive", metavar="PATH", help="Read Message-IDs from this mail archive, which is never written.")
@click.option(
    "--config",
    "name",
    metavar="NAME",
    default="64-bit",
    shell_complete=complete_configuration,
    help="Compare the objects of this configuration; by default 64-bit.",
)
@click.option(
    "-j", "--jobs", type=click.IntRange(1, 1024), help="Compile so many files at once; by default one a core."
)
@click.option("--base", metavar="REV", help="Put a posted series on this commit, instead of the base that is found.")
@click.option("--trust", is_flag=True, help="Treat the patches as your own work: you have read what they would run.")
@click.option("-v", "--verbose", is_flag=True, help="All that differs, and the git commands that were run.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour; by default on a terminal.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(source: tuple[str, ...], **given: Any) -> int:
    """Prove that patches change no function, or name the functions that they change, by comparing object code."""
    with Progress(sys.stderr) as progress:
        session = Session({name: given[name] for name in ("archive", "color")}, given["directory"], progress)
        configuration = _configuration(session, given["name"])
        from kx86.apps.cli.building import Building, Options, read_series

        into = read_series(session, source, typed=bool(given["archive"]))
        if not into.series:
            return tell_nothing(into.problems, "nfc")
        options = Options(jobs=given["jobs"], trust=given["trust"], base=given["base"])
        trace: list[Sequence[str]] = []
        with ExitStack() as stack:
            building = Building(session, {configuration.name: configuration}, options, stack, trace)
            refused = _show_each(building, configuration, into, given, progress)
    if given["verbose"]:
        sys.stdout.flush()
        session.tell_commands()
        tell_trace(trace)
    return 1 if refused else 0


def _configuration(session: Session, name: str) -> "Configuration":
    """The configuration to compare in.  Raises UserError for one whose objects cannot be compared."""
    from kx86.testing.comparable import comparable, is_comparable

    known = wiring.how_tested(wiring.profile_path(session.settings)).configurations
    fitting = [one.name for one in known.values() if is_comparable(one)]
    if name not in fitting:
        why = "only objects of 64-bit x86 are compared" if name in known else "no such configuration"
        raise UserError(f"--config {name}: {why}", hint=f"there are {', '.join(fitting)}")
    return comparable(known[name])


def _show_each(
    building: "Building", configuration: "Configuration", into: "Input", given: dict[str, Any], progress: Progress
) -> bool:
    """Prove and print one series after another, each patch as it comes; as JSON all at once."""
    views: list[NfcView] = []
    for series in into.series:
        if views and not given["as_json"]:
            print_lines([""])
        views.append(_prove(building, configuration, series, given, progress))
    if given["as_json"]:
        problems = [{"source": problem.source, "message": problem.said} for problem in into.problems]
        print_json({"kx86": __version__, "format": FORMAT, "series": views, "problems": problems})
    else:
        tell_problems(into.problems)
    return any(view.refused for view in views)


def _prove(
    building: "Building", configuration: "Configuration", series: "Series", given: dict[str, Any], progress: Progress
) -> "NfcView":
    from kx86.apps.cli.nfc_render import head_lines, proof_lines, sum_line
    from kx86.apps.cli.nfc_view import nfc_view
    from kx86.apps.cli.render import Style
    from kx86.flows.nfc import ProveSeries
    from kx86.testing.nfc import Sameness
    from kx86.testing.steps import targets_of
    from kx86.testing.trust import OWN

    session = building.session
    laid = building.lay(series)
    domain = building.domain_of(series)
    builder = building.builder if domain == OWN else building.builder.within(domain)
    style = Style(session.paint(), width_of(sys.stdout), given["verbose"])

    def show(lines: Sequence[str]) -> None:
        if not given["as_json"]:
            progress.hide()
            print_lines(lines)
            sys.stdout.flush()

    flow = ProveSeries(
        builder=builder,
        configuration=configuration,
        targets=targets_of(configuration, laid.steps, laid.makefiles),
        base=laid.base,
        news=progress,
    )
    builder.compiler(configuration)
    found: list[Sameness] = []
    show(list(head_lines(nfc_view(laid, found, configuration, domain), style)))
    if not given["as_json"]:
        for note in building.notes(series, domain):
            click.echo(f"note: {printable(note)}", err=True)
    for one in flow.run(laid.steps, series.patches):
        found.append(one)
        view = nfc_view(laid, found, configuration, domain)
        show(list(proof_lines(view.patches[-1], view, style)))
    view = nfc_view(laid, found, configuration, domain)
    show(list(sum_line(view)))
    return view
