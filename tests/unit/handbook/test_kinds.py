# SPDX-License-Identifier: GPL-2.0-or-later
"""Paths tell source, tests and documentation apart."""

import pytest

from kx86.handbook.kinds import is_document, is_source, is_test, only_tests, touches_source, touches_tests
from unit.handbook.posting import PROFILE, TEST, diff, patch, series


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("arch/x86/kvm/vmx/vmx.c", "source"),
        ("virt/kvm/kvm_main.c", "source"),
        ("arch/x86/include/asm/kvm_host.h", "source"),
        ("arch/x86/kvm/Kconfig", ""),
        ("arch/arm64/kvm/arm.c", ""),
        ("mm/memory.c", ""),
        ("Documentation/virt/kvm/api.rst", "document"),
        ("tools/include/uapi/linux/kvm.h", ""),
        (TEST, "test"),
        ("tools/testing/selftests/x86/amx.c", "test"),
    ],
)
def test_a_path_has_one_kind_at_most(path, kinds):
    found = {"source": is_source(path, PROFILE), "test": is_test(path), "document": is_document(path)}
    assert [kind for kind, yes in found.items() if yes] == kinds.split()


def test_a_patch_of_source_and_test_touches_both_and_is_no_test_alone():
    both = patch("[PATCH] KVM: x86: Poke", "Poke.", diff(), diff(TEST))
    assert touches_source(both, PROFILE)
    assert touches_tests(series(both))
    assert not only_tests(both)
    assert only_tests(patch("[PATCH] KVM: selftests: Poke", "Poke.", diff(TEST)))
