/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef __SVM_SVM_H
#define __SVM_SVM_H

#include "x86.h"

struct vcpu_svm {
	struct kvm_vcpu vcpu;
	u64 vmcb_control;
	u64 vmcb12_gpa;
	u32 asid;
	bool guest_state_loaded;
};

static inline struct vcpu_svm *to_svm(struct kvm_vcpu *vcpu)
{
	return container_of(vcpu, struct vcpu_svm, vcpu);
}

extern bool npt_enabled;

int nested_svm_vmrun(struct kvm_vcpu *vcpu);
int nested_svm_vmexit(struct vcpu_svm *svm);
void avic_vcpu_load(struct kvm_vcpu *vcpu, int cpu);
#ifdef CONFIG_KVM_AMD_SEV
void sev_hardware_setup(void);
#else
static inline void sev_hardware_setup(void) {}
#endif

#endif
