/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_SPINLOCK_H
#define _LINUX_SPINLOCK_H

#include <linux/kernel.h>

typedef struct {
	volatile int taken;
#ifdef CONFIG_LOCKDEP
	const char *name;
	bool held;
#endif
} spinlock_t;

static inline void spin_lock(spinlock_t *lock)
{
	while (__atomic_exchange_n(&lock->taken, 1, __ATOMIC_ACQUIRE))
		;
#ifdef CONFIG_LOCKDEP
	lock->held = true;
#endif
}

static inline void spin_unlock(spinlock_t *lock)
{
#ifdef CONFIG_LOCKDEP
	lock->held = false;
#endif
	__atomic_store_n(&lock->taken, 0, __ATOMIC_RELEASE);
}

#ifdef CONFIG_LOCKDEP
#define lockdep_assert_held(lock)	WARN_ON_ONCE(!(lock)->held)
#else
#define lockdep_assert_held(lock)	do { (void)(lock); } while (0)
#endif

#endif
