# SPDX-License-Identifier: GPL-2.0-or-later
"""People name rules by id or family, in any case, and misspell them."""

from collections.abc import Iterator

import pytest

from kx86.errors import UserError
from kx86.flows.choice import choose_rules, resolve_name
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import rule
from kx86.series.patch import Patch


def nothing(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Say nothing."""
    return iter(())


RULES = [
    rule("SL-CASE", level=Level.ERROR, statement="SHORT-6")(nothing),
    rule("SL-CAP", level=Level.WARNING, statement="SHORT-6")(nothing),
    rule("CL-WHY", level=Level.ADVICE, statement="CHG-1", off=True)(nothing),
]


def ids(only: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> list[str]:
    return [one.id for one in choose_rules(RULES, only, ignore)]


def test_all_run_but_those_that_are_off() -> None:
    assert ids() == ["SL-CASE", "SL-CAP"]


@pytest.mark.parametrize("name", ["CL-WHY", "cl-why", "CL-", "CL", " CL-WHY "])
def test_only_runs_a_rule_that_is_off(name: str) -> None:
    assert ids(only=(name,)) == ["CL-WHY"]


def test_ignore_takes_a_rule_or_a_family_out() -> None:
    assert ids(ignore=("SL-CASE",)) == ["SL-CAP"]
    with pytest.raises(UserError, match="no rule is left"):
        ids(ignore=("SL-",))


def test_a_rule_that_is_named_runs_although_its_family_is_ignored() -> None:
    assert ids(only=("SL-",), ignore=("SL-CAP",)) == ["SL-CASE"]
    assert ids(only=("SL-CAP",), ignore=("SL-CAP",)) == ["SL-CAP"]


@pytest.mark.parametrize(("typed", "hint"), [("SL-CAES", "SL-CASE"), ("sl-cape", "SL-CAP"), ("WHATEVER", "kx86 rules")])
def test_an_unknown_name_gets_the_nearest(typed: str, hint: str) -> None:
    with pytest.raises(UserError, match="no such rule") as caught:
        resolve_name(typed, RULES)
    assert hint in (caught.value.hint or "")
