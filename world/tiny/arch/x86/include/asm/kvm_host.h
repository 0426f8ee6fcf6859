/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_X86_KVM_HOST_H
#define _ASM_X86_KVM_HOST_H

#include <linux/spinlock.h>

#define HF_GUEST_MASK	BIT(0)
#define HF_SMM_MASK	BIT(1)

struct kvm;
struct kvm_vcpu;

struct kvm_mmu {
	hpa_t root;
	u32 level;
	u64 generation;
};

struct kvm_queued_interrupt {
	bool injected;
	bool soft;
	u8 nr;
};

struct kvm_vcpu_arch {
	unsigned long regs[16];
	unsigned long cr0, cr3, cr4;
	u64 efer;
	u64 apic_base;
	u64 tsc_offset;
	u64 reserved_gpa_bits;
	u32 hflags;
	u8 maxphyaddr;
	struct kvm_mmu *mmu;
	struct kvm_mmu root_mmu;
	struct kvm_queued_interrupt interrupt;
};

struct kvm_arch {
	spinlock_t tdp_mmu_pages_lock;
	u32 nr_roots;
	bool tdp_mmu_enabled;
	u64 hv_guest_os_id;
	u64 xen_hvm_config;
};

struct kvm_x86_ops {
	const char *name;
	void (*vcpu_load)(struct kvm_vcpu *vcpu, int cpu);
	void (*vcpu_put)(struct kvm_vcpu *vcpu);
	int (*vcpu_run)(struct kvm_vcpu *vcpu);
	void (*write_tsc_offset)(struct kvm_vcpu *vcpu);
#ifdef CONFIG_KVM_SMM
	int (*enter_smm)(struct kvm_vcpu *vcpu);
#endif
};

extern struct kvm_x86_ops kvm_x86_ops;

int kvm_x86_vendor_init(const struct kvm_x86_ops *ops);
void kvm_x86_vendor_exit(void);

#endif
