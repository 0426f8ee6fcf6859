// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpuid.h"
#include "lapic.h"

u64 kvm_vcpu_reserved_gpa_bits_raw(struct kvm_vcpu *vcpu)
{
	return ~(BIT_ULL(cpuid_maxphyaddr(vcpu)) - 1);
}

void kvm_update_cpuid(struct kvm_vcpu *vcpu)
{
	vcpu->arch.maxphyaddr = is_long_mode(vcpu) ? 52 : 36;
	vcpu->arch.reserved_gpa_bits = kvm_vcpu_reserved_gpa_bits_raw(vcpu);
}
EXPORT_SYMBOL_GPL(kvm_update_cpuid);
