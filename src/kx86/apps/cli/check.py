# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 check`: hear before posting what the maintainer would say after."""

import os

import click

from kx86.apps import wiring
from kx86.apps.cli.view import report_view
from kx86.errors import UserError
from kx86.flows import sources
from kx86.flows.check import Check, Report
from kx86.flows.facts import Gatherer
from kx86.handbook.check import choose
from kx86.handbook.registry import all_rules
from kx86.ports.git_repo import GitRepo


@click.command("check")
@click.argument("source", nargs=-1)
@click.option("--archive", type=click.Path(), help="Read Message-IDs from this mail archive; it is never written.")
@click.option("--all", "everything", is_flag=True, help="Check every posting of --archive.")
@click.option(
    "--edition",
    type=click.Choice(["2023-02", "merged"]),
    help="Edition of the handbook; default: that of the tree at hand.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--strict", is_flag=True, help="Make every warning an error.")
@click.option("--only", multiple=True, metavar="RULE", help="Run only this rule (SL-CASE) or family (SL-).")
@click.option("--ignore", multiple=True, metavar="RULE", help="Leave out this rule or family.")
def command(source, archive, everything, edition, as_json, strict, only, ignore) -> int:
    """Check patches against the KVM x86 maintainer handbook."""
    repo = _repo()
    into = sources.Input()
    if archive:
        box = wiring.archive(archive)
        if everything:
            sources.read_all(box, into, lambda n: None)
        else:
            sources.read_message_ids(box, source, into)
    else:
        files = wiring.files()
        paths = [name for name in source if name == "-" or files.exists(name)]
        for spec in source:
            if spec not in paths:
                sources.read_range(repo or wiring.repo(os.getcwd()), spec, into)
        if paths:
            sources.read_files(files, paths, into)
    sources.refuse_nothing(into)
    gather = Gatherer(profile=wiring.profile(), words=wiring.words(), repo=repo)
    rules = tuple(choose(all_rules(), only=frozenset(only), ignore=frozenset(ignore)))
    check = Check(rules, gather, strict)
    edition = edition or gather.edition(into.series[0])
    checked = check.run(into.series, edition)
    report = Report(
        edition=edition,
        checked=checked,
        not_run=tuple(check.not_run.values()),
        problems=tuple(into.problems),
        strict=strict,
    )
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(report_view(report)), indent=1))
    return 1 if report.refused else 0


def _repo() -> GitRepo | None:
    try:
        return wiring.repo(os.getcwd())
    except UserError:
        return None
