# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 profile`: how the subsystem works, as data: what is in force, and whether a file of one's own fits."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from kx86 import __version__
from kx86.apps import wiring
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.session import Session, enter
from kx86.apps.cli.show import print_json, print_lines
from kx86.apps.cli.terminal import cut, printable, printable_lines
from kx86.errors import UserError

if TYPE_CHECKING:
    from kx86.profile.parts import Section
    from kx86.profile.read import Problem, ProfileText

EXAMPLES = """\b
Examples:
  kx86 profile show                       what is in force, and from which file
  kx86 profile show --toml trees > my.toml
  kx86 profile check my.toml              every key that does not fit, with its line
  git config kx86.profile "$PWD/my.toml"  its sections replace those that ship with kx86
"""

SHOW_EXAMPLES = """\b
Examples:
  kx86 profile show                       every section, and where it is from
  kx86 profile show trees                 one section as it is written
  kx86 profile show --toml > my.toml      all of it, as a file to edit
  kx86 profile show --json trees          for a program

\b
Exit status: 0, 2 for a section that does not exist or a profile that does not fit."""

CHECK_EXAMPLES = """\b
Examples:
  kx86 profile check my.toml              before it is set
  kx86 profile check                      the one that is set

\b
Exit status: 0 it fits, 1 it does not, 2 there is no such file, 3 it cannot be read."""


@click.group("profile", epilog=EXAMPLES)
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(directory: str | None) -> None:
    """Show or check the profile: trees, topics, people and lists of the subsystem, as data.

    A file of one's own replaces the sections that it has; all others stay those that ship with kx86.
    """
    if directory is not None:
        enter(directory)


@command.command("show", epilog=SHOW_EXAMPLES)
@click.argument("name", metavar="[SECTION]", required=False)
@click.option("--toml", "as_toml", is_flag=True, help="Print a file that can be edited.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def show(name: str | None, as_toml: bool, as_json: bool, directory: str | None) -> int:
    """Tell what is in force, and from which file each SECTION is."""
    from kx86.profile import parts

    session = Session({}, directory)
    path = wiring.profile_path(session.settings)
    profile = session.profile()
    found = parts.in_force(wiring.shipped_profile(), wiring.own_profile(path) if path else None)
    chosen = _chosen(found, name)
    if as_json:
        listed = [{"name": one.name, "file": one.file, "line": one.line, "value": one.value} for one in chosen]
        print_json({"kx86": __version__, "format": FORMAT, "name": profile.name, "file": path, "sections": listed})
    elif as_toml:
        sys.stdout.write(parts.as_toml(chosen))
    elif name:
        print_lines(
            [f"# {printable(chosen[0].file)}:{chosen[0].line}", *printable_lines(parts.as_toml(chosen).rstrip())]
        )
    else:
        print_lines(_table(chosen))
    return 0


def _chosen(found: "Sequence[Section]", name: str | None) -> "Sequence[Section]":
    chosen = [one for one in found if name in (None, one.name)]
    if not chosen:
        raise UserError(f"{name}: no section of the profile", hint=f"one of {', '.join(one.name for one in found)}")
    return chosen


def _table(found: "Sequence[Section]") -> Iterator[str]:
    width = max(len(one.name) for one in found)
    for one in found:
        place = f"{printable(one.file)}:{one.line}" if one.own else "ships with kx86"
        yield f"{printable(one.name):{width}}  {_size(one.value):44}  {place}"


def _size(value: Any) -> str:
    if isinstance(value, dict | list):
        word = ("entry", "entries") if isinstance(value, list) else ("key", "keys")
        return f"{len(value)} {word[len(value) != 1]}"
    return cut(printable(str(value)), 44)


@command.command("check", epilog=CHECK_EXAMPLES)
@click.argument("file", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def check(file: str | None, as_json: bool, directory: str | None) -> int:
    """Check FILE, by default the profile that is set, and tell every key that does not fit."""
    from kx86.profile.read import BadProfile, read_profile

    session = Session({}, directory)
    path = file or wiring.profile_path(session.settings)
    shipped = wiring.shipped_profile()
    own: ProfileText | None = None
    problems: Sequence[Problem] = ()
    try:
        own = wiring.own_profile(path) if path else shipped
        read_profile(own.text, own.file, shipped)
    except BadProfile as bad:
        problems = bad.problems
    _tell(path, own, problems, as_json)
    return 1 if problems else 0


def _tell(path: str | None, own: "ProfileText | None", problems: "Sequence[Problem]", as_json: bool) -> None:
    replaced = _replaced(own) if own and path and not problems else []
    if as_json:
        listed = [
            {"source": one.file, "line": one.line, "key": one.key, "message": one.message, "hint": one.hint}
            for one in problems
        ]
        head = {"kx86": __version__, "format": FORMAT, "file": path, "fits": not problems}
        print_json({**head, "replaces": replaced, "problems": listed})
        return
    for one in problems:
        click.echo(printable(one.said))
        if one.hint:
            click.echo(f"    {printable(one.hint)}")
    if problems:
        click.echo(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}", err=True)
    elif path:
        click.echo(f"{printable(path)}: fits; it replaces {printable(', '.join(replaced))}")
    else:
        click.echo("no profile is set; the one that ships with kx86 fits")


def _replaced(own: "ProfileText") -> list[str]:
    from kx86.profile.places import sections

    return list(sections(own.text))
