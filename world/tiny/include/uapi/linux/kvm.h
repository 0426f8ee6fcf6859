/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _UAPI_LINUX_KVM_H
#define _UAPI_LINUX_KVM_H

#include <asm/kvm.h>

#define KVM_API_VERSION		12

#define KVM_EXIT_UNKNOWN	0
#define KVM_EXIT_IO		2
#define KVM_EXIT_HLT		5

struct kvm_run {
	unsigned int exit_reason;
	unsigned int flags;
	unsigned long long data;
};

#define KVM_CAP_IRQCHIP		0
#define KVM_CAP_HLT		1
#define KVM_CAP_X86_SMM		117
#define KVM_CAP_XEN_HVM		38

#endif
