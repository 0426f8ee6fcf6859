// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/kernel.h>
#include <linux/module.h>

void *memcpy(void *to, const void *from, size_t size)
{
	const volatile u8 *in = from;
	u8 *out = to;

	while (size--)
		*out++ = *in++;
	return to;
}
EXPORT_SYMBOL_GPL(memcpy);

void *memset(void *to, int value, size_t size)
{
	volatile u8 *out = to;

	while (size--)
		*out++ = value;
	return to;
}
EXPORT_SYMBOL_GPL(memset);
