// SPDX-License-Identifier: GPL-2.0-or-later
#include "x86.h"

static bool enable_pmu = true;
module_param(enable_pmu, bool, 0444);

u64 kvm_pmu_rdpmc(struct kvm_vcpu *vcpu, u32 index)
{
	return enable_pmu && index < 8 ? vcpu->requests >> index : 0;
}
EXPORT_SYMBOL_GPL(kvm_pmu_rdpmc);
