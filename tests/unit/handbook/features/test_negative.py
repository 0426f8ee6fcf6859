# SPDX-License-Identifier: GPL-2.0-or-later
"""True enabling of hardware features is tested for faults and errors."""

import pytest

from kx86.handbook.features.negative import negative_testcases
from unit.handbook.posting import TEST, diff, on_series, patch, series

BIT = diff("arch/x86/kvm/cpuid.c", ["		F(POKE),"])
ENABLING = diff("arch/x86/kvm/vmx/vmx.c")


def said(*diffs, text="Poke."):
    return on_series(negative_testcases, series(patch("[PATCH] KVM: VMX: Poke", text, *diffs)))


@pytest.mark.statement("FEAT-3")
def test_tests_of_the_sunny_side_only():
    (found,) = said(BIT, ENABLING, diff(TEST, ["	GUEST_ASSERT_EQ(poke(), 1);"]))
    assert "POKE" in found.message


@pytest.mark.parametrize(
    "line",
    [
        "	GUEST_ASSERT_EQ(vector, GP_VECTOR);",
        "	GUEST_ASSERT(wrmsr_safe(MSR_POKE, ~0ull));",
        '	TEST_ASSERT(ret < 0 && errno == EINVAL, "Poke");',
        "	test_invalid_poke(vcpu);",
        "	vm_install_exception_handler(vm, 13, handler);",
    ],
)
def test_a_refusal_is_a_negative_testcase(line):
    assert said(BIT, ENABLING, diff(TEST, [line])) == []


def test_no_test_at_all_is_for_another_rule():
    assert said(BIT, ENABLING) == []


def test_a_bit_that_is_merely_advertised_needs_none():
    assert said(BIT, diff(TEST, ["	GUEST_ASSERT_EQ(poke(), 1);"])) == []


def test_negative_testcases_may_be_in_the_unit_tests():
    text = "Negative testcases are in KVM-unit-tests."
    assert said(BIT, ENABLING, diff(TEST, ["	GUEST_ASSERT_EQ(poke(), 1);"]), text=text) == []
