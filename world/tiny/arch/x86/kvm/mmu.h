/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef __KVM_X86_MMU_H
#define __KVM_X86_MMU_H

#include <linux/kvm_host.h>

int kvm_mmu_load(struct kvm_vcpu *vcpu);
void kvm_mmu_unload(struct kvm_vcpu *vcpu);
void kvm_mmu_zap_all(struct kvm *kvm);
bool kvm_page_track_is_active(struct kvm *kvm, gfn_t gfn);
u64 make_spte(struct kvm_vcpu *vcpu, gfn_t gfn, bool writable);

#ifdef CONFIG_X86_64
void kvm_mmu_init_tdp_mmu(struct kvm *kvm);
void kvm_tdp_mmu_zap_all(struct kvm *kvm);
#else
static inline void kvm_mmu_init_tdp_mmu(struct kvm *kvm) {}
static inline void kvm_tdp_mmu_zap_all(struct kvm *kvm) {}
#endif

#endif
