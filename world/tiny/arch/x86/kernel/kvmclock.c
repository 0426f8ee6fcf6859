// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/kernel.h>

u64 kvm_clock_read(u64 tsc, u32 scale);

u64 kvm_clock_read(u64 tsc, u32 scale)
{
	return (tsc * scale) >> 16;
}
