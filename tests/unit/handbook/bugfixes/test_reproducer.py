# SPDX-License-Identifier: GPL-2.0-or-later
"""Fixes tell how to see the bug."""

import pytest

from kx86.handbook.bugfixes.reproducer import has_regression_test, has_reproducer
from unit.handbook.posting import SIGNED, SOURCE, TEST, diff, on_series, patch, series

LARGE = diff(SOURCE, [f"	poke_{n}();" for n in range(20)])
FIXES = f'Fixes: 0123456789ab ("KVM: x86: Poke")\n{SIGNED}'


def said(text, made=LARGE, subject="[PATCH] KVM: x86: Fix pokes", trailers=SIGNED, rule=has_reproducer):
    return on_series(rule, series(patch(subject, text, made, trailers=trailers)))


@pytest.mark.statement("BUG-1", "BUG-2", "BUG-4")
def test_a_fix_that_tells_nothing_is_asked():
    assert len(said("Clear the counter, it is stale.")) == 1
    assert len(said("Clear the counter.", subject="[PATCH] KVM: x86: Clear the counter", trailers=FIXES)) == 1


@pytest.mark.statement("BUG-5", "BUG-6")
@pytest.mark.parametrize(
    "text",
    [
        "To reproduce, run the poke test in a loop.",
        "clang warns: error: unused variable 'poke'.",
        "This breaks the build: build error with CONFIG_POKE=n.",
        "The poke_test fails on Intel.",
        "Found by code review.",
        "syzkaller hit this.",
        "KASAN reports a use-after-free.",
        "Call Trace:\n kvm_poke+0x10/0x20",
        "A workload in production hit this while migrating.",
    ],
)
def test_reproducers_may_be_implicit(text):
    assert said(text) == []


@pytest.mark.parametrize(
    "tag", ["Reported-by: Rey Example <rey@kernel.example>", "Closes: https://lore.kernel.org/all/1@kernel.example"]
)
def test_a_report_is_a_reproducer(tag):
    assert said("Clear the counter.", trailers=f"{tag}\n{SIGNED}") == []


@pytest.mark.parametrize(
    ("made", "subject"),
    [
        (diff(SOURCE, ["	poke = 0;"]), "[PATCH] KVM: x86: Fix pokes"),
        (LARGE, "[PATCH] KVM: x86: Fix typos in comments"),
        (LARGE, "[PATCH] KVM: x86: Poke"),
        (diff(TEST, ["	x();"] * 20), "[PATCH] KVM: selftests: Fix pokes"),
    ],
)
def test_obvious_fixes_and_other_patches_are_exempt(made, subject):
    assert said("Clear the counter.", made, subject) == []


def test_a_selftest_in_the_series_is_a_reproducer():
    fix = patch("[PATCH 1/2] KVM: x86: Fix pokes", "Clear it.", LARGE, ident="1@kernel.example")
    test = patch(
        "[PATCH 2/2] KVM: selftests: Poke", "Test it.", diff(TEST), ident="2@kernel.example", to="1@kernel.example"
    )
    assert on_series(has_reproducer, series(fix, test)) == []


@pytest.mark.statement("BUG-3")
def test_a_race_that_a_fuzzer_found_deserves_a_regression_test():
    assert len(said("syzbot found a race of pokes.", rule=has_regression_test)) == 1
    assert said("syzbot found a NULL pointer.", rule=has_regression_test) == []
    assert said("A race of pokes.", rule=has_regression_test) == []
    assert said("syzbot found a race.  A regression test is posted later.", rule=has_regression_test) == []
