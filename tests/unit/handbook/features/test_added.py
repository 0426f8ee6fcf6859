# SPDX-License-Identifier: GPL-2.0-or-later
"""What a series adds is named; what moves or goes is not new."""

import pytest

from kx86.handbook.features.added import cpuid_bits, features, merely_advertised
from unit.handbook.posting import PROFILE, SOURCE, diff, patch, series

UAPI = "include/uapi/linux/kvm.h"
CPUID = "arch/x86/kvm/cpuid.c"


def of(*diffs):
    return series(patch("[PATCH] KVM: x86: Poke", "Poke.", *diffs))


@pytest.mark.parametrize(
    ("path", "line", "kind", "name"),
    [
        (UAPI, "#define KVM_CAP_POKE 250", "capability", "KVM_CAP_POKE"),
        (UAPI, "#define KVM_GET_POKE              _IOWR(KVMIO, 0xe0, struct kvm_poke)", "ioctl", "KVM_GET_POKE"),
        (UAPI, "#define KVM_POKE _IO(KVMIO, 0xe1)", "ioctl", "KVM_POKE"),
        (UAPI, "#define KVM_EXIT_POKE 42", "exit reason", "KVM_EXIT_POKE"),
        (UAPI, "	KVM_DEV_TYPE_POKER,", "device", "KVM_DEV_TYPE_POKER"),
        ("arch/x86/include/uapi/asm/kvm.h", "#define   KVM_VCPU_POKE_OFFSET 0", "attribute", "KVM_VCPU_POKE_OFFSET"),
        (SOURCE, "module_param(poke_ns, uint, 0644);", "module param", "poke_ns"),
        ("arch/x86/kvm/svm/avic.c", "module_param_named(poke, enable_poke, bool, 0444);", "module param", "poke"),
        (CPUID, "		F(POKE),", "CPUID bit", "POKE"),
        (CPUID, "	kvm_cpu_cap_set(X86_FEATURE_POKE);", "CPUID bit", "POKE"),
        ("arch/x86/kvm/vmx/vmx.c", "		kvm_cpu_cap_check_and_set(X86_FEATURE_POKE);", "CPUID bit", "POKE"),
    ],
)
def test_additions_are_named(path, line, kind, name):
    (found,) = features(of(diff(path, [line])), PROFILE)
    assert (found.kind, found.name, found.n) == (kind, name, 1)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("tools/include/uapi/linux/kvm.h", "#define KVM_CAP_POKE 250"),
        ("tools/testing/selftests/kvm/lib/kvm_util.c", "module_param(poke, bool, 0444);"),
        ("drivers/net/poke.c", "module_param(poke, bool, 0444);"),
        (UAPI, " * KVM_CAP_POKE is not defined here"),
        (SOURCE, "	if (cap == KVM_CAP_POKE)"),
    ],
)
def test_mentions_are_no_additions(path, line):
    assert features(of(diff(path, [line])), PROFILE) == ()


def test_what_moves_or_changes_is_not_new():
    assert features(of(diff(SOURCE, ["module_param(a, bool, 0644);"], ["module_param(a, bool, 0444);"])), PROFILE) == ()
    moved = of(
        diff("arch/x86/kvm/vmx/vmx.c", [], ["module_param(a, bool, 0444);"]),
        diff(SOURCE, ["module_param(a, bool, 0444);"]),
    )
    assert features(moved, PROFILE) == ()


def test_bits_of_one_patch():
    one = patch(
        "[PATCH] KVM: x86: Poke", "Poke.", diff(CPUID, ["		F(ONE) | F(TWO) | F(OLD)"], ["		F(OLD)"])
    )
    assert cpuid_bits(one) == ("ONE", "TWO")


@pytest.mark.statement("FEAT-4")
@pytest.mark.parametrize(
    ("diffs", "merely"),
    [
        ([diff(CPUID, ["		F(POKE),", "		/* Any mode. */", "		F(PROD) | F(PUSH), /* both */"])], True),
        ([diff(CPUID, ["	kvm_cpu_cap_init(CPUID_7_1_EDX,", "		F(POKE),", "	);"])], True),
        (
            [diff(CPUID, ["		F(POKE),"]), diff("arch/x86/kvm/reverse_cpuid.h", ["#define X86_FEATURE_POKE 1"])],
            True,
        ),
        (
            [
                diff(CPUID, ["		F(POKE),"]),
                diff("arch/x86/include/asm/cpufeatures.h", ["#define X86_FEATURE_POKE 1"]),
            ],
            True,
        ),
        ([diff(CPUID, ["		F(POKE),"]), diff(SOURCE)], False),
        ([diff(CPUID, ["	if (poke_works)", "		kvm_cpu_cap_set(X86_FEATURE_POKE);"])], False),
        ([diff("Documentation/virt/kvm/api.rst")], False),
    ],
)
def test_bits_that_are_merely_advertised(diffs, merely):
    assert merely_advertised(of(*diffs), PROFILE) is merely
