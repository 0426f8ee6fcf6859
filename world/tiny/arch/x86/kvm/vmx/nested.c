// SPDX-License-Identifier: GPL-2.0-or-later
#include "vmx.h"

static bool enable_shadow_vmcs = true;
module_param(enable_shadow_vmcs, bool, 0444);

int nested_vmx_run(struct kvm_vcpu *vcpu, bool launch)
{
	struct vcpu_vmx *vmx = to_vmx(vcpu);

	if (enable_shadow_vmcs)
		vmx->vmcs_link_pointer = ~0ull;

	return launch ? 1 : 0;
}
