/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef __KVM_HOST_H
#define __KVM_HOST_H

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <uapi/linux/kvm.h>
#include <asm/kvm_host.h>

#define KVM_MAX_VCPUS		64
#define KVM_REQ_SMI		3
#define KVM_REQ_EVENT		6

struct kvm_vcpu {
	struct kvm *kvm;
	int cpu;
	int vcpu_id;
	bool preempted;
	u64 requests;
	struct kvm_run *run;
	struct kvm_vcpu_arch arch;
};

struct kvm {
	spinlock_t mmu_lock;
	struct kvm_vcpu *vcpus[KVM_MAX_VCPUS];
	int created_vcpus;
	bool vm_dead;
	bool vm_bugged;
	struct kvm_arch arch;
};

/* Is there time left for polling? */
static inline bool kvm_vcpu_can_poll(ktime_t cur, ktime_t stop)
{
	return cur < stop;
}

static inline void kvm_make_request(int req, struct kvm_vcpu *vcpu)
{
	vcpu->requests |= BIT_ULL(req);
}

static inline bool kvm_check_request(int req, struct kvm_vcpu *vcpu)
{
	bool pending = vcpu->requests & BIT_ULL(req);

	vcpu->requests &= ~BIT_ULL(req);
	return pending;
}

static inline void kvm_vm_bugged(struct kvm *kvm)
{
	kvm->vm_bugged = true;
	kvm->vm_dead = true;
}

static inline struct kvm_vcpu *kvm_get_vcpu(struct kvm *kvm, int i)
{
	return i < kvm->created_vcpus ? kvm->vcpus[i] : NULL;
}

void kvm_vcpu_halt(struct kvm_vcpu *vcpu);
int kvm_init(unsigned int vcpu_size);
void kvm_exit(void);
int kvm_arch_vcpu_create(struct kvm_vcpu *vcpu);
void kvm_eventfd_init(struct kvm *kvm);
u64 kvm_stats_read(const struct kvm_vcpu *vcpu);

#endif
