/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_X86_KVM_X86_H
#define ARCH_X86_KVM_X86_H

#include <linux/kvm_host.h>

static inline void kvm_clear_interrupt_queue(struct kvm_vcpu *vcpu)
{
	vcpu->arch.interrupt.injected = false;
}

static inline bool is_guest_mode(struct kvm_vcpu *vcpu)
{
	return vcpu->arch.hflags & HF_GUEST_MASK;
}

static inline bool is_long_mode(struct kvm_vcpu *vcpu)
{
#ifdef CONFIG_X86_64
	return vcpu->arch.efer & BIT(10);
#else
	return false;
#endif
}

int x86_emulate_insn(struct kvm_vcpu *vcpu, u8 opcode);
int kvm_cpu_get_interrupt(struct kvm_vcpu *vcpu);
int kvm_set_msr(struct kvm_vcpu *vcpu, u32 index, u64 data);
u64 kvm_pmu_rdpmc(struct kvm_vcpu *vcpu, u32 index);
void kvm_vcpu_update_tsc(struct kvm_vcpu *vcpu, u64 offset);

#endif
