# SPDX-License-Identifier: GPL-2.0-or-later
"""Series made for builders, each with one thing to find, on the tiny kernel and on Linux 6.12 or one near to it.

Edits find their place by functions that both kernels have.
"""

import subprocess
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from world.edits import Before, Edit, Last, Tail, Tree
from world.people import DANA
from world.source import git
from world.stream import Person, Stream

_WHEN = datetime.fromisoformat("2024-11-25T09:00:00+00:00")


@dataclass(frozen=True)
class Change:
    """A commit to be: its subject, why it is made, and what it does to the tree."""

    subject: str
    why: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Made:
    """A series to be: what it is called, what a builder has to find in it, and its commits.

    `broken` is the first patch that does not build (1 is the first, 0 says that all do), `only` the configuration of kx86 in
    which that is so (empty says in each), `file` where the compiler finds it and `words` what it says about it.
    """

    name: str
    finding: str
    changes: tuple[Change, ...]
    broken: int = 0
    only: str = ""
    file: str = ""
    words: str = ""


def commit(clone: Path, series: Made, base: str, author: Person = DANA, branch: str = "") -> list[str]:
    """Commit a series on a base to a branch of a clone, without its work tree; returns the commits, oldest first.

    The branch is called like the series when nothing else is said.  Raises ValueError when the tree has no such place.
    """
    when, parent = _WHEN, git(clone, "rev-parse", f"{base}^{{commit}}")
    tree: Tree = {}
    made: list[str] = []
    with Stream(clone) as stream:
        for change in series.changes:
            when += timedelta(minutes=1)
            files = _edited(clone, base, tree, change)
            tree.update(files)
            message = f"{change.subject}\n\n{change.why}\n\nSigned-off-by: {author}\n"
            parent = stream.commit(
                f"refs/heads/{branch or series.name}", [parent], message, (author, when), (author, when), files
            )
            made.append(parent)
    return made


def _edited(clone: Path, base: str, tree: Tree, change: Change) -> Tree:
    files: Tree = {}
    for edit in change.edits:
        before = files.get(edit.path) or tree.get(edit.path) or _text(clone, base, edit.path)
        try:
            files[edit.path] = edit.apply(before)
        except ValueError as problem:
            raise ValueError(f"{edit.path} of {base} is not as the series has it: {edit}") from problem
    return files


def _text(clone: Path, base: str, path: str) -> str:
    """Read a file of the base; one that is not there is empty."""
    shown = subprocess.run(
        ["git", "-C", str(clone), "cat-file", "blob", f"{base}:{path}"], capture_output=True, check=False
    )
    return shown.stdout.decode("utf-8", "surrogateescape")


_KVM = "arch/x86/kvm"
_SVM, _NESTED, _VMX = f"{_KVM}/svm/svm.c", f"{_KVM}/svm/nested.c", f"{_KVM}/vmx/vmx.c"
_X86, _X86_H, _LAPIC, _CPUID = f"{_KVM}/x86.c", f"{_KVM}/x86.h", f"{_KVM}/lapic.c", f"{_KVM}/cpuid.c"
_MMU, _TDP_MMU = f"{_KVM}/mmu/mmu.c", f"{_KVM}/mmu/tdp_mmu.c"
_HOST = "include/linux/kvm_host.h"
SELFTEST = "tools/testing/selftests/kvm/x86_64/smm_test.c"
_SELFTEST_H = "tools/testing/selftests/kvm/include/kvm_util.h"

_SVM_PUT = "svm_vcpu_put(struct kvm_vcpu *vcpu)\n{"
_VMX_PUT = "vmx_vcpu_put(struct kvm_vcpu *vcpu)\n{"
_UNINIT = "nested_svm_uninit_mmu_context(struct kvm_vcpu *vcpu)\n{"
_TSC = "kvm_vcpu_write_tsc_offset(struct kvm_vcpu *vcpu, u64 l1_offset)\n{"
_UNLOAD = "kvm_mmu_unload(struct kvm_vcpu *vcpu)\n{"
_INIT_TDP = "kvm_mmu_init_tdp_mmu(struct kvm *kvm)\n{"
_CLEAR = "kvm_clear_interrupt_queue(struct kvm_vcpu *vcpu)\n{"
_VERSION = "kvm_apic_set_version(struct kvm_vcpu *vcpu)\n{"
_POLL = "kvm_vcpu_can_poll(ktime_t cur, ktime_t stop)\n{"
_RESERVED = "kvm_vcpu_reserved_gpa_bits_raw(struct kvm_vcpu *vcpu)\n{"

_BOUND = Change(
    "KVM: SVM: Assert that a vCPU is bound to a CPU when it is put",
    "Warn when a vCPU is put that was never loaded, as its host state cannot be\nthat of this CPU.",
    (
        Before(_SVM, _SVM_PUT, "static bool svm_is_bound(struct kvm_vcpu *vcpu)\n{\n\treturn vcpu->cpu >= 0;\n}\n"),
        Tail(_SVM, _SVM_PUT, "\tWARN_ON_ONCE(!svm_is_bound(vcpu));\n"),
    ),
)
_ROOT = Change(
    "KVM: nSVM: Assert that leaving nested NPT restores the root MMU",
    "Warn when the MMU in use is not the root MMU once L2's is gone.",
    (Tail(_NESTED, _UNINIT, "\tWARN_ON_ONCE(vcpu->arch.mmu != &vcpu->arch.root_mmu);\n"),),
)
_VMX_BOUND = Change(
    "KVM: VMX: Assert that a vCPU is bound to a CPU when it is put",
    "Do for VMX what SVM does already.",
    (Tail(_VMX, _VMX_PUT, "\tWARN_ON_ONCE(vcpu->cpu < 0);\n"),),
)
_SHIFTED = "static inline bool kvm_tsc_is_shifted(struct kvm_vcpu *vcpu)\n{\n\treturn vcpu->arch.tsc_offset != 0;\n}\n"

CLEAN = Made("clean", "nothing", (_BOUND, _ROOT, _VMX_BOUND))
WERROR = Made(
    "werror",
    "patch 2 has a warning, which KVM_WERROR makes an error",
    (
        _BOUND,
        Change(
            "KVM: x86: Add a helper to tell whether the TSC is shifted",
            "Add the helper on its own, a later change uses it.",
            (Before(_X86, _TSC, _SHIFTED.replace("static inline", "static")),),
        ),
    ),
    broken=2,
    file=_X86,
    words="defined but not used",
)
REPAIRED = Made(
    "repaired",
    "patch 2 calls what patch 3 adds",
    (
        _BOUND,
        Change(
            "KVM: x86: Assert that a local APIC begins with an unshifted TSC",
            "Warn when the version of the APIC is set after the TSC was shifted.",
            (Tail(_LAPIC, _VERSION, "\tWARN_ON_ONCE(kvm_tsc_is_shifted(vcpu));\n"),),
        ),
        Change(
            "KVM: x86: Add a helper to tell whether the TSC is shifted",
            "Have one place that knows what a shifted TSC is.",
            (Before(_X86_H, _CLEAR, _SHIFTED),),
        ),
    ),
    broken=2,
    file=_LAPIC,
    words="implicit declaration of function",
)
NARROW = Made(
    "narrow",
    "patch 2 shifts a long too far, which is 32 bits wide in the 32-bit configuration",
    (
        _ROOT,
        Change(
            "KVM: x86: Assert that the reserved bits are not one bit only",
            "Warn when nothing but the highest bit of a GPA would be reserved.",
            (
                Before(_CPUID, _RESERVED, "static u64 kvm_highest_gpa_bit(void)\n{\n\treturn BIT(51);\n}\n"),
                Tail(_CPUID, _RESERVED, "\tWARN_ON_ONCE(vcpu->arch.reserved_gpa_bits == kvm_highest_gpa_bit());\n"),
            ),
        ),
    ),
    broken=2,
    only="32-bit",
    file=_CPUID,
    words="left shift count >= width of type",
)
NO_SMM = Made(
    "no-smm",
    "patch 1 calls a function that exists with KVM_SMM only",
    (
        Change(
            "KVM: x86: Leave SMM when the TSC offset is written",
            "Have a vCPU outside of SMM whenever its offset changes.",
            (Tail(_X86, _TSC, "\tif (vcpu->arch.hflags & HF_SMM_MASK)\n\t\tkvm_smm_changed(vcpu, false);\n"),),
        ),
        _BOUND,
    ),
    broken=1,
    only="no-smm",
    file=_X86,
    words="implicit declaration of function",
)
TESTS = Made(
    "tests",
    "the selftest of patch 1 needs what patch 2 adds",
    (
        Change(
            "KVM: selftests: Print the number of stages in the SMM test",
            "Tell how far the test went.",
            (Tail(SELFTEST, "int main(int argc, char *argv[])\n{", '\tprintf("%d stages\\n", SMM_TEST_STAGES);\n'),),
        ),
        Change(
            "KVM: selftests: Name the number of stages of the SMM test",
            "Have the number where other tests find it.",
            (Last(_SELFTEST_H, "#endif", "#define SMM_TEST_STAGES\t11\n\n"),),
        ),
    ),
    broken=1,
    only="selftests",
    file=SELFTEST,
    words="undeclared",
)
SIX = (CLEAN, WERROR, REPAIRED, NARROW, NO_SMM, TESTS)


def _assertion(subject: str, path: str, head: str, condition: str) -> Change:
    return Change(subject, "Warn once when that is not so.", (Tail(path, head, f"\tWARN_ON_ONCE({condition});\n"),))


def _ten() -> tuple[Change, ...]:
    """Touch what a series of ten usually touches: eight source files, and two headers that half of KVM includes."""
    return (
        _BOUND,
        _ROOT,
        _assertion("KVM: x86: Assert that a vCPU with a new TSC offset has a VM", _X86, _TSC, "!vcpu->kvm"),
        _assertion("KVM: x86/mmu: Assert that a vCPU without a root has a VM", _MMU, _UNLOAD, "!vcpu->kvm"),
        _assertion("KVM: x86/mmu: Assert that a VM gets a TDP MMU alive", _TDP_MMU, _INIT_TDP, "kvm->vm_bugged"),
        _VMX_BOUND,
        Change(
            "KVM: x86: Add a helper to tell whether the TSC is shifted",
            "Have one place that knows what a shifted TSC is.",
            (Before(_X86_H, _CLEAR, _SHIFTED),),
        ),
        _assertion(
            "KVM: x86: Assert that a local APIC begins with an unshifted TSC",
            _LAPIC,
            _VERSION,
            "kvm_tsc_is_shifted(vcpu)",
        ),
        Change(
            "KVM: Add a helper to tell whether a vCPU runs on a CPU",
            "Have one place that knows what a bound vCPU is.",
            (Before(_HOST, _POLL, "static inline bool kvm_cpu_is_bound(int cpu)\n{\n\treturn cpu >= 0;\n}\n"),),
        ),
        _assertion(
            "KVM: x86: Assert that reserved bits are asked for a vCPU with a VM", _CPUID, _RESERVED, "!vcpu->kvm"
        ),
    )


TEN = Made("ten", "nothing", _ten())


def revised(series: Made, patch: int = 5) -> Made:
    """Return the next version of a series, which differs in one patch (1 is the first) and does the same."""
    change = series.changes[patch - 1]
    edits = tuple(
        replace(edit, text=edit.text.replace("\tWARN_ON_ONCE(", "\t(void)WARN_ON_ONCE("))
        if isinstance(edit, Tail)
        else edit
        for edit in change.edits
    )
    changes = (*series.changes[: patch - 1], replace(change, edits=edits), *series.changes[patch:])
    return replace(series, name=f"{series.name}-v2", changes=changes)
