/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _UAPI_ASM_X86_KVM_H
#define _UAPI_ASM_X86_KVM_H

struct kvm_regs {
	unsigned long long rax, rbx, rcx, rdx;
	unsigned long long rip, rflags;
};

#define KVM_STATE_NESTED_GUEST_MODE	1

#endif
