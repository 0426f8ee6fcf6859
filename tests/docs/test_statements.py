# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/statements.md claims what the code and the tests earn, no more and no less."""

import pytest

from kx86.handbook.example import Example
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.rule import rule
from tools import make_statements as made


@pytest.fixture(scope="module")
def evidence():
    return made.gather()


def test_the_page_is_up_to_date(evidence):
    assert made.PAGE.read_text(encoding="utf-8") == made.page(evidence), "run: make docs"


def test_every_rule_names_a_statement_of_the_handbook(evidence):
    assert {rule.id: rule.statement for rule in evidence.rules if rule.statement not in evidence.statements.by_id} == {}


def test_every_mark_and_every_command_names_statements_of_the_handbook(evidence):
    named = evidence.marked.union(*evidence.commands.values())
    assert named - set(evidence.statements.by_id) == set()


def test_a_statement_with_an_error_or_a_warning_is_enforced(evidence):
    loud = {rule.statement for rule in evidence.rules if rule.level in (Level.ERROR, Level.WARNING)}
    earned = {id: made.earned(evidence.statements.by_id[id], evidence) for id in sorted(loud)}
    weak = [id for id, state in earned.items() if state.state != "enforced"]
    assert weak == [], "no example of these fails through their rules alone"


def test_a_command_that_helps_has_a_test(evidence):
    for name, statements in evidence.commands.items():
        assert set(statements) <= evidence.marked, f"kx86 {name}: a test needs @pytest.mark.statement"


def test_a_rule_that_heeds_a_statement_exists_and_has_a_test(evidence):
    heeded = {one.id: one.rule for one in evidence.statements.by_id.values() if one.rule is not None}
    assert set(heeded.values()) <= {rule.id for rule in evidence.rules}
    assert set(heeded) <= evidence.marked, "a test needs @pytest.mark.statement"


def test_marks_are_found_on_functions_and_parameters():
    source = (
        "@pytest.mark.statement('A-1', 'B-2')\ndef test(): ...\npytest.param(1, marks=pytest.mark.statement('C-3'))\n"
    )
    assert list(made.marks(source)) == ["A-1", "B-2", "C-3"]


@rule("X-STOP", level=Level.WARNING, statement="SHORT-6")
def full_stop(patch, facts):
    """Omit the full stop."""
    if patch.shortlog.endswith("."):
        yield Finding(where=Where(part="subject", text=patch.shortlog), message="It ends with a full stop.")


@rule("X-SHORT", level=Level.ERROR, statement="M-SHORT")
def short(patch, facts):
    """Be short."""
    if len(patch.shortlog) > 40:
        yield Finding(where=Where(part="subject", text=patch.shortlog), message="It is too long.")


@pytest.mark.parametrize(
    ("subject", "proves"),
    [
        ("KVM: x86: Drop it.", True),
        ("KVM: x86: Drop it", False),
        ("KVM: x86: Drop a parameter that nobody uses at all.", False),
    ],
    ids=["refused by its rule alone", "not refused at all", "refused by another rule as well"],
)
def test_an_example_proves_its_rule_when_it_would_pass_without(subject, proves):
    example = Example(rule="X-STOP", title="", bad={"subject": subject})
    assert made.would_pass_without([full_stop], example, [full_stop, short]) is proves
