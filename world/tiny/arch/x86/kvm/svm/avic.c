// SPDX-License-Identifier: GPL-2.0-or-later
#include "svm.h"
#include "lapic.h"

static bool avic;
module_param(avic, bool, 0444);

void avic_vcpu_load(struct kvm_vcpu *vcpu, int cpu)
{
	if (avic && kvm_apic_hw_enabled(vcpu))
		vcpu->cpu = cpu;
}
