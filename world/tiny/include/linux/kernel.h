/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_KERNEL_H
#define _LINUX_KERNEL_H

#include <linux/types.h>

#define BIT(n)		(1ul << (n))
#define BIT_ULL(n)	(1ull << (n))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define __init		__attribute__((cold))
#define __maybe_unused	__attribute__((unused))
#define noinline	__attribute__((noinline))
#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - __builtin_offsetof(type, member)))

#define EINVAL	22
#define ENOTTY	25
#define ENOMEM	12

__attribute__((format(printf, 1, 2))) int _printk(const char *fmt, ...);
void warn_at(const char *file, int line);
void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);

#define pr_warn(fmt, ...)	_printk(KBUILD_MODNAME ": " fmt, ##__VA_ARGS__)
#define WARN_ON_ONCE(x) ({			\
	bool hit = (x);				\
						\
	if (unlikely(hit))			\
		warn_at(__FILE__, __LINE__);	\
	unlikely(hit);				\
})
#define BUILD_BUG_ON(x)		_Static_assert(!(x), #x)

#endif
