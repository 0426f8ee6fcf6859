// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/kvm_host.h>

int irq_bypass_register(void *token);

void kvm_eventfd_init(struct kvm *kvm)
{
	if (irq_bypass_register(kvm))
		kvm_vm_bugged(kvm);
}
