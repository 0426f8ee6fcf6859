// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/kernel.h>
#include <linux/module.h>

int vfio_register(void *device);

static void *registered;

int vfio_register(void *device)
{
	if (registered)
		return -EINVAL;
	registered = device;
	return 0;
}
EXPORT_SYMBOL_GPL(vfio_register);
MODULE_LICENSE("GPL");
