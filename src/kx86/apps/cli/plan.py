# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 plan`: what must be built and run for patches, and why."""

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
from kx86.apps.cli.own import own_source
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.session import Session, tell_trace
from kx86.apps.cli.show import print_json, print_lines, tell_nothing, tell_problems
from kx86.apps.cli.terminal import width_of
from kx86.errors import UserError

if TYPE_CHECKING:
    from kx86.flows.plan import Planner
    from kx86.flows.sources import Input
    from kx86.handbook.facts import Edition
    from kx86.ports.kernel_tree import KernelTree
    from kx86.series.series import Series
    from kx86.testing.plan import Plan

LEVELS = ("mandatory", "strongly encouraged", "encouraged")
EXAMPLES = """\b
Examples:
  kx86 plan                          what this branch adds to its upstream
  kx86 plan kvm-x86/next..HEAD       a revision range
  kx86 plan --explain HEAD~3..       every reason, patch by patch
  kx86 plan --level mandatory HEAD~3..
  kx86 plan -C linux out/*.patch     patch files, an mbox or a maildir
  b4 am -o- MSGID | kx86 plan -      mail on standard input
  kx86 plan --archive ~/kvm MSGID    the posting that a mail belongs to
  kx86 plan --open                   the newest version of every open series
  kx86 nfc --json | kx86 plan --proof -   no run for what object code proves to be the same

\b
A clone tells which functions read which module params, and what Kconfig symbols guard.  Without
one paths and the names in the patches must do.
Exit status: 0 a plan was made, 1 nothing of KVM x86 is touched, 2 wrong
use, 3 environment."""


@click.command("plan", epilog=EXAMPLES)
@click.argument("source", nargs=-1, shell_complete=complete_source)
@click.option("--explain", is_flag=True, help="Every reason, patch by patch.")
@click.option("--level", metavar="LEVEL", help="Leave out what is asked for less: mandatory, strongly (encouraged).")
@click.option("--archive", metavar="PATH", help="Read Message-IDs from this mail archive, which is never written.")
@click.option("--all", "everything", is_flag=True, help="Every posting of the archive.")
@click.option("--open", "opened", is_flag=True, help="The newest version of every open series of the archive.")
@click.option(
    "--edition",
    type=click.Choice(["2023-02", "merged"]),
    help="Edition of the handbook; by default that of the tree at hand.",
)
@click.option(
    "--proof",
    metavar="FILE",
    type=click.Path(),
    help="What kx86 nfc --json printed, or -: no run for what is proved to change nothing.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-v", "--verbose", is_flag=True, help="Show the git commands that were run.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour; by default on a terminal.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(source: tuple[str, ...], **given: Any) -> int:
    """Tell what must be built and what must be run for patches, how much the handbook asks for it, and why."""
    level = level_of(given["level"])
    _check_use(source, given)
    with Progress(sys.stderr) as progress:
        session = Session({name: given[name] for name in ("archive", "edition", "color")}, given["directory"], progress)
        tree = wiring.kernel_tree(session.folder, session.progress)
        into = _read(session, source, given)
        planner = planner_of(session, tree)
        if given["proof"]:
            from kx86.testing.proved import read_proofs

            planner.proofs = read_proofs(wiring.files().read(given["proof"]), given["proof"])
        found = [(series, planner.plan(series)) for series in into.series]
    if given["verbose"]:
        session.tell_commands()
        tell_trace(tree.trace)
    if not found:
        return tell_nothing(into.problems, "plan")
    _show([(series, plan.down_to(level)) for series, plan in found], into, session, given)
    return 0 if any(plan.concerned for _, plan in found) else 1


def level_of(typed: str | None) -> Any:
    """Return the level whose name begins like that.  Raises UserError for any other."""
    if typed is None:
        return LEVELS[-1]
    for level in LEVELS:
        if typed and level.startswith(typed.lower().replace("-", " ")):
            return level
    raise UserError(f"--level {typed}: no level", hint=f"--level {LEVELS[0]}, or strongly, or {LEVELS[2]}")


def _check_use(source: Sequence[str], given: dict[str, Any]) -> None:
    """Refuse what contradicts itself.  Raises UserError."""
    whole = [name for name, key in (("--all", "everything"), ("--open", "opened")) if given[key]]
    if len(whole) > 1 or (whole and source):
        raise UserError(f"{whole[0]} stands alone: name nothing else with it", hint=f"kx86 plan {whole[0]}")
    if given["archive"] and not whole and not source:
        hint = "kx86 plan --archive PATH MSGID, or --open for every open series"
        raise UserError("--archive needs a Message-ID", hint=hint)


def planner_of(session: Session, tree: "KernelTree") -> "Planner":
    """Return what plans series, by the edition that was chosen or that is at hand."""
    from kx86.flows.facts import Gatherer
    from kx86.flows.plan import Clone, Planner

    profile = session.profile()
    repo = session.repo_if_any()
    testing = wiring.how_tested(wiring.profile_path(session.settings))
    needed = dict.fromkeys(name for one in testing.configurations.values() for name in one.needs)
    gatherer = Gatherer(profile=profile, words=wiring.words(), repo=repo)
    known: dict[str | None, Edition] = {}

    def edition(series: "Series") -> "Edition":
        """The edition that was chosen, else that of the tree below a series."""
        chosen = session.settings.edition()
        base = series.patches[0].parent if series.patches else None
        if chosen is None and base not in known:
            known[base] = gatherer.edition(series)
        return chosen or known[base]

    return Planner(
        profile=profile,
        testing=testing,
        edition=edition,
        machine=wiring.programs(needed),
        clone=Clone(repo, tree) if repo is not None else None,
        command=session.command,
    )


def _read(session: Session, source: Sequence[str], given: dict[str, Any]) -> "Input":
    if given["opened"]:
        return open_series(session)
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
    named = source or own_source(session)
    return reader.read(named) if named else reader.read_branch()


def _show(found: "Sequence[tuple[Series, Plan]]", into: "Input", session: Session, given: dict[str, Any]) -> None:
    from kx86.apps.cli.plan_view import plan_view

    views = [plan_view(series, plan) for series, plan in found]
    if given["as_json"]:
        problems = [{"source": problem.source, "message": problem.said} for problem in into.problems]
        print_json({"kx86": __version__, "format": FORMAT, "series": views, "problems": problems})
        return
    from kx86.apps.cli.plan_render import plan_lines
    from kx86.apps.cli.render import Style

    style = Style(session.paint(), width_of(sys.stdout), given["verbose"])
    lines: list[str] = []
    for view in views:
        lines += [*([""] if lines else []), *plan_lines(view, style, explain=given["explain"])]
    print_lines(lines)
    tell_problems(into.problems)
