// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/kvm_host.h>

void schedule(void);

static unsigned int halt_poll_ns = 200000;
module_param(halt_poll_ns, uint, 0644);

static ktime_t now;

void kvm_vcpu_halt(struct kvm_vcpu *vcpu)
{
	ktime_t stop = now + halt_poll_ns;

	while (kvm_vcpu_can_poll(now, stop) && !vcpu->requests)
		now++;

	if (!vcpu->requests)
		schedule();
}
EXPORT_SYMBOL_GPL(kvm_vcpu_halt);

int kvm_init(unsigned int vcpu_size)
{
	if (vcpu_size < sizeof(struct kvm_vcpu))
		return -EINVAL;

	return 0;
}
EXPORT_SYMBOL_GPL(kvm_init);

void kvm_exit(void)
{
	now = 0;
}
EXPORT_SYMBOL_GPL(kvm_exit);
