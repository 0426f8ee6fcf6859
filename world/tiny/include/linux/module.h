/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H

/* What modpost reads: names that begin with __export_symbol_. */
#define EXPORT_SYMBOL_GPL(sym) \
	extern const char __export_symbol_##sym; \
	const char __export_symbol_##sym __attribute__((used, section(".discard.export")))

#define MODULE_LICENSE(text) \
	static const char __license[] __attribute__((used, section(".modinfo"))) = "license=" text
#define module_param(var, type, perm) \
	static const void *__param_##var __attribute__((used, section("__param"))) = &var
#define module_param_named(name, var, type, perm) \
	static const void *__param_##name __attribute__((used, section("__param"))) = &var
#define module_init(function) \
	static const void *__initcall __attribute__((used, section(".initcall"))) = function
#define module_exit(function) \
	static const void *__exitcall __attribute__((used, section(".exitcall"))) = function

#endif
