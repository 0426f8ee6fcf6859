// SPDX-License-Identifier: GPL-2.0-or-later
#include "hyperv.h"

#define HV_X64_MSR_GUEST_OS_ID	0x40000000

bool kvm_hv_msr(u32 index)
{
	return index == HV_X64_MSR_GUEST_OS_ID;
}

int kvm_hv_set_msr(struct kvm_vcpu *vcpu, u32 index, u64 data)
{
	vcpu->kvm->arch.hv_guest_os_id = data;
	return 0;
}
