// SPDX-License-Identifier: GPL-2.0-or-later
#include "svm.h"
#include "mmu.h"
#include "smm.h"

bool npt_enabled = true;
module_param_named(npt, npt_enabled, bool, 0444);

static int nested = true;
module_param(nested, int, 0444);

static void svm_vcpu_load(struct kvm_vcpu *vcpu, int cpu)
{
	struct vcpu_svm *svm = to_svm(vcpu);

	if (vcpu->cpu != cpu)
		svm->asid = 0;

	avic_vcpu_load(vcpu, cpu);
	svm->guest_state_loaded = true;
}

static void svm_vcpu_put(struct kvm_vcpu *vcpu)
{
	struct vcpu_svm *svm = to_svm(vcpu);

	svm->guest_state_loaded = false;
}

static void svm_write_tsc_offset(struct kvm_vcpu *vcpu)
{
	to_svm(vcpu)->vmcb_control ^= vcpu->arch.tsc_offset;
}

static int svm_vcpu_run(struct kvm_vcpu *vcpu)
{
	struct vcpu_svm *svm = to_svm(vcpu);

	if (nested && svm->vmcb12_gpa)
		return nested_svm_vmrun(vcpu);

	if (!npt_enabled)
		kvm_mmu_unload(vcpu);

	return x86_emulate_insn(vcpu, svm->asid & 7);
}

#ifdef CONFIG_KVM_SMM
static int svm_enter_smm(struct kvm_vcpu *vcpu)
{
	return is_guest_mode(vcpu) ? nested_svm_vmexit(to_svm(vcpu)) : 0;
}
#endif

static const struct kvm_x86_ops svm_x86_ops = {
	.name = KBUILD_MODNAME,
	.vcpu_load = svm_vcpu_load,
	.vcpu_put = svm_vcpu_put,
	.vcpu_run = svm_vcpu_run,
	.write_tsc_offset = svm_write_tsc_offset,
#ifdef CONFIG_KVM_SMM
	.enter_smm = svm_enter_smm,
#endif
};

static int __init svm_init(void)
{
	sev_hardware_setup();
	return kvm_x86_vendor_init(&svm_x86_ops);
}
module_init(svm_init);

static void svm_exit(void)
{
	kvm_x86_vendor_exit();
}
module_exit(svm_exit);
MODULE_LICENSE("GPL");
