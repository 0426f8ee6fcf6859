// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#include "kvm_util.h"

void vcpu_init(struct kvm_vcpu *vcpu, int id)
{
	memset(vcpu, 0, sizeof(*vcpu));
	vcpu->id = id;
}

void vcpu_run(struct kvm_vcpu *vcpu)
{
	vcpu->run.exit_reason = KVM_EXIT_HLT;
}
