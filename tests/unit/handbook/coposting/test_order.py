# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests and KVM changes stand in an order that can be bisected."""

import pytest

from kx86.handbook.coposting.order import tests_in_order as rule
from unit.handbook.posting import TEST, diff, on_series, patch, series


def ordered(*parts):
    patches = [
        patch(
            f"[PATCH {n}/{len(parts)}] KVM: Part",
            text,
            made,
            ident=f"{n}@kernel.example",
            to="1@kernel.example" if n > 1 else None,
        )
        for n, (text, made) in enumerate(parts, 1)
    ]
    return on_series(rule, series(*patches), "merged")


@pytest.mark.statement("M-CO")
@pytest.mark.parametrize(
    "text",
    [
        "The test fails until the next patch.",
        "The test currently fails without\nthe following fix.",
        "This hangs before the subsequent commit.",
        "It fails without the KVM fix.",
    ],
)
def test_a_test_before_its_fix_is_found(text):
    (found,) = ordered((text, diff(TEST)), ("Fix it.", diff()))
    assert found.n == 1
    assert "(2)" in found.message


@pytest.mark.statement("M-CO")
@pytest.mark.parametrize(
    "text", ["The test fails since the previous patch.", "Repair what is broken by the last commits."]
)
def test_an_update_after_the_change_that_needs_it_is_found(text):
    (found,) = ordered(("Change it.", diff()), (text, diff(TEST)))
    assert found.n == 2


def test_the_right_order_passes():
    assert ordered(("Fix it.", diff()), ("The test fails without the fix.", diff(TEST))) == []
    assert ordered(("Prepare the test.", diff(TEST)), ("Change it.", diff())) == []


def test_a_series_of_tests_alone_is_not_judged():
    assert ordered(("The test fails until the next patch.", diff(TEST)), ("Fix the test.", diff(TEST))) == []


def test_only_the_merged_edition_asks_for_it():
    assert rule.editions == ("merged",)
