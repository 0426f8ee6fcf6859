/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_TYPES_H
#define _LINUX_TYPES_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed long long s64;
typedef u32 __u32;
typedef u64 __u64;
typedef _Bool bool;
typedef __SIZE_TYPE__ size_t;
typedef s64 ktime_t;
typedef u64 gpa_t;
typedef u64 gfn_t;
typedef u64 hpa_t;

#define true	1
#define false	0
#define NULL	((void *)0)

#endif
