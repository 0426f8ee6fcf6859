// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/kernel.h>

void kvm_guest_init(u32 features);

static u32 present;

void __init kvm_guest_init(u32 features)
{
	present = features;
}
