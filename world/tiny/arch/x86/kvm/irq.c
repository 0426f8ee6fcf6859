// SPDX-License-Identifier: GPL-2.0-or-later
#include "x86.h"
#include "lapic.h"

int kvm_cpu_get_interrupt(struct kvm_vcpu *vcpu)
{
	if (vcpu->arch.interrupt.injected)
		return vcpu->arch.interrupt.nr;

	return kvm_apic_has_interrupt(vcpu);
}
EXPORT_SYMBOL_GPL(kvm_cpu_get_interrupt);
