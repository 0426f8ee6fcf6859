# SPDX-License-Identifier: GPL-2.0-or-later
"""A plan is printed to be read at a glance; every reason on request."""

import pytest
from syrupy.assertion import SnapshotAssertion

from kx86.apps.cli.plan_render import plan_lines
from kx86.apps.cli.plan_view import plan_view
from kx86.apps.cli.render import Style
from kx86.apps.cli.terminal import Paint
from unit.testing.made import Work

SVM = "arch/x86/kvm/svm/svm.c"
TESTS = "tools/testing/selftests/kvm/x86"
WORK = (
    Work()
    .commit(("arch/x86/kvm/mmu/paging_tmpl.h", "return 1;", "return 2;"), subject="KVM: x86/mmu: Walk twice")
    .commit((SVM, "vcpu->nested = 1;", "vcpu->nested = 2;"), (SVM, "allow();", "allow(1);"), subject="KVM: SVM: Allow one")
    .commit(("arch/x86/kvm/x86.c", "leave_smm(vcpu);", "leave_smm(vcpu, 1);"), subject="KVM: x86: Leave one SMM")
    .commit(("virt/kvm/kvm_main.c", "return 0;", "return 1;"), subject="KVM: Start with one")
    .commit((f"{TESTS}/svm_one_test.c", "", "int a;\n"), (f"{TESTS}/two_test.c", "", "int a;\n"), subject="KVM: selftests: Test")
)  # fmt: skip


def printed(work: Work, *, explain: bool = False, width: int = 100, colour: bool = False, tree: bool = True) -> str:
    view = plan_view(work.series, work.plan(tree=tree, before=tree))
    return "\n".join(plan_lines(view, Style(Paint(colour), width), explain=explain))


def test_a_plan(snapshot: SnapshotAssertion) -> None:
    assert printed(WORK) == snapshot


def test_every_reason_by_patch(snapshot: SnapshotAssertion) -> None:
    assert printed(WORK, explain=True) == snapshot


def test_a_plan_of_one_patch_numbers_nothing(snapshot: SnapshotAssertion) -> None:
    assert printed(Work().commit((SVM, "allow();", "allow(1);"), subject="KVM: SVM: Allow one")) == snapshot


def test_nothing_to_do(snapshot: SnapshotAssertion) -> None:
    other = Work().commit(("drivers/net/e1000.c", "", "int a;\n"), subject="e1000: Do")
    document = Work().commit(("Documentation/virt/kvm/api.rst", "", "a\n"), subject="KVM: Document")
    assert f"{printed(other)}\n{printed(document)}" == snapshot


def test_it_is_folded_for_a_narrow_terminal_and_coloured_for_a_bright_one() -> None:
    narrow = printed(WORK, width=60)
    assert max(map(len, narrow.splitlines())) <= 64
    plain, bright = printed(WORK), printed(WORK, colour=True)
    assert "\033[" in bright
    assert "\033[" not in plain


@pytest.mark.parametrize("explain", [True, False])
def test_names_cannot_steer_a_terminal(explain: bool) -> None:
    path = "arch/x86/kvm/\033[2Jx.c"
    work = Work().commit((path, "", "int a;\n"), subject="KVM: x86: \033]0;title\a Do")
    assert "\033" not in printed(work, explain=explain)
