// SPDX-License-Identifier: GPL-2.0-or-later
#include "lapic.h"
#include "x86.h"

#define APIC_VERSION	0x14UL

static unsigned int vector_hashing = 1;
module_param(vector_hashing, uint, 0444);

bool kvm_apic_hw_enabled(struct kvm_vcpu *vcpu)
{
	return vcpu->arch.apic_base & BIT(11);
}
EXPORT_SYMBOL_GPL(kvm_apic_hw_enabled);

void kvm_apic_set_version(struct kvm_vcpu *vcpu)
{
	u32 v = APIC_VERSION;

	if (vector_hashing)
		v |= BIT(24);

	vcpu->arch.apic_base = v | BIT(11);
}

int kvm_apic_has_interrupt(struct kvm_vcpu *vcpu)
{
	if (!kvm_apic_hw_enabled(vcpu))
		return -1;

	return vcpu->arch.interrupt.nr ? vcpu->arch.interrupt.nr : -1;
}
EXPORT_SYMBOL_GPL(kvm_apic_has_interrupt);
