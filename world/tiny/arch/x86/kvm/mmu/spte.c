// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmu.h"

#define PT_PRESENT_MASK		BIT_ULL(0)
#define PT_WRITABLE_MASK	BIT_ULL(1)

u64 make_spte(struct kvm_vcpu *vcpu, gfn_t gfn, bool writable)
{
	u64 spte = PT_PRESENT_MASK | (gfn << 12);

	if (writable)
		spte |= PT_WRITABLE_MASK;

	return spte & ~vcpu->arch.reserved_gpa_bits;
}
