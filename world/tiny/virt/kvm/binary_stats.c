// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/kvm_host.h>

u64 kvm_stats_read(const struct kvm_vcpu *vcpu)
{
	return vcpu->requests + vcpu->cpu;
}
