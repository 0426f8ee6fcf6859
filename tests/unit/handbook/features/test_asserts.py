# SPDX-License-Identifier: GPL-2.0-or-later
"""A new test asserts something."""

import pytest

from kx86.handbook.features.asserts import never_asserts
from unit.handbook.posting import PROFILE, TEST, diff, patch

RUN = "	vcpu_run(vcpu);"
LOOP = "	if (run->exit_reason == KVM_EXIT_POKE)"


def said(*lines, path=TEST, new=True):
    one = patch("[PATCH] KVM: selftests: Poke", "Poke.", diff(path, lines, new=new))
    return [found.message for found in never_asserts(one, PROFILE)]


@pytest.mark.parametrize(
    "lines", [[RUN], ["	r = _vcpu_run(vcpu);", '	printf("%d", r);'], [RUN, "	REPORT_GUEST_ASSERT(uc);"]]
)
def test_a_test_that_only_runs_cannot_fail(lines):
    assert "never asserts anything" in said(*lines)[0]


def test_an_exit_that_is_passed_over_need_not_happen():
    assert "KVM_EXIT_POKE" in said(RUN, LOOP, "		continue;", "	GUEST_ASSERT(poked);")[0]


@pytest.mark.parametrize(
    "lines",
    [
        [RUN, '	TEST_ASSERT(poked, "No poke");'],
        [RUN, "	GUEST_ASSERT_EQ(pokes, 1);"],
        [RUN, LOOP, "	TEST_ASSERT_EQ(pokes, 1);"],
        [RUN, "	EXPECT_EQ(pokes, 1);"],
        ["	run_pokes(vm);"],
    ],
)
def test_a_test_that_can_fail_is_fine(lines):
    assert said(*lines) == []


def test_only_new_selftests_of_kvm_are_judged():
    assert said(RUN, new=False) == []
    assert said(RUN, path="tools/testing/selftests/kvm/lib/x86/poke.c") == []
    assert said(RUN, path="tools/testing/selftests/kvm/arm64/poke.c") == []
