# SPDX-License-Identifier: GPL-2.0-or-later
"""A small kernel of our own: the folders and files of KVM with plausible code, and enough around them to look like Linux."""

import random
from collections.abc import Iterator, Mapping
from functools import partial

from world.code import functions

VERSION = 17

# Below a folder: the file, how its functions begin, what they are about, and how many there are.
_C = {
    "arch/x86/kvm": (
        "x86 kvm_x86 event,msr,fault,mode,request,clock,feature 56", "cpuid kvm_cpuid leaf,feature,entry 24",
        "lapic kvm_apic timer,irr,vector,mode,isr 36", "irq kvm_irq extint,vector,source 20",
        "irq_comm kvm_irq_route gsi,msi 12", "emulate x86_emul operand,prefix,segment,opcode 30",
        "xen kvm_xen evtchn,timer,runstate,hypercall 26", "hyperv kvm_hv synic,stimer,hypercall,tlb 28",
        "pmu kvm_pmu counter,event,filter,overflow 28", "ioapic kvm_ioapic pin,redir,eoi 18", "i8254 kvm_pit channel,timer 12",
        "i8259 kvm_pic line,mask 12", "mtrr kvm_mtrr range,type 10", "smm kvm_smm state,rsm 12", "debugfs kvm_x86_debugfs stat 6",
        "kvm_onhyperv kvm_onhyperv flush 6", "mmu/mmu kvm_mmu root,spte,rmap,page,slot,zap 44",
        "mmu/tdp_mmu kvm_tdp_mmu root,spte,leaf,split 28", "mmu/tdp_iter kvm_tdp_iter level,step 8",
        "mmu/spte kvm_spte mask,bit,pfn 14", "mmu/page_track kvm_page_track notifier,slot 10",
        "svm/svm svm_vcpu vmcb,msrpm,asid,intercept,efer 40", "svm/nested nested_svm vmcb12,exit,asid,intercept 26",
        "svm/sev sev_guest asid,page,measurement,snp,secret 32", "svm/avic avic_vcpu doorbell,backing,ipi 22",
        "svm/pmu amd_pmu counter,event 12", "svm/svm_onhyperv svm_hv flush 6",
        "vmx/vmx vmx_vcpu vmcs,intercept,segment,ept,cr4 40", "vmx/nested nested_vmx vmcs12,exit,vmptr,evmcs,preemption 32",
        "vmx/pmu_intel intel_pmu counter,lbr,pebs 22", "vmx/posted_intr vmx_pi descriptor,wakeup 12", "vmx/sgx vmx_sgx einit,leaf 10",
        "vmx/tdx tdx_vcpu td,seamcall,page,keyid,measurement 32", "vmx/main vt_vcpu hook 8", "vmx/vmcs12 vmcs12_field offset 6",
        "vmx/hyperv nested_hv evmcs 8",
    ),
    "virt/kvm": (
        "kvm_main kvm_vm memslot,vcpu,stat,device,halt,dirty 46", "eventfd kvm_irqfd resampler,wait 14",
        "guest_memfd kvm_gmem folio,binding,range,inode 24", "pfncache kvm_gpc mapping,range 14", "irqchip kvm_irqchip entry 10",
        "async_pf kvm_async_pf work,queue 10", "dirty_ring kvm_dirty_ring entry,gfn 10", "coalesced_mmio kvm_coalesced zone 8",
        "binary_stats kvm_stats header 6", "vfio kvm_vfio group,file 8",
    ),
    "arch/x86/kernel": (
        "kvm kvm_guest poll,steal,eoi 14", "kvmclock kvm_clock tick,page 10", "pvclock kvm_pvclock cycle 6", "apic/apic lapic_hw timer 8",
        "cpu/common cpu_common feature 8", "fpu/core fpu_core xstate 8",
    ),
    "arch/arm64/kvm": (
        "arm kvm_arm vcpu,vmid 14", "mmu kvm_s2 range,table 14", "pmu-emul kvm_armpmu counter 10", "sys_regs kvm_sys_reg entry 12",
        "vgic/vgic kvm_vgic irq,list 10", "vgic/vgic-its kvm_its table 8", "hyp/pgtable kvm_pgtable leaf 8", "nested kvm_arm_nested hcr 8",
    ),
    "arch/riscv/kvm": ("vcpu kvm_riscv_vcpu csr,timer 8", "mmu kvm_riscv_gstage page 8"),
    "arch/s390/kvm": ("kvm-s390 kvm_s390 skey,cmma 10", "gaccess kvm_s390_access key 6"),
    "arch/loongarch/kvm": ("vcpu kvm_loongarch csr 6",),
    "kernel": ("sched/core sched_core rq 8", "entry/kvm xfer_guest work 4"),
    "mm": ("memory mm_memory pte 6", "gup mm_gup page 6"),
    "drivers/ptp": ("ptp_kvm_common ptp_kvm clock 4",),
    "drivers/iommu/amd": ("iommu amd_iommu irte 6",),
}  # fmt: skip

_TESTS = {
    "x86": "apic_bus_clock_test cpuid_test cr4_cpuid_sync_test debug_regs exit_on_emulation_failure_test "
    "feature_msrs_test fix_hypercall_test hwcr_msr_test hyperv_clock hyperv_cpuid hyperv_evmcs hyperv_features hyperv_ipi "
    "kvm_pv_test max_vcpuid_cap_test monitor_mwait_test nested_exceptions_test nx_huge_pages_test platform_info_test "
    "pmu_counters_test pmu_event_filter_test private_mem_conversions_test set_boot_cpu_id set_sregs_test "
    "sev_init2_tests sev_migrate_tests sev_smoke_test smm_test state_test svm_int_ctl_test svm_nested_shutdown_test "
    "svm_vmcall_test sync_regs_test triple_fault_event_test tsc_msrs_test ucna_injection_test userspace_io_test "
    "userspace_msr_exit_test vmx_apic_access_test vmx_dirty_log_test vmx_msrs_test vmx_pmu_caps_test "
    "vmx_preemption_timer_test vmx_tsc_adjust_test xapic_ipi_test xapic_state_test xcr0_cpuid_test xen_shinfo_test xen_vmcall_test",
    "arm64": "aarch32_id_regs arch_timer debug-exceptions get-reg-list hypercalls psci_test set_id_regs vgic_init vgic_irq",
    "riscv": "arch_timer ebreak_test get-reg-list sbi_pmu_test",
    "s390": "cmma_test debug_test memop resets tprot ucontrol_test",
    "": "access_tracking_perf_test coalesced_io_test demand_paging_test dirty_log_perf_test dirty_log_test guest_memfd_test "
    "guest_print_test hardware_disable_test kvm_binary_stats_test kvm_create_max_vcpus kvm_page_table_test "
    "memslot_modification_stress_test memslot_perf_test mmu_stress_test pre_fault_memory_test rseq_test "
    "set_memory_region_test steal_time system_counter_offset_test",
}
_LIBRARY = "kvm_util memstress elf guest_modes io sparsebit test_util ucall_common userfaultfd_util x86/processor x86/pmu x86/svm x86/vmx x86/sev"
_HEADERS = {
    "arch/x86/include/asm": "kvm_host kvm-x86-ops kvm_page_track kvm_para kvmclock pvclock svm vmx cpufeatures msr-index sev tdx apic",
    "arch/x86/include/uapi/asm": "kvm kvm_para svm vmx",
    "arch/x86/kvm": "cpuid lapic irq x86 xen hyperv pmu ioapic smm trace mmu kvm_emulate kvm_cache_regs mmu/mmu_internal mmu/spte "
    "mmu/tdp_mmu mmu/tdp_iter svm/svm svm/svm_ops vmx/vmx vmx/nested vmx/tdx vmx/vmcs vmx/vmcs12 vmx/capabilities vmx/x86_ops",
    "arch/arm64/include/asm": "kvm_host kvm_mmu kvm_nested",
    "include/linux": "kvm_host kvm_types kvm_irqfd kvm_para kvm_dirty_ring",
    "include/uapi/linux": "kvm kvm_para",
    "include/trace/events": "kvm",
    "virt/kvm": "kvm_mm async_pf vfio",
    "tools/testing/selftests/kvm/include": "kvm_util test_util ucall_common memstress x86/processor x86/svm_util x86/vmx x86/pmu x86/sev",
}
_PAGES = "api locking review-checklist halt-polling vcpu-requests x86/mmu x86/errata x86/msr x86/cpuid x86/nested-vmx x86/hypercalls x86/amd-memory-encryption x86/intel-tdx arm/hypercalls s390/s390-diag devices/vm devices/vcpu"
_PROCESS = "submitting-patches coding-style maintainer-tip maintainer-handbooks howto"
MARKER = "Documentation/process/maintainer-kvm-x86.rst"
MARKER_TEXT = """\
.. SPDX-License-Identifier: GPL-2.0

KVM x86
=======

A marker: this tree carries the merged edition of the handbook, whose text is not repeated here.
"""
LICENSE = "// SPDX-License-Identifier: GPL-2.0-only\n"
TESTS = "tools/testing/selftests/kvm"


def files(seed: int) -> dict[str, str]:
    """Write the small kernel: text by path."""
    chance = random.Random(f"kernel {seed}")
    tree: dict[str, str] = {}
    for part in (partial(_sources, chance), partial(_selftests, chance), _headers, _pages, _build):
        tree.update(part())
    tree["MAINTAINERS"] = MAINTAINERS
    tree.update(_kbuild(tree))
    return dict(sorted(tree.items()))


def _sources(chance: random.Random) -> Iterator[tuple[str, str]]:
    for folder, lines in _C.items():
        for line in lines:
            name, prefix, nouns, count = line.split()
            includes = "#include <linux/kvm_host.h>\n" + ('#include "x86.h"\n' if folder == "arch/x86/kvm" else "")
            code = functions(chance, prefix, nouns.split(","), int(count))
            yield (
                f"{folder}/{name}.c",
                f"{LICENSE}/*\n * {prefix}: {nouns.replace(',', ', ')}.\n */\n{includes}\n{code}",
            )


def _selftests(chance: random.Random) -> Iterator[tuple[str, str]]:
    for folder, names in _TESTS.items():
        for name in names.split():
            word = name.replace("-", "_").removesuffix("_test")
            code = functions(chance, f"test_{word}", ("state", "limit"), 6, test=True)
            main = f"\nint main(void)\n{{\n\tstruct kvm_vm *vm = vm_create(1);\n\n\ttest_{word}_update_state(vm, 1);\n\tkvm_vm_free(vm);\n\treturn 0;\n}}\n"
            yield f"{TESTS}/{folder}/{name}.c".replace("//", "/"), f'{LICENSE}#include "kvm_util.h"\n\n{code}{main}'
    for name in _LIBRARY.split():
        word = name.replace("/", "_")
        yield (
            f"{TESTS}/lib/{name}.c",
            f'{LICENSE}#include "kvm_util.h"\n\n{functions(chance, word, ("page", "reg"), 14, test=True)}',
        )
    lines = ["# SPDX-License-Identifier: GPL-2.0-only\n", "include ../../../build/Build.include\n", "\n"]
    for folder, names in _TESTS.items():
        arch = folder or "COMMON"
        lines += [f"TEST_GEN_PROGS_{arch} += {folder}/{name}\n".replace("+= /", "+= ") for name in names.split()] + [
            "\n"
        ]
    yield f"{TESTS}/Makefile.kvm", "".join(lines)
    yield (
        f"{TESTS}/Makefile",
        "# SPDX-License-Identifier: GPL-2.0-only\ntop_srcdir = ../../../..\ninclude Makefile.kvm\n",
    )
    yield f"{TESTS}/config", "CONFIG_KVM=y\nCONFIG_KVM_INTEL=y\nCONFIG_KVM_AMD=y\n"


def _headers() -> Iterator[tuple[str, str]]:
    for folder, names in _HEADERS.items():
        for name in names.split():
            guard = "__" + f"{folder}/{name}_H".upper().replace("/", "_").replace("-", "_")
            short = name.rpartition("/")[2].replace("-", "_")
            fields = "".join(f"\tu64 {field};\n" for field in ("value", "mask", "generation", "pending"))
            flags = "".join(f"#define {short.upper()}_FLAG_{number}\t\tBIT({number})\n" for number in range(12))
            body = f"{flags}\nstruct {short}_info {{\n{fields}}};\n\nint {short}_init(struct kvm *kvm);\nvoid {short}_exit(struct kvm *kvm);\n"
            yield (
                f"{folder}/{name}.h",
                f"/* SPDX-License-Identifier: GPL-2.0 */\n#ifndef {guard}\n#define {guard}\n\n{body}\n#endif /* {guard} */\n",
            )


def _pages() -> Iterator[tuple[str, str]]:
    for root, names in (("Documentation/virt/kvm", _PAGES), ("Documentation/process", _PROCESS)):
        for name in names.split():
            title = name.rpartition("/")[2]
            sections = "".join(
                f"{number}. Part {number} of {title}\n{'-' * (len(title) + 12)}\n\n"
                f"What userspace may expect of {title} in case {number}, and what KVM\ndoes when the case is not supported.\n\n"
                for number in range(1, 9)
            )
            yield (
                f"{root}/{name}.rst",
                f".. SPDX-License-Identifier: GPL-2.0\n\n{title}\n{'=' * len(title)}\n\n{sections}",
            )


def _build() -> Iterator[tuple[str, str]]:
    yield (
        "Makefile",
        f"# SPDX-License-Identifier: GPL-2.0\nVERSION = 6\nPATCHLEVEL = {VERSION}\nSUBLEVEL = 0\nEXTRAVERSION =\nNAME = A World of Our Own\n\nobj-y := arch/x86/ virt/ kernel/ mm/ drivers/\n",
    )
    yield (
        "Kconfig",
        'mainmenu "Linux/$(ARCH) $(KERNELVERSION) Kernel Configuration"\n\nsource "arch/x86/kvm/Kconfig"\nsource "virt/kvm/Kconfig"\n',
    )
    options = "KVM KVM_INTEL KVM_AMD KVM_AMD_SEV KVM_INTEL_TDX KVM_XEN KVM_HYPERV KVM_SMM KVM_IOAPIC KVM_WERROR".split()
    for path, names in (
        ("arch/x86/kvm/Kconfig", options),
        ("virt/kvm/Kconfig", ["HAVE_KVM_IRQCHIP", "KVM_GUEST_MEMFD"]),
    ):
        text = "".join(
            f'\nconfig {name}\n\tbool "Support for {name}"\n\tdepends on X86\n\thelp\n\t  Say Y if in doubt.\n'
            for name in names
        )
        yield path, f"# SPDX-License-Identifier: GPL-2.0\n{text}"
    for path in ("arch/x86/Kbuild", "virt/Makefile", "include/Kbuild", "tools/Makefile"):
        yield path, "# SPDX-License-Identifier: GPL-2.0\nobj-y += kvm/\n"


def _kbuild(tree: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """List the objects of a folder in its Makefile, as Kbuild wants it."""
    for folder, name in (("arch/x86/kvm", "Makefile"), ("virt/kvm", "Makefile.kvm"), ("arch/arm64/kvm", "Makefile")):
        objects = [
            path[len(folder) + 1 : -2] for path in sorted(tree) if path.startswith(f"{folder}/") and path.endswith(".c")
        ]
        lines = "".join(f"kvm-y += {name}.o\n" for name in objects)
        yield (
            f"{folder}/{name}",
            f"# SPDX-License-Identifier: GPL-2.0\n\nccflags-y += -I $(srctree)/{folder}\n\n{lines}\nobj-$(CONFIG_KVM) += kvm.o\n",
        )


MAINTAINERS = """\
List of maintainers
===================

KERNEL VIRTUAL MACHINE (KVM)
M:	Uma Upstream <uma@kernel.example>
L:	kvm@vger.kernel.org
S:	Supported
T:	git git://git.kernel.org/pub/scm/virt/kvm/kvm.git
F:	Documentation/virt/kvm/
F:	include/linux/kvm*
F:	include/uapi/linux/kvm*
F:	tools/testing/selftests/kvm/
F:	virt/kvm/*

KERNEL VIRTUAL MACHINE FOR ARM64 (KVM/arm64)
M:	Aron Arm <aron@kernel.example>
S:	Maintained
F:	arch/arm64/kvm/
F:	tools/testing/selftests/kvm/*/arm64/

KERNEL VIRTUAL MACHINE FOR X86 (KVM/x86)
M:	Morgan Maintainer <morgan@kernel.example>
M:	Uma Upstream <uma@kernel.example>
L:	kvm@vger.kernel.org
S:	Supported
P:	Documentation/process/maintainer-kvm-x86.rst
T:	git git://git.kernel.org/pub/scm/virt/kvm/kvm.git
F:	arch/x86/include/asm/kvm*
F:	arch/x86/include/uapi/asm/kvm*
F:	arch/x86/kvm/
F:	arch/x86/kvm/*/
F:	tools/testing/selftests/kvm/*/x86/

X86 ARCHITECTURE (32-BIT AND 64-BIT)
M:	Tia Tip <tia@kernel.example>
S:	Maintained
F:	arch/x86/
"""
