// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/kernel.h>
#include <linux/module.h>

int irq_bypass_register(void *token);

static void *tokens[16];

int irq_bypass_register(void *token)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tokens); i++) {
		if (!tokens[i]) {
			tokens[i] = token;
			return 0;
		}
	}
	return -ENOMEM;
}
EXPORT_SYMBOL_GPL(irq_bypass_register);
MODULE_LICENSE("GPL");
