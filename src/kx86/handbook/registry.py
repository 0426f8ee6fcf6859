# SPDX-License-Identifier: GPL-2.0-or-later
"""All rules, section by section, in the handbook's order."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from kx86.errors import UserError
from kx86.handbook.rule import Rule

# One package a section; a package holds the rules of one heading of the handbook (`references` those of two).
SECTIONS = (
    "gitbase",
    "style",
    "comments",
    "references",
    "shortlog",
    "changelog",
    "fixes",
    "testing",
    "features",
    "bugfixes",
    "links",
    "coposting",
    "vulnerabilities",
)

AnyRule = Rule[Any]


def all_rules(extra: Iterable[AnyRule] = ()) -> tuple[AnyRule, ...]:
    """Return the rules of every section and then `extra` ones (third parties); an id taken twice is wrong use.

    Raises UserError when two rules share an id.
    """
    rules = [rule for name in SECTIONS for rule in import_module(f"kx86.handbook.{name}").RULES]
    rules += extra
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise UserError(f"two rules are called {rule.id}", hint="kx86 config lists where extra rules come from")
        seen.add(rule.id)
    return tuple(rules)
