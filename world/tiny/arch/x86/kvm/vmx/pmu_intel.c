// SPDX-License-Identifier: GPL-2.0-or-later
#include "vmx.h"

u64 intel_pmu_counter(struct kvm_vcpu *vcpu, u32 index)
{
	return kvm_pmu_rdpmc(vcpu, index);
}
