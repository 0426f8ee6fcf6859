// SPDX-License-Identifier: GPL-2.0-or-later
#include "kvm_util.h"

unsigned long long vcpu_flags(const struct kvm_vcpu *vcpu)
{
	return vcpu->regs.rflags;
}
