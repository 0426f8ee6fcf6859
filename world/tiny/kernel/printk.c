// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/kernel.h>
#include <linux/module.h>

static char buffer[256];

int _printk(const char *fmt, ...)
{
	size_t i;

	for (i = 0; i < sizeof(buffer) - 1 && fmt[i]; i++)
		buffer[i] = fmt[i];
	return i;
}
EXPORT_SYMBOL_GPL(_printk);

void warn_at(const char *file, int line)
{
	_printk("WARNING: at %s:%d\n", file, line);
}
EXPORT_SYMBOL_GPL(warn_at);
