// SPDX-License-Identifier: GPL-2.0-or-later
#include "x86.h"
#include "cpuid.h"
#include "lapic.h"
#include "mmu.h"
#include "smm.h"
#include "hyperv.h"
#include "xen.h"

struct kvm_x86_ops kvm_x86_ops;
EXPORT_SYMBOL_GPL(kvm_x86_ops);

static bool ignore_msrs;
module_param(ignore_msrs, bool, 0644);

static void kvm_vcpu_write_tsc_offset(struct kvm_vcpu *vcpu, u64 l1_offset)
{
	vcpu->arch.tsc_offset = l1_offset;
	kvm_x86_ops.write_tsc_offset(vcpu);
}

void kvm_vcpu_update_tsc(struct kvm_vcpu *vcpu, u64 offset)
{
	if (vcpu->arch.tsc_offset != offset)
		kvm_vcpu_write_tsc_offset(vcpu, offset);
}
EXPORT_SYMBOL_GPL(kvm_vcpu_update_tsc);

int kvm_set_msr(struct kvm_vcpu *vcpu, u32 index, u64 data)
{
	if (kvm_hv_msr(index))
		return kvm_hv_set_msr(vcpu, index, data);

	if (kvm_xen_msr(vcpu->kvm, index))
		return kvm_xen_write_hypercall_page(vcpu, data);

	if (ignore_msrs) {
		pr_warn("ignored wrmsr: 0x%x data 0x%llx\n", index, data);
		return 0;
	}

	return -EINVAL;
}
EXPORT_SYMBOL_GPL(kvm_set_msr);

static bool kvm_vcpu_running(struct kvm_vcpu *vcpu)
{
	return !vcpu->kvm->vm_dead && !vcpu->preempted;
}

static int vcpu_enter_guest(struct kvm_vcpu *vcpu)
{
	if (kvm_mmu_load(vcpu))
		return -ENOMEM;

#ifdef CONFIG_KVM_SMM
	if (kvm_check_request(KVM_REQ_SMI, vcpu))
		process_smi(vcpu);
#endif

	if (kvm_cpu_get_interrupt(vcpu) >= 0)
		kvm_clear_interrupt_queue(vcpu);

	return kvm_x86_ops.vcpu_run(vcpu);
}

int kvm_arch_vcpu_ioctl_run(struct kvm_vcpu *vcpu);

int kvm_arch_vcpu_ioctl_run(struct kvm_vcpu *vcpu)
{
	int r = 1;

	kvm_x86_ops.vcpu_load(vcpu, vcpu->cpu);
	while (r > 0) {
		if (kvm_vcpu_running(vcpu))
			r = vcpu_enter_guest(vcpu);
		else
			kvm_vcpu_halt(vcpu);
	}
	kvm_x86_ops.vcpu_put(vcpu);
	return r;
}

int kvm_arch_vcpu_create(struct kvm_vcpu *vcpu)
{
	vcpu->arch.mmu = &vcpu->arch.root_mmu;
	kvm_update_cpuid(vcpu);
	kvm_apic_set_version(vcpu);
	kvm_mmu_init_tdp_mmu(vcpu->kvm);
	kvm_eventfd_init(vcpu->kvm);
	return kvm_inject_smi(vcpu);
}
EXPORT_SYMBOL_GPL(kvm_arch_vcpu_create);

int kvm_x86_vendor_init(const struct kvm_x86_ops *ops)
{
	if (kvm_x86_ops.name) {
		pr_warn("already loaded vendor module '%s'\n", kvm_x86_ops.name);
		return -EINVAL;
	}

	memcpy(&kvm_x86_ops, ops, sizeof(*ops));
	return kvm_init(sizeof(struct kvm_vcpu));
}
EXPORT_SYMBOL_GPL(kvm_x86_vendor_init);

void kvm_x86_vendor_exit(void)
{
	kvm_exit();
	kvm_x86_ops.name = NULL;
}
EXPORT_SYMBOL_GPL(kvm_x86_vendor_exit);
MODULE_LICENSE("GPL");
