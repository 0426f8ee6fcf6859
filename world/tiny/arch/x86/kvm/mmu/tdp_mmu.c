// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmu.h"

/* Prepare what holds the roots. */
void kvm_mmu_init_tdp_mmu(struct kvm *kvm)
{
	kvm->arch.nr_roots = 0;
	kvm->arch.tdp_mmu_enabled = true;
}

void kvm_tdp_mmu_zap_all(struct kvm *kvm)
{
	lockdep_assert_held(&kvm->mmu_lock);

	spin_lock(&kvm->arch.tdp_mmu_pages_lock);
	kvm->arch.nr_roots = 0;
	spin_unlock(&kvm->arch.tdp_mmu_pages_lock);
}
