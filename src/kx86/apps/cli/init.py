# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 init`: find the trees that a clone follows."""

import sys
from collections.abc import Iterator
from typing import Any

import click

from kx86 import __version__
from kx86.apps import wiring
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.session import Session, tell_trace
from kx86.apps.cli.show import print_json, print_lines
from kx86.apps.cli.terminal import Paint, printable
from kx86.flows.init import SetUp, Step, TreeFound, key_of, set_up
from kx86.trees.remotes import LOCAL

EXAMPLES = """\b
Examples:
  kx86 init                          find the trees, and say what is missing
  kx86 init --dry-run                the same, and write nothing
  kx86 init --tree kvm-x86=origin    this remote leads to the tree, whatever its address
  kx86 init --tree kvm-x86=.         the branches of this clone are those of the tree

\b
Writes kx86.tree.TREE.remote to git config, and nothing else; nothing is fetched.
Exit status: 0 all trees are known, 1 one is missing or was not fetched, 2 wrong use,
3 git config cannot be written."""


@click.command("init", epilog=EXAMPLES)
@click.option("--tree", "typed", multiple=True, metavar="TREE=REMOTE", help="This remote leads to this tree.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("-v", "--verbose", is_flag=True, help="The git commands that were run.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour; by default on a terminal.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(typed: tuple[str, ...], dry_run: bool, **given: Any) -> int:
    """Find which remotes of this clone lead to the trees of the profile, and keep that in git config."""
    with Progress(sys.stderr) as progress:
        session = Session({"color": given["color"]}, given["directory"], progress)
        clone, trees = wiring.clone(session.folder), wiring.trees(session.folder)
        progress("looking at the remotes and branches of this clone")
        done = set_up(clone, trees, session.profile(), session.entries, session.settings.trees, typed, dry_run=dry_run)
    if given["verbose"]:
        tell_trace([*clone.trace, *trees.trace])
    if given["as_json"]:
        print_json({"kx86": __version__, "format": FORMAT, "dry_run": dry_run, **_view(done)})
    else:
        print_lines(_lines(done, dry_run, session.paint()))
    return 0 if done.ready else 1


def _view(done: SetUp) -> dict[str, object]:
    return {
        "ready": done.ready,
        "trees": [
            {
                "tree": one.following.tree.name,
                "role": one.following.tree.role,
                "known": one.known,
                "remote": one.following.remote,
                "url": one.following.url or None,
                "source": one.following.source,
                "why": one.following.why or None,
                "others": one.following.others,
                "branches": one.branches,
                "topics": one.topics,
                "next": one.next,
                "tags": one.states,
                "written": one.written,
                "steps": _steps(one.steps),
            }
            for one in done.trees
        ],
        "notes": _steps(done.notes),
    }


def _steps(steps: tuple[Step, ...]) -> list[dict[str, object]]:
    return [{"message": step.message, "commands": step.commands} for step in steps]


def _lines(done: SetUp, dry_run: bool, paint: Paint) -> Iterator[str]:
    width = max((len(one.following.tree.name) for one in done.trees), default=0)
    pad = " " * (width + 2)
    for one in done.trees:
        name = printable(one.following.tree.name)
        yield f"{paint('title', name)}{' ' * (width - len(name))}  {_remote(one, paint)}"
        if why := _why(one):
            yield f"{pad}{printable(why)}"
        if one.following.remote is not None:
            yield f"{pad}{_what(one)}"
        for line in _told(one.steps, paint):
            yield f"{pad}{line}"
    written = [one for one in done.trees if one.written]
    if written or done.notes:
        yield ""
    for one in written:
        word = "would be set" if dry_run else "set"
        yield f"{word}: {printable(key_of(one.following.tree))} = {printable(one.following.remote or '')}"
    for step in done.notes:
        yield from _told((step,), paint)
    yield ""
    yield from _next(done)


def _remote(one: TreeFound, paint: Paint) -> str:
    found = one.following
    if found.remote is None:
        return paint("error", "missing")
    name = "the branches of this clone" if found.remote == LOCAL else f"remote {printable(found.remote)}"
    return f"{name}{f', {printable(found.url)}' if found.url else ''}"


def _why(one: TreeFound) -> str:
    """Why this one was taken, where there was a choice."""
    found = one.following
    why = {"typed": "as typed", "set": "as git config says"}.get(found.source, found.why)
    others = f"not {' or '.join(found.others)}" if found.others else ""
    return "; ".join(reason for reason in (why, others) if reason) if found.others or found.source != "set" else ""


def _what(one: TreeFound) -> str:
    """What of a tree is here."""
    tree = one.following.tree
    parts = [f"{one.branches} branch{'es' if one.branches != 1 else ''}"]
    if tree.role == "subsystem":
        parts.append(f"{one.topics} of them topics")
    if tree.next:
        parts.append(f"{tree.next} is {'here' if one.next else 'not here'}")
    if one.states:
        word = f"kept state{'s' if one.states != 1 else ''} of {tree.next}" if tree.dated else "release tag"
        parts.append(f"{one.states} {word}{'s' if one.states != 1 and not tree.dated else ''}")
    return printable(", ".join(parts))


def _told(steps: tuple[Step, ...], paint: Paint) -> Iterator[str]:
    for step in steps:
        yield f"{paint('warning', printable(step.message))}{':' if step.commands else ''}"
        for line in step.commands:
            yield f"  {printable(line)}"


def _next(done: SetUp) -> Iterator[str]:
    """What to type next."""
    if done.ready:
        yield "kx86 route tells where a series belongs, kx86 base what it should be based on"
    else:
        yield "kx86 init again, once that is done"
