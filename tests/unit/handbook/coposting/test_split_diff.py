# SPDX-License-Identifier: GPL-2.0-or-later
"""Signs in a diff that a patch does more than one thing."""

import pytest

from kx86.handbook.coposting.split import one_thing
from unit.handbook.posting import SOURCE, TEST, diff, on_patch, patch

LIB = "tools/testing/selftests/kvm/lib/x86/processor.c"
VMX, SVM = "arch/x86/kvm/vmx/vmx.c", "arch/x86/kvm/svm/svm.c"
MAKEFILE = "tools/testing/selftests/kvm/Makefile.kvm"


def lines(count, word="poke"):
    return [f"	{word}_{n}();" for n in range(count)]


def hint(*diffs, title="Poke"):
    found = on_patch(one_thing, patch(f"[PATCH] KVM: x86: {title}", "Poke.", *diffs))
    assert len(found) <= 1
    return found[0].message if found else ""


def test_many_lines_in_many_files():
    assert "adds 500 lines to 5 files" in hint(*[diff(f"virt/kvm/p{n}.c", lines(100, f"f{n}")) for n in range(5)])
    assert hint(diff(SOURCE, lines(500))) == ""
    assert hint(*[diff(f"virt/kvm/p{n}.c", lines(20, f"f{n}")) for n in range(5)]) == ""


def test_shared_selftest_code_with_its_user():
    assert "shared selftest code" in hint(diff(LIB, lines(100)), diff(TEST, lines(60, "test")))
    assert hint(diff(LIB, lines(100)), diff(TEST, lines(5, "test"))) == ""


def test_kvm_and_its_selftest_in_one_patch():
    assert "x86.c) and selftests (poke_test.c" in hint(diff(SOURCE, lines(6)), diff(TEST, lines(25, "test")))
    assert hint(diff(SOURCE, lines(6)), diff(TEST, lines(3, "test"))) == ""


def test_another_subsystem_along_with_kvm():
    assert "arch/x86/events/intel/pt.c" in hint(
        diff("arch/x86/events/intel/pt.c", lines(40)), diff(VMX, lines(8, "vmx"))
    )
    assert hint(diff("arch/x86/kernel/fpu/core.c", lines(20)), diff(SOURCE, lines(8, "vmx"))) == ""


def test_definitions_of_hardware_along_with_their_use():
    header = diff("arch/x86/include/uapi/asm/svm.h", ["#define SVM_EXIT_POKE	0x0a7"])
    assert "SVM_EXIT_POKE" in hint(header, diff(SVM, lines(8)))
    assert hint(header) == ""


def test_several_features_that_the_shortlog_tells_apart():
    bits = diff("arch/x86/kvm/cpuid.c", ["		F(FRED),", "		F(LKGS),"])
    assert "FRED and LKGS" in hint(bits, title="Advertise FRED/LKGS")
    assert hint(bits, title="Advertise what Poke Lake offers") == ""


def test_several_suites():
    other = diff("tools/testing/selftests/pidfd/pidfd.h")
    assert "kvm and pidfd" in hint(diff(TEST), other)
    assert hint(diff(TEST), diff("tools/testing/selftests/kvm/lib/string.c")) == ""


def test_a_patch_that_calls_itself_kvm_s_is_judged_wherever_it_is():
    two = (diff("tools/testing/selftests/pidfd/pidfd.h"), diff("tools/testing/selftests/kselftest.h"))
    assert "kselftest.h and pidfd" in hint(*two)
    assert on_patch(one_thing, patch("[PATCH] selftests: Poke", "Poke.", *two)) == []


def test_compiler_flags_for_everybody():
    code = diff(LIB, lines(40))
    changed = diff(MAKEFILE, ["CFLAGS += -Wall -Wno-poke"], ["CFLAGS += -Wall"])
    assert "(-Wno-poke)" in hint(changed, code)
    assert hint(diff(MAKEFILE, ["TEST_GEN_PROGS += x86/poke_test"]), code) == ""
    assert hint(changed) == ""


def test_both_vendors_and_common_code():
    common = diff(SOURCE, lines(40))
    assert "VMX (6) and SVM (5)" in hint(common, diff(VMX, lines(6, "vmx")), diff(SVM, lines(5, "svm")))
    adapted = diff(SVM, ["	poke(vcpu, true);"], ["	poke(vcpu);"])
    assert hint(common, diff(VMX, ["	poke(vcpu, false);"], ["	poke(vcpu); "]), adapted) == ""


@pytest.mark.parametrize(("scope", "alarm"), [("vmx, svm, mmu", True), ("x86, vmx", False), ("x86", False)])
def test_a_prefix_that_lists_topics(scope, alarm):
    assert bool(on_patch(one_thing, patch(f"[PATCH] KVM: {scope}: Poke"))) is alarm
