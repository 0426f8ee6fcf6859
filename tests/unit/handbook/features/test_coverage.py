# SPDX-License-Identifier: GPL-2.0-or-later
"""New features come with tests, with one exception."""

import pytest

from kx86.handbook.features.coverage import feature_has_tests
from unit.handbook.posting import SOURCE, TEST, diff, on_series, patch, series

UAPI = "include/uapi/linux/kvm.h"
CAP = diff(UAPI, ["#define KVM_CAP_POKE 250"])
BIT = diff("arch/x86/kvm/cpuid.c", ["		F(POKE),"])


def said(*diffs, text="Poke.", subject="[PATCH] KVM: x86: Poke", edition="2023-02"):
    return on_series(feature_has_tests, series(patch(subject, text, *diffs)), edition)


@pytest.mark.statement("FEAT-1", "FEAT-5", "FEAT-8")
@pytest.mark.parametrize(
    ("made", "name"),
    [(CAP, "KVM_CAP_POKE"), (diff(SOURCE, ["module_param(poke, bool, 0444);"]), "the module param poke")],
)
def test_a_feature_without_a_test_is_named(made, name):
    (found,) = said(made, diff())
    assert found.n is None
    assert name in found.message


@pytest.mark.statement("FEAT-2")
@pytest.mark.parametrize(
    "text",
    ["The x86 tests of KVM-unit-tests cover it.", "Tested by running a guest.", "The amx selftest passes in a VM."],
)
def test_who_says_what_covers_the_feature_is_believed(text):
    assert said(CAP, text=text) == []


@pytest.mark.statement("FEAT-4")
def test_the_only_exception_is_a_bit_that_is_merely_advertised():
    assert said(BIT) == []
    (found,) = said(BIT, diff())
    assert "KVM_SET_SUPPORTED_CPUID" in (found.hint or "")
    (found,) = said(BIT, diff(), edition="merged")
    assert "KVM_GET_SUPPORTED_CPUID" in (found.hint or "")


@pytest.mark.statement("FEAT-6")
def test_an_rfc_may_come_without_tests():
    assert said(CAP, subject="[RFC PATCH] KVM: x86: Poke") == []


def test_a_series_of_which_patches_are_missing_is_not_judged():
    assert said(CAP, subject="[PATCH 1/2] KVM: x86: Poke") == []


def test_a_test_has_to_use_what_is_new():
    both = diff(UAPI, ["#define KVM_CAP_POKE 250", "#define KVM_GET_POKE _IOR(KVMIO, 0xe0, __u64)"])
    (found,) = said(both, diff(TEST, ["	TEST_REQUIRE(kvm_has_cap(KVM_CAP_POKE));"]))
    assert found.n == 1
    assert "KVM_GET_POKE" in found.message
    assert said(both, diff(TEST, ["	vcpu_ioctl(vcpu, KVM_GET_POKE, &pokes); /* KVM_CAP_POKE */"])) == []


def test_a_test_that_uses_nothing_by_name_may_wrap_it():
    assert said(CAP, diff(TEST, ["	test_pokes(vcpu);"])) == []
