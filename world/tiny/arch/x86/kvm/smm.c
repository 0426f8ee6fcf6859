// SPDX-License-Identifier: GPL-2.0-or-later
#include "x86.h"
#include "mmu.h"
#include "smm.h"

void kvm_smm_changed(struct kvm_vcpu *vcpu, bool entering_smm)
{
	if (entering_smm)
		vcpu->arch.hflags |= HF_SMM_MASK;
	else
		vcpu->arch.hflags &= ~HF_SMM_MASK;

	kvm_mmu_unload(vcpu);
}

void process_smi(struct kvm_vcpu *vcpu)
{
	enter_smm(vcpu);
	kvm_make_request(KVM_REQ_EVENT, vcpu);
}

void enter_smm(struct kvm_vcpu *vcpu)
{
	if (is_smm(vcpu))
		return;

	if (kvm_x86_ops.enter_smm(vcpu))
		kvm_vm_bugged(vcpu->kvm);

	kvm_smm_changed(vcpu, true);
}
