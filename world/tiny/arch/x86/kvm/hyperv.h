/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef __ARCH_X86_KVM_HYPERV_H__
#define __ARCH_X86_KVM_HYPERV_H__

#include <linux/kvm_host.h>

#ifdef CONFIG_KVM_HYPERV
bool kvm_hv_msr(u32 index);
int kvm_hv_set_msr(struct kvm_vcpu *vcpu, u32 index, u64 data);
#else
static inline bool kvm_hv_msr(u32 index) { return false; }
static inline int kvm_hv_set_msr(struct kvm_vcpu *vcpu, u32 index, u64 data) { return -EINVAL; }
#endif

#endif
