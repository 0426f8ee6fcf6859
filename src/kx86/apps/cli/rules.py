# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 rules`: what is checked, and one rule in full with its examples."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from kx86 import __version__
from kx86.apps import wiring
from kx86.apps.cli.complete import complete_rule
from kx86.apps.cli.examples import example_lines
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.show import print_json, print_lines
from kx86.apps.cli.terminal import Paint, fold, wants_colour, width_of
from kx86.flows.choice import resolve_name
from kx86.handbook.example import Example
from kx86.handbook.registry import AnyRule
from kx86.handbook.sections import section_of

EXAMPLES = """\b
Examples:
  kx86 rules            every rule by section of the handbook
  kx86 rules SL-        the family SL-: shortlogs
  kx86 rules SL-CASE    one rule: why, where the handbook says so, examples"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """A rule as `--json` prints it."""

    id: str
    level: str
    section: str
    statement: str
    wording: str
    explanation: str
    editions: tuple[str, ...]
    on: str
    needs: tuple[str, ...]
    off: bool
    examples: tuple["ExampleView", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleView:
    """An example as `--json` prints it; `fine` marks one that only looks like a violation."""

    title: str
    bad: Mapping[str, Any]
    good: Mapping[str, Any]
    found: str
    fine: bool


@click.command("rules", epilog=EXAMPLES)
@click.argument("rule", required=False, shell_complete=complete_rule)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour.")
def command(rule: str | None, as_json: bool, color: str) -> int:
    """List the rules, or those of a family, or tell one RULE in full."""
    rules = wiring.rules()
    name = resolve_name(rule, rules) if rule else ""
    chosen = [one for one in rules if one.id == name or (name.endswith("-") and one.id.startswith(name)) or not name]
    alone = len(chosen) == 1 and chosen[0].id == name
    if as_json:
        views = [rule_view(one, wiring.examples(one) if alone else ()) for one in chosen]
        print_json({"kx86": __version__, "format": FORMAT, "rules": views})
        return 0
    paint, width = Paint(wants_colour(color, sys.stdout)), width_of(sys.stdout)
    if alone:
        statement = wiring.statements().by_id.get(chosen[0].statement)
        told = statement.text if statement else ""
        print_lines(rule_in_full(chosen[0], told, wiring.examples(chosen[0]), paint, width))
    else:
        print_lines(rule_list(chosen, paint, width))
    return 0


def rule_view(rule: AnyRule, examples: Iterable[Example]) -> RuleView:
    """Turn a rule into plain values."""
    return RuleView(
        id=rule.id,
        level=str(rule.level),
        section=section_of(rule.statement),
        statement=rule.statement,
        wording=rule.wording,
        explanation=rule.explanation,
        editions=rule.editions,
        on=rule.on,
        needs=rule.needs,
        off=rule.off,
        examples=tuple(
            ExampleView(title=one.title, bad=one.bad, good=one.good, found=one.found, fine=one.ok) for one in examples
        ),
    )


def rule_list(rules: Sequence[AnyRule], paint: Paint, width: int) -> Iterator[str]:
    """Yield a line or two for each rule, section by section in the order of the registry."""
    widest = max(len(rule.id) for rule in rules)
    first = True
    for section in dict.fromkeys(section_of(rule.statement) for rule in rules):
        if not first:
            yield ""
        first = False
        yield paint("title", section or "Rules of third parties")
        for rule in rules:
            if section_of(rule.statement) == section:
                level = "off" if rule.off else str(rule.level)
                head = f"  {rule.id:{widest}}  {level:7}  "
                lines = list(fold(rule.wording, width, head, " " * len(head)))
                yield lines[0].replace(level, paint("dim" if rule.off else level, level), 1)
                yield from lines[1:]
    yield ""
    yield paint("dim", "kx86 rules RULE tells why, with examples.")


def rule_in_full(rule: AnyRule, told: str, examples: Sequence[Example], paint: Paint, width: int) -> Iterator[str]:
    """Yield everything that is known about a rule."""
    level = str(rule.level)
    yield f"{paint('title', rule.id)}  {paint(level, level)}  {section_of(rule.statement) or 'rule of a third party'}"
    yield ""
    yield from fold(rule.wording, width)
    for paragraph in rule.explanation.split("\n\n") if rule.explanation else ():
        yield ""
        yield from fold(" ".join(paragraph.split()), width)
    yield ""
    if told:
        yield from fold(f"{told} ({rule.statement})", width, "Handbook: ", " " * 10)
    yield from _conditions(rule)
    for example in examples:
        yield ""
        yield from example_lines(example, paint)


def _conditions(rule: AnyRule) -> Iterator[str]:
    if len(rule.editions) == 1:
        yield f"Edition:  {rule.editions[0]} only"
    if rule.needs:
        yield f"Needs:    {', '.join(need.replace('_', ' ') for need in rule.needs)} of a kernel clone"
    if rule.off:
        yield f"Off:      only run by kx86 check --only {rule.id}"
