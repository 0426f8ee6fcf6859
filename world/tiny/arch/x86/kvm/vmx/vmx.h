/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef __KVM_X86_VMX_H
#define __KVM_X86_VMX_H

#include "x86.h"

struct vcpu_vmx {
	struct kvm_vcpu vcpu;
	u64 vmcs_link_pointer;
	u32 exit_reason;
	bool loaded;
};

static inline struct vcpu_vmx *to_vmx(struct kvm_vcpu *vcpu)
{
	return container_of(vcpu, struct vcpu_vmx, vcpu);
}

void vmx_vcpu_put(struct kvm_vcpu *vcpu);
int nested_vmx_run(struct kvm_vcpu *vcpu, bool launch);
u64 intel_pmu_counter(struct kvm_vcpu *vcpu, u32 index);

#endif
