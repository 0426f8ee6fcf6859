// SPDX-License-Identifier: GPL-2.0-or-later
#include "xen.h"

int kvm_xen_write_hypercall_page(struct kvm_vcpu *vcpu, u64 data)
{
	u32 page_num = data & 0xfff;

	if (page_num)
		return 1;

	vcpu->arch.regs[0] = data >> 12;
	return 0;
}
