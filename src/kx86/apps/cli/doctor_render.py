# SPDX-License-Identifier: GPL-2.0-or-later
"""A machine as a person reads it: by work, what is there in a line, what is missing with what it is for."""

from collections.abc import Iterator
from itertools import groupby

from kx86.apps.cli.terminal import Paint, fold, printable
from kx86.testing.diagnosis import Diagnosis, Examined, Item
from kx86.testing.plan import LEVELS

_PAD = " " * 11
_OF_ROOT = frozenset({"apt", "dnf", "modprobe", "pacman", "sysctl", "usermod", "zypper"})


def render(found: Diagnosis, paint: Paint, width: int, *, root: bool) -> Iterator[str]:
    """Yield the lines."""
    for level, works in groupby(found.works, key=lambda one: one.work.level):
        yield paint("title", f"{level}:")
        for one in works:
            yield from _work(one, paint, width)
            yield from _commands(one, found.commands.get(level, ""), root=root)
    yield ""
    yield from _close(found, paint, root=root)


def _work(one: Examined, paint: Paint, width: int) -> Iterator[str]:
    state = "ok" if one.ready else "missing"
    title = printable(one.work.title)
    yield f"  {paint('good' if one.ready else 'error', state)}{' ' * (9 - len(state))}{title}"
    if there := ", ".join(_there(item) for item in one.items if item.there):
        yield from fold(there, width, _PAD, _PAD)
    for item in one.items:
        if not item.there:
            name = paint("error" if item.need.firm else "warning", item.need.title)
            yield from fold(f"{name}: {printable(item.why)}; {item.need.why}", width, _PAD, f"{_PAD}  ")


def _there(item: Item) -> str:
    """A need that is met: name and version, or what was seen."""
    what = printable(item.what)
    return f"{item.need.title}{f' {what}' if what[:1].isdecimal() else f' ({what})' if what else ''}"


def _commands(one: Examined, installs: str, *, root: bool) -> Iterator[str]:
    """Yield what helps, without that which the command for the whole level installs."""
    for command in dict.fromkeys(item.command for item in one.items if not item.there and item.command):
        if not _within(command, installs):
            yield f"{_PAD}  {_typed(command, root=root)}"


def _typed(command: str, *, root: bool) -> str:
    """Return a command as this user types it."""
    return printable(f"sudo {command}" if not root and command.split(" ")[0] in _OF_ROOT else command)


def _within(command: str, installs: str) -> bool:
    """Does a command for more install that package as well?"""
    *start, package = command.split(" ")
    words = installs.split(" ")
    return words[: len(start)] == start and package in words


def _close(found: Diagnosis, paint: Paint, *, root: bool) -> Iterator[str]:
    """What to type: one command for all that packages bring, level by level."""
    place = printable(found.distribution.name)
    lacking = [one.work.level for one in found.works if not one.ready]
    for level, command in found.commands.items():
        what = f"what is {level}" if level in lacking else f"what only some of that which is {level} needs"
        yield f"{what}{f', on {place}' if place else ''}:"
        yield f"  {_typed(command, root=root)}"
    if not lacking:
        whole = all(item.there for one in found.works for item in one.items)
        yield paint("good", "nothing is missing" if whole else "nothing is missing that must be there")
    elif LEVELS[0] in lacking:
        yield paint("error", "something is missing that is mandatory")
    else:
        yield "all that is mandatory is there"
