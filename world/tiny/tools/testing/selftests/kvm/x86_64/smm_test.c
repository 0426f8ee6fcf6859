// SPDX-License-Identifier: GPL-2.0-or-later
#include "kvm_util.h"

static void run_smm(struct kvm_vcpu *vcpu)
{
	vcpu_run(vcpu);
	TEST_ASSERT(vcpu->run.exit_reason == KVM_EXIT_HLT);
	TEST_ASSERT(!vcpu_flags(vcpu));
}

int main(int argc, char *argv[])
{
	struct kvm_vcpu vcpu;

	vcpu_init(&vcpu, 0);
	run_smm(&vcpu);
	return 0;
}
