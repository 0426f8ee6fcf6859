/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef __ARCH_X86_KVM_XEN_H__
#define __ARCH_X86_KVM_XEN_H__

#include <linux/kvm_host.h>

#ifdef CONFIG_KVM_XEN
int kvm_xen_write_hypercall_page(struct kvm_vcpu *vcpu, u64 data);

static inline bool kvm_xen_msr(struct kvm *kvm, u32 index)
{
	return kvm->arch.xen_hvm_config && index == kvm->arch.xen_hvm_config;
}
#else
static inline int kvm_xen_write_hypercall_page(struct kvm_vcpu *vcpu, u64 data) { return 1; }
static inline bool kvm_xen_msr(struct kvm *kvm, u32 index) { return false; }
#endif

#endif
