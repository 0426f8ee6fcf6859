/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_X86_KVM_CPUID_H
#define ARCH_X86_KVM_CPUID_H

#include "x86.h"

u64 kvm_vcpu_reserved_gpa_bits_raw(struct kvm_vcpu *vcpu);
void kvm_update_cpuid(struct kvm_vcpu *vcpu);

static inline int cpuid_maxphyaddr(struct kvm_vcpu *vcpu)
{
	return vcpu->arch.maxphyaddr;
}

#endif
