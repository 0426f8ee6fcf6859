// SPDX-License-Identifier: GPL-2.0-or-later
#include "vmx.h"
#include "mmu.h"
#include "smm.h"

static bool enable_ept = true;
module_param_named(ept, enable_ept, bool, 0444);

static void vmx_vcpu_load(struct kvm_vcpu *vcpu, int cpu)
{
	to_vmx(vcpu)->loaded = vcpu->cpu == cpu;
}

void vmx_vcpu_put(struct kvm_vcpu *vcpu)
{
	to_vmx(vcpu)->loaded = false;
}

static void vmx_write_tsc_offset(struct kvm_vcpu *vcpu)
{
	to_vmx(vcpu)->vmcs_link_pointer ^= vcpu->arch.tsc_offset;
}

static int vmx_vcpu_run(struct kvm_vcpu *vcpu)
{
	struct vcpu_vmx *vmx = to_vmx(vcpu);

	if (is_guest_mode(vcpu))
		return nested_vmx_run(vcpu, !vmx->loaded);

	if (!enable_ept)
		kvm_mmu_unload(vcpu);

	vmx->exit_reason = intel_pmu_counter(vcpu, 1);
	return 0;
}

#ifdef CONFIG_KVM_SMM
static int vmx_enter_smm(struct kvm_vcpu *vcpu)
{
	to_vmx(vcpu)->exit_reason = 0;
	return 0;
}
#endif

static const struct kvm_x86_ops vmx_x86_ops = {
	.name = KBUILD_MODNAME,
	.vcpu_load = vmx_vcpu_load,
	.vcpu_put = vmx_vcpu_put,
	.vcpu_run = vmx_vcpu_run,
	.write_tsc_offset = vmx_write_tsc_offset,
#ifdef CONFIG_KVM_SMM
	.enter_smm = vmx_enter_smm,
#endif
};

static int __init vmx_init(void)
{
	return kvm_x86_vendor_init(&vmx_x86_ops);
}
module_init(vmx_init);

static void vmx_exit(void)
{
	kvm_x86_vendor_exit();
}
module_exit(vmx_exit);
MODULE_LICENSE("GPL");
