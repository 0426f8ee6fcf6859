# SPDX-License-Identifier: GPL-2.0-or-later
"""Every example of every rule: the bad one is found, its rewrite passes, and nothing else is said about it."""

import pytest

from kx86.adapters.data import examples_text, misspellings, profile_text, verbs
from kx86.handbook.check import Remark, check_series
from kx86.handbook.example import Example, bad_series, example_facts, good_series, read_examples
from kx86.handbook.finding import Level
from kx86.handbook.registry import SECTIONS, all_rules
from kx86.profile.read import read_profile
from kx86.series.series import Series

PROFILE = read_profile(profile_text(), "data/kvm-x86.toml")
WORDS = {"verbs": verbs(), "misspellings": misspellings()}
RULES = {rule.id: rule for rule in all_rules()}
EXAMPLES = [example for section in SECTIONS for example in read_examples(examples_text(section), section)]
NAMES = [f"{example.rule}-{example.title}".replace(" ", "-") for example in EXAMPLES]
# An error or a warning must be shown twice, advice once.
WANTED = {Level.ERROR: 2, Level.WARNING: 2, Level.ADVICE: 1}


def remarks(example: Example, series: Series) -> list[Remark]:
    facts = example_facts(example, series, PROFILE, **WORDS)
    return list(check_series([RULES[example.rule]], series, facts))


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_an_example_is_found_and_its_rewrite_passes(example: Example) -> None:
    said = remarks(example, bad_series(example))
    if example.ok:
        assert said == []
        return
    assert said, f"{example.rule} says nothing about its own bad example"
    assert any(example.found in remark.finding.message for remark in said), [r.finding.message for r in said]
    good = good_series(example)
    if good is not None:
        assert [remark.finding.message for remark in remarks(example, good)] == []


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_a_rule_has_enough_examples_and_a_rewrite(rule_id: str) -> None:
    shown = [example for example in EXAMPLES if example.rule == rule_id and not example.ok]
    assert len(shown) >= WANTED[RULES[rule_id].level]
    assert any(example.good for example in shown), "no example shows how to do better"


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_a_replacement_differs_from_what_it_replaces(example: Example) -> None:
    for remark in remarks(example, bad_series(example)):
        assert remark.finding.replacement is None or remark.finding.replacement != remark.finding.where.text


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_a_rule_says_what_it_wants_in_one_sentence(rule_id: str) -> None:
    wording = RULES[rule_id].wording
    assert wording.endswith(".")
    assert len(wording) <= 120
