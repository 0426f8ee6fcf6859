# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules of third parties: found by reading entry points straight from disk, since importlib.metadata costs more than a check."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from kx86.errors import EnvironmentProblem
from kx86.handbook.registry import AnyRule
from kx86.handbook.rule import Rule

GROUP = "kx86.rules"
_KINDS = (".dist-info", ".egg-info")


class Plugin(NamedTuple):
    """An entry point of the group: the distribution that has it, its name, and `module:attribute`."""

    distribution: str
    name: str
    target: str


def find_plugins(path: Sequence[str] | None = None) -> tuple[Plugin, ...]:
    """Find the entry points of installed distributions."""
    found: dict[tuple[str, str], Plugin] = {}
    for folder in sys.path if path is None else path:
        for plugin in _in_folder(folder or os.curdir):
            found.setdefault((plugin.distribution, plugin.name), plugin)
    return tuple(found.values())


def _in_folder(folder: str) -> Iterator[Plugin]:
    try:
        names = [name for name in os.listdir(folder) if name.endswith(_KINDS)]
    except OSError:
        return
    for name in sorted(names):
        try:
            with open(os.path.join(folder, name, "entry_points.txt"), encoding="utf-8") as file:
                text = file.read()
        except (OSError, UnicodeDecodeError):
            continue
        if GROUP in text:
            yield from _entries(name.rpartition(".")[0], text)


def _entries(distribution: str, text: str) -> Iterator[Plugin]:
    section = ""
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("["):
            section = line.strip("[]").strip()
        elif section == GROUP and "=" in line:
            name, _, target = line.partition("=")
            yield Plugin(distribution, name.strip(), target.split("[")[0].strip())


def load_rules(plugins: Iterable[Plugin]) -> tuple[AnyRule, ...]:
    """Import the rules that plug-ins offer.  Raises EnvironmentProblem, naming the distribution, when one cannot be used."""
    return tuple(rule for plugin in plugins for rule in _rules(plugin))


def _rules(plugin: Plugin) -> list[AnyRule]:
    module, _, attribute = plugin.target.partition(":")
    try:
        found: Any = import_module(module)
        for part in attribute.split(".") if attribute else ():
            found = getattr(found, part)
        rules = list(found)
    except Exception as error:
        raise _broken(plugin, f"{type(error).__name__}: {error}") from error
    if not all(isinstance(rule, Rule) for rule in rules):
        raise _broken(plugin, f"{plugin.target} holds something that is no Rule")
    return rules


def _broken(plugin: Plugin, why: str) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"rules of {plugin.distribution}: {why}",
        hint="KX86_NO_PLUGINS=1 kx86 check runs without rules of third parties",
    )
