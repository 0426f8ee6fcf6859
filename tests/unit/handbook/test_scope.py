# SPDX-License-Identifier: GPL-2.0-or-later
"""Whose patch it is, and which topics its paths allow."""

from dataclasses import replace

import pytest

from kx86.adapters.data import profile_text
from kx86.handbook.example import Example, bad_series
from kx86.handbook.scope import (
    accepts,
    areas,
    common_parent,
    is_for_other_arch,
    is_kvm,
    is_kvm_series,
    is_mostly_kvm,
    only_kvm,
    topics,
)
from kx86.mail.subject import plain_subject
from kx86.profile.read import read_profile
from kx86.series.patch import Patch
from kx86.series.series import Series

PROFILE = read_profile(profile_text(), "kvm-x86.toml")
VMX, SVM, MMU = "arch/x86/kvm/vmx/vmx.c", "arch/x86/kvm/svm/svm.c", "arch/x86/kvm/mmu/mmu.c"
HEADER, API = "arch/x86/include/asm/kvm_host.h", "Documentation/virt/kvm/api.rst"
TEST, ARM_TEST = "tools/testing/selftests/kvm/x86/smm_test.c", "tools/testing/selftests/kvm/arm64/vgic_init.c"


def series(*paths: str, line: str = "call_something(vcpu);") -> Series:
    diff = "".join(
        f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -1,2 +1,3 @@\n one();\n+{line}\n two();\n"
        for path in paths
    )
    return bad_series(Example(rule="", title="", bad={"diff": diff}))


def patch(*paths: str, line: str = "call_something(vcpu);") -> Patch:
    return series(*paths, line=line).patches[0]


@pytest.mark.parametrize(
    ("paths", "ours"),
    [
        ((VMX,), True),
        (("virt/kvm/kvm_main.c",), True),
        ((TEST,), True),
        ((API,), True),
        ((ARM_TEST,), False),
        (("arch/arm64/kvm/arm.c", API, "include/uapi/linux/kvm.h"), False),
        ((ARM_TEST, "tools/testing/selftests/kvm/Makefile"), False),
        (("arch/arm64/kvm/arm.c", "virt/kvm/kvm_main.c"), True),
        (("arch/x86/kernel/kvm.c",), False),
        (("mm/memory.c",), False),
        (("x86/vmx_tests.c", "lib/x86/processor.h"), False),
    ],
)
def test_a_patch_is_of_kvm_unless_it_is_only_another_architectures(paths: tuple[str, ...], ours: bool) -> None:
    assert is_kvm(patch(*paths), PROFILE) is ours
    assert is_kvm_series(series(*paths), PROFILE) is ours


def titled(title: str, *paths: str) -> Patch:
    made = patch(*paths)
    return replace(made, subject=plain_subject(title))


@pytest.mark.parametrize(
    ("title", "path", "foreign"),
    [
        ("KVM: arm64: selftests: Poke", TEST, True),
        ("RISC-V: KVM: Poke", "virt/kvm/kvm_main.c", True),
        ("KVM: selftests: s390x: Poke", TEST, True),
        ("KVM: selftests: Poke arm64", TEST, False),
        ("Poke arm64", TEST, False),
        ("KVM: arm64: Poke what x86 shares", VMX, False),
    ],
)
def test_a_prefix_tells_the_patches_of_other_architectures(title: str, path: str, foreign: bool) -> None:
    assert is_for_other_arch(titled(title, path), PROFILE) is foreign


def test_a_series_is_kvms_when_every_other_patch_is() -> None:
    ours, other, arm = patch(VMX), patch("mm/memory.c"), titled("KVM: arm64: Poke", TEST)
    for patches, mostly in (
        ((ours, other), True),
        ((ours, other, other), False),
        ((ours, arm, arm), False),
        ((), False),
    ):
        assert is_mostly_kvm(replace(series(VMX), patches=patches), PROFILE) is mostly


def test_areas_name_every_kind_of_file() -> None:
    assert areas(patch(VMX, TEST, "mm/memory.c"), PROFILE) == {"kvm", "tests", "other"}
    assert not only_kvm(patch(VMX, "mm/memory.c"), PROFILE)
    assert only_kvm(patch(VMX, "MAINTAINERS"), PROFILE)


@pytest.mark.parametrize(
    ("paths", "first"),
    [
        ((VMX,), "VMX"),
        ((VMX, HEADER, API, TEST), "VMX"),
        ((VMX, SVM), "x86"),
        ((VMX, "arch/x86/kvm/vmx/nested.c"), "VMX"),
        ((SVM, MMU), "x86"),
        ((MMU, "virt/kvm/kvm_main.c"), ""),
        ((TEST, API), "selftests"),
        ((HEADER, API), "x86"),
        ((API,), ""),
    ],
)
@pytest.mark.statement("SHORT-7")
def test_the_first_topic_is_the_first_common_parent(paths: tuple[str, ...], first: str) -> None:
    assert topics(patch(*paths), PROFILE)[0] == first


def test_ancestors_and_children_of_a_touched_topic_are_accepted() -> None:
    allowed = topics(patch(SVM), PROFILE)
    assert {"SVM", "x86", "", "nSVM", "SEV"} <= set(allowed)
    assert "VMX" not in allowed


def test_a_topic_that_the_changed_lines_mention_is_accepted() -> None:
    x86 = "arch/x86/kvm/x86.c"
    assert accepts(patch(x86, line="kvm_pmu_refresh(vcpu);"), PROFILE, "x86/pmu")
    assert not accepts(patch(x86), PROFILE, "x86/pmu")
    assert not accepts(patch(TEST, line="pmu_refresh();"), PROFILE, "x86/pmu")


def test_headers_alone_accept_any_topic() -> None:
    assert accepts(patch(HEADER), PROFILE, "nVMX")


def test_common_parent_of_nothing_is_the_root() -> None:
    assert common_parent((), PROFILE) == ""
    assert common_parent(("nSVM", "SEV"), PROFILE) == "SVM"
