// SPDX-License-Identifier: GPL-2.0-or-later
#include "svm.h"
#include "mmu.h"

static void nested_svm_init_mmu_context(struct kvm_vcpu *vcpu)
{
	vcpu->arch.hflags |= HF_GUEST_MASK;
	vcpu->arch.mmu->generation++;
}

static void nested_svm_uninit_mmu_context(struct kvm_vcpu *vcpu)
{
	vcpu->arch.mmu = &vcpu->arch.root_mmu;
}

int nested_svm_vmrun(struct kvm_vcpu *vcpu)
{
	struct vcpu_svm *svm = to_svm(vcpu);

	if (svm->vmcb12_gpa & 0xfff)
		return -EINVAL;

	nested_svm_init_mmu_context(vcpu);
	return 1;
}

int nested_svm_vmexit(struct vcpu_svm *svm)
{
	struct kvm_vcpu *vcpu = &svm->vcpu;

	vcpu->arch.hflags &= ~HF_GUEST_MASK;
	svm->vmcb12_gpa = 0;
	if (npt_enabled)
		nested_svm_uninit_mmu_context(vcpu);

	return 0;
}
