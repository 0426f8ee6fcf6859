# SPDX-License-Identifier: GPL-2.0-or-later
"""Write docs/statements.md: what kx86 does for each statement of the handbook, as the code and the tests earn it.

enforced   a rule of level error or warning finds a bad example, which passes once the statement's rules are taken out
helped     a rule of level advice finds its example, or a command names the statement and a test carries its mark
told       telling it is all that software can do, and `kx86 handbook` tells it
planned    the area that will do it
"""

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from kx86.adapters.data import examples_text, handbook_text, misspellings, profile_text, statements_text, verbs
from kx86.apps.cli.commands import COMMANDS
from kx86.handbook.check import Remark, check_series, choose
from kx86.handbook.example import Example, bad_series, example_facts, read_examples
from kx86.handbook.finding import Level
from kx86.handbook.registry import SECTIONS, AnyRule, all_rules
from kx86.handbook.statements import Statement, Statements, read_statements
from kx86.handbook.text import read_handbook
from kx86.profile.model import Profile
from kx86.profile.read import read_profile

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "statements.md"
STATES = ("enforced", "helped", "told", "planned")
LOUD = (Level.ERROR, Level.WARNING)

HEAD = """\
# What kx86 does for each statement of the handbook

<!-- Written by `make docs`; a test compares it with what the code and the tests earn. -->

- **enforced**: a rule says error or warning, and a test shows that a bad patch would pass without that rule.
- **helped**: a rule gives advice, a command does the work, or a rule of another statement heeds it, such as an exception.
- **told**: `kx86 handbook` tells it; there is nothing that software could judge.
- **planned**: the part of kx86 that will do more.

"""


@dataclass(frozen=True, slots=True)
class Earned:
    """What a statement has earned, and through what."""

    state: Literal["enforced", "helped", "told", "planned"]
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that can speak for a statement."""

    statements: Statements
    rules: tuple[AnyRule, ...]
    examples: tuple[Example, ...]
    told: frozenset[str]
    marked: frozenset[str]
    commands: Mapping[str, tuple[str, ...]]


@cache
def gather() -> Evidence:
    """Collect the evidence from code, data and tests."""
    return Evidence(
        statements=read_statements(statements_text()),
        rules=tuple(choose(all_rules())),
        examples=tuple(example for section in SECTIONS for example in read_examples(examples_text(section), section)),
        told=frozenset(
            id for section in read_handbook(handbook_text()) for part in section.paragraphs for id in part.statements
        ),
        marked=frozenset(
            id for path in (ROOT / "tests").rglob("*.py") for id in marks(path.read_text(encoding="utf-8"))
        ),
        commands={name: entry.statements for name, entry in COMMANDS.items()},
    )


def marks(source: str) -> Iterator[str]:
    """Give the statements that `pytest.mark.statement(...)` names in a test file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.statement":
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def earned(statement: Statement, evidence: Evidence) -> Earned:
    """Say what a statement has earned."""
    own = tuple(rule for rule in evidence.rules if rule.statement == statement.id)
    examples = [
        example for example in evidence.examples if not example.ok and example.rule in {rule.id for rule in own}
    ]
    if any(would_pass_without(own, example, evidence.rules) for example in examples):
        return Earned("enforced", tuple(rule.id for rule in own))
    commands = tuple(f"kx86 {name}" for name, named in evidence.commands.items() if statement.id in named)
    helping = tuple(
        rule.id for rule in own if any(said((rule,), example) for example in examples if example.rule == rule.id)
    )
    heeding = tuple(rule.id for rule in evidence.rules if rule.id == statement.rule)
    if statement.id in evidence.marked:
        helping += heeding + commands
    if helping:
        return Earned("helped", helping)
    if statement.told and statement.id in evidence.told:
        return Earned("told", (f"kx86 handbook {statement.section!r}",))
    return Earned("planned", (statement.area or "check",))


def said(rules: Sequence[AnyRule], example: Example) -> tuple[Remark, ...]:
    """Run rules on the bad side of an example."""
    series = bad_series(example)
    facts = example_facts(example, series, _profile(), verbs=verbs(), misspellings=misspellings())
    return check_series(rules, series, facts)


def would_pass_without(own: Sequence[AnyRule], example: Example, rules: Sequence[AnyRule]) -> bool:
    """Is the example refused by these rules and by no other?"""
    if not any(remark.level in LOUD for remark in said(own, example)):
        return False
    others = [rule for rule in rules if rule not in own]
    return not any(remark.level in LOUD for remark in said(others, example))


@cache
def _profile() -> Profile:
    return read_profile(profile_text(), "data/kvm-x86.toml")


def row(statement: Statement, state: Earned, rules: Mapping[str, AnyRule]) -> str:
    """Give the line of a statement."""
    edition = "" if statement.edition == "both" else f" ({statement.edition} edition)"
    by = ", ".join(_link(name, rules) for name in state.by)
    anchor = statement.id.lower()
    return f'| <a id="{anchor}"></a>{statement.id} | {statement.text}{edition} | {state.state} | {by} |'


def _link(name: str, rules: Mapping[str, AnyRule]) -> str:
    if name not in rules:
        return name if name.isidentifier() else f"`{name}`"
    section = rules[name].find.__module__.split(".")[2]
    return f"[{name}](rules/{section}.md#{name.lower()})"


def page(evidence: Evidence) -> str:
    """Give the whole page."""
    states = {id: earned(statement, evidence) for id, statement in evidence.statements.by_id.items()}
    rules = {rule.id: rule for rule in evidence.rules}
    counts: Counter[str] = Counter(state.state for state in states.values())
    lines = [", ".join(f"{counts[name]} {name}" for name in STATES) + f"; {len(states)} in all."]
    for section in dict.fromkeys(statement.section for statement in evidence.statements.by_id.values()):
        lines += ["", f"## {section}", "", "| statement | what it says | state | by |", "| --- | --- | --- | --- |"]
        lines += [
            row(one, states[one.id], rules) for one in evidence.statements.by_id.values() if one.section == section
        ]
    lines += ["", "## Areas of what is planned", "", "| area | what it is about |", "| --- | --- |"]
    lines += [f"| {name} | {what} |" for name, what in evidence.statements.areas.items()]
    return HEAD + "\n".join(lines) + "\n"


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(gather()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
