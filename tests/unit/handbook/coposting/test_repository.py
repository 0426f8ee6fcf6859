# SPDX-License-Identifier: GPL-2.0-or-later
"""One repository a series; KVM-unit-tests point at the KVM series."""

import pytest

from kx86.handbook.coposting.repository import one_repository, unit_tests_link
from unit.handbook.posting import SOURCE, diff, on_series, patch, series

UNIT = diff("x86/vmx.c")


def unit_tests(text, **more):
    return series(patch("[kvm-unit-tests PATCH] x86: Test pokes", text, UNIT, **more))


@pytest.mark.statement("CO-2")
def test_unit_tests_among_kernel_patches_are_named():
    kernel = patch("[PATCH 1/2] KVM: x86: Poke", ident="1@kernel.example")
    test = patch("[PATCH 2/2] x86: Test pokes", "Test.", UNIT, ident="2@kernel.example", to="1@kernel.example")
    (found,) = on_series(one_repository, series(kernel, test))
    assert (found.n, found.where.file) == (2, "x86/vmx.c")
    assert SOURCE in found.message


@pytest.mark.parametrize("path", [SOURCE, "x86/vmx.c", "lib/x86/vm.c", "lib/xarray.c", "mm/memory.c"])
def test_one_repository_is_fine_whichever_it_is(path):
    assert on_series(one_repository, series(patch("[PATCH] Poke", "Poke.", diff(path)))) == []


@pytest.mark.statement("CO-3")
@pytest.mark.parametrize(
    "text",
    [
        "The test fails without the KVM fix.",
        "The test needs the\nKVM patches that were sent today.",
        "Companion of the patch for KVM.",
        "See the kernel-side series.",
    ],
)
def test_a_kvm_change_without_a_link_is_asked_for(text):
    (found,) = on_series(unit_tests_link, unit_tests(text))
    assert found.n == 1
    assert "lore.kernel.org" in (found.hint or "")


@pytest.mark.parametrize(
    "text",
    [
        "Test pokes.",
        "Send patches to kvm@lists.example.",
        "Extend the KVM-unit-tests patch series.",
        "Test the KVM fix, see https://lore.kernel.org/all/1@kernel.example",
        "Test the KVM fix of commit 0123456789ab.",
    ],
)
def test_nothing_to_link_or_linked_already(text):
    assert on_series(unit_tests_link, unit_tests(text)) == []


def test_a_kernel_series_is_not_asked():
    assert on_series(unit_tests_link, series(patch(text="Needs the KVM fix."))) == []
