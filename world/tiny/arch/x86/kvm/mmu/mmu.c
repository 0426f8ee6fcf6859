// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmu.h"
#include "x86.h"

static bool tdp_mmu_enabled = true;
module_param_named(tdp_mmu, tdp_mmu_enabled, bool, 0444);

int kvm_mmu_load(struct kvm_vcpu *vcpu)
{
	struct kvm_mmu *mmu = vcpu->arch.mmu;

	if (mmu->root)
		return 0;

	if (kvm_page_track_is_active(vcpu->kvm, 0))
		return -EINVAL;

	mmu->root = make_spte(vcpu, vcpu->arch.cr3 >> 12, true);
	mmu->generation++;
	return 0;
}
EXPORT_SYMBOL_GPL(kvm_mmu_load);

void kvm_mmu_unload(struct kvm_vcpu *vcpu)
{
	struct kvm_mmu *mmu = vcpu->arch.mmu;

	mmu->root = 0;
	mmu->level = 0;
}
EXPORT_SYMBOL_GPL(kvm_mmu_unload);

void kvm_mmu_zap_all(struct kvm *kvm)
{
	struct kvm_vcpu *vcpu;
	int i;

	spin_lock(&kvm->mmu_lock);
	for (i = 0; (vcpu = kvm_get_vcpu(kvm, i)); i++)
		kvm_mmu_unload(vcpu);
	if (tdp_mmu_enabled)
		kvm_tdp_mmu_zap_all(kvm);
	spin_unlock(&kvm->mmu_lock);
}
EXPORT_SYMBOL_GPL(kvm_mmu_zap_all);
