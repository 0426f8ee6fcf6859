# SPDX-License-Identifier: GPL-2.0-or-later
"""The topics of the world: what each is about, where it forks, and how heavy it is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """A topic branch to be; of `files` those count that the kernel has."""

    name: str
    fork: str
    weight: int
    files: tuple[str, ...]


def _topic(name: str, fork: str, weight: int, files: str) -> Topic:
    return Topic(
        name, fork, weight, tuple(files.format(x="arch/x86/kvm", t="tools/testing/selftests/kvm", v="virt/kvm").split())
    )


TOPICS = (
    _topic("misc", "rc1", 8, "{x}/x86.c {x}/cpuid.c {x}/emulate.c {x}/x86.c {x}/mtrr.c {x}/smm.c {x}/i8254.c"),
    _topic("mmu", "rc1", 8, "{x}/mmu/mmu.c {x}/mmu/tdp_mmu.c {x}/mmu/spte.c {x}/mmu/mmu.c {x}/x86.c"),
    _topic("pmu", "rc2", 5, "{x}/pmu.c {x}/vmx/pmu_intel.c {x}/svm/pmu.c {x}/vmx/pmu_intel.c"),
    _topic("svm", "rc1", 8, "{x}/svm/svm.c {x}/svm/avic.c {x}/svm/svm.c {x}/x86.c {x}/svm/nested.c"),
    _topic("vmx", "rc1", 8, "{x}/vmx/vmx.c {x}/vmx/posted_intr.c {x}/vmx/vmx.c {x}/vmx/sgx.c {x}/x86.c"),
    _topic("selftests", "rc2", 9, "{t}/lib/kvm_util.c {t}/lib/x86/processor.c {t}/lib/memstress.c {t}/lib/x86/vmx.c {t}/x86/state_test.c "
        "{t}/lib/x86_64/processor.c {t}/lib/x86_64/vmx.c {t}/lib/perf_test_util.c {t}/dirty_log_test.c {t}/memslot_perf_test.c"),
    _topic("xen", "rc1", 3, "{x}/xen.c"),
    _topic("nested", "vmx", 4, "{x}/vmx/nested.c {x}/svm/nested.c {x}/vmx/nested.c"),
    _topic("apic", "rc1", 4, "{x}/lapic.c {x}/ioapic.c {x}/lapic.c {x}/irq_comm.c"),
    _topic("generic", "rc2", 5, "{v}/kvm_main.c {v}/eventfd.c {v}/pfncache.c {v}/kvm_main.c {v}/irqchip.c"),
    _topic("hyperv", "rc1", 3, "{x}/hyperv.c"),
    _topic("irqs", "rc2", 3, "{x}/irq.c {x}/svm/avic.c {x}/irq_comm.c {x}/lapic.c"),
    _topic("gmem", "rc2", 3, "{v}/guest_memfd.c {v}/kvm_main.c"),
    _topic("sev", "rc1", 5, "{x}/svm/sev.c {x}/svm/sev.c {x}/svm/svm.c"),
    _topic("tdx", "rc2", 4, "{x}/vmx/tdx.c {x}/mmu/tdp_mmu.c {x}/vmx/vmx.c"),
    _topic("fpu", "rc1", 2, "{x}/x86.c {x}/cpuid.c"),
    _topic("dirty_ring", "rc2", 2, "{v}/dirty_ring.c {v}/kvm_main.c"),
    _topic("asyncpf", "rc1", 2, "{v}/async_pf.c {x}/x86.c {v}/kvm_main.c"),
    _topic("pvclock", "rc2", 2, "{x}/x86.c {x}/xen.c"),
    _topic("memslots", "rc1", 2, "{v}/kvm_main.c {x}/mmu/mmu.c"),
    _topic("lam", "rc2", 2, "{x}/emulate.c {x}/cpuid.c {x}/x86.c"),
    _topic("smm", "rc1", 2, "{x}/smm.c {x}/x86.c"),
    _topic("pat_vmx_msrs", "rc2", 2, "{x}/vmx/vmx.c {x}/mtrr.c"),
    _topic("selftests_utils", "rc1", 2, "{t}/lib/kvm_util.c {t}/lib/elf.c"),
    _topic("vcpu_array", "rc2", 2, "{v}/kvm_main.c"),
)  # fmt: skip

# Pairs that change the same lines, the file, and the one that comes first in the alphabet first.
CLASHES = (
    ("apic", "hyperv", "arch/x86/kvm/lapic.c"),
    ("irqs", "svm", "arch/x86/kvm/svm/avic.c"),
    ("mmu", "tdx", "arch/x86/kvm/mmu/tdp_mmu.c"),
    ("pmu", "vmx", "arch/x86/kvm/vmx/pmu_intel.c"),
)
RENAMES, CALLS = "misc", "xen"
STACKED = ("nested", "vmx")

_PREFIXES = (
    ("arch/x86/kvm/svm/nested", "KVM: nSVM"), ("arch/x86/kvm/svm/sev", "KVM: SEV"), ("arch/x86/kvm/svm/pmu", "KVM: x86/pmu"),
    ("arch/x86/kvm/svm/", "KVM: SVM"), ("arch/x86/kvm/vmx/nested", "KVM: nVMX"), ("arch/x86/kvm/vmx/tdx", "KVM: TDX"),
    ("arch/x86/kvm/vmx/pmu", "KVM: x86/pmu"), ("arch/x86/kvm/vmx/", "KVM: VMX"), ("arch/x86/kvm/mmu", "KVM: x86/mmu"),
    ("arch/x86/kvm/pmu", "KVM: x86/pmu"), ("arch/x86/kvm/xen", "KVM: x86/xen"), ("arch/x86/kvm/hyperv", "KVM: x86/hyper-v"),
    ("arch/x86/kvm/ioapic", "KVM: x86/ioapic"), ("arch/x86/kvm/", "KVM: x86"), ("arch/arm64/kvm/", "KVM: arm64"),
    ("tools/testing/selftests/kvm/", "KVM: selftests"), ("virt/kvm/guest_memfd", "KVM: guest_memfd"),
    ("virt/kvm/pfncache", "KVM: pfncache"), ("virt/kvm/", "KVM"), ("arch/x86/kernel/kvm", "x86/kvm"), ("arch/x86/", "x86"),
)  # fmt: skip


def prefix(path: str) -> str:
    """Say how the shortlog of a commit begins that changes a file."""
    return next((words for start, words in _PREFIXES if path.startswith(start)), path.partition("/")[0])
