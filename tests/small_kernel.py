# SPDX-License-Identifier: GPL-2.0-or-later
"""The sources of a KVM that fits on a screen: params, guards and functions laid out as in the kernel, in words of our own."""

from collections.abc import Mapping

X86 = """\
#include "x86.h"

bool __read_mostly enable_fast_path = true;

static bool __read_mostly loud;
module_param(loud, bool, 0644);

static int prefix;
module_param_unsafe(prefix, int, 0444);

bool __read_mostly tdp_on;

static unsigned int window = DEFAULT_WINDOW;
module_param(window, uint, 0444);

/* A function that leaves early. */
static int count_events(struct kvm_vcpu *vcpu)
{
	int n = 0;

	if (!loud)
		return 0;

	n += vcpu->events;
	n += 1;
	n += 2;
	n += 3;
	n += 4;
	n += 5;
	n += 6;
	n += 7;
	n += 8;
	n += 9;
	n += 10;
	n += 11;
	vcpu->total = n;
	return n;
}

void kvm_configure(bool enable_tdp, int level)
{
	tdp_on = enable_tdp;
}

int kvm_walk(struct kvm_vcpu *vcpu)
{
	struct walk walk = {
		.use_small_pages =
			wants_small_pages(vcpu),
	};

	if (tdp_on)
		return 1;
#ifdef CONFIG_KVM_SMM
	leave_smm(vcpu);
#endif
	return adjust(vcpu, &walk);
}

static int adjust(struct kvm_vcpu *vcpu, struct walk *walk)
{
	return walk->use_small_pages;
}

static void poke(struct kvm_vcpu *vcpu)
{
	vcpu->poked = 1;
	if (IS_ENABLED(CONFIG_KVM_XEN))
		vcpu->poked = 2;
}

static int window_of(int window)
{
	return window + 1;
}
"""
X86_H = """\
#ifndef ARCH_X86_KVM_X86_H
#define ARCH_X86_KVM_X86_H

extern bool enable_fast_path;
extern bool tdp_on;
extern int small_pages;

#ifdef CONFIG_KVM_SMM
void leave_smm(struct kvm_vcpu *vcpu);
int smm_depth(struct kvm_vcpu *vcpu);
#else
static inline int smm_depth(struct kvm_vcpu *vcpu) { return 0; }
#endif

static inline bool wants_small_pages(struct kvm_vcpu *vcpu)
{
	return READ_ONCE(small_pages) && vcpu->executes;
}

struct walk {
	bool use_small_pages;
#ifdef CONFIG_KVM_XEN
	u32 xen_timer;
#endif
};

#endif
"""
MMU = """\
int __read_mostly small_pages = -1;
static int set_small(const char *value, const struct kernel_param *kp);

static const struct kernel_param_ops small_pages_ops = {
	.set = set_small,
};
module_param_cb(small_pages, &small_pages_ops, &small_pages, 0644);
__MODULE_PARM_TYPE(small_pages, "bool");

#ifdef CONFIG_BROKEN
static int never;
module_param(never, int, 0444);
#endif

static int account_shadowed(struct kvm *kvm)
{
	return kvm->shadowed++;
}

static int map_page(struct kvm *kvm)
{
	return kvm->mapped++;
}
"""
SVM = """\
#include "x86.h"

bool npt_enabled = true;
module_param_named(npt, npt_enabled, bool, 0444);

static bool avic;
module_param(avic, bool, 0444);

static int nested = true;
module_param(nested, int, 0444);

static void load_root(struct kvm_vcpu *vcpu)
{
	if (npt_enabled)
		vcpu->nested = 1;
}

static void svm_setup(void)
{
	enable_fast_path = avic = avic && detect();
	kvm_configure(npt_enabled, 5);
	if (nested)
		allow();
}
"""
VMX = """\
#include "x86.h"

bool enable_ept = 1;
module_param_named(ept, enable_ept, bool, 0444);

module_param_named(fast_path, enable_fast_path, bool, 0444);

static DEFINE_STATIC_KEY_FALSE(should_flush);
static enum flush_state flush_param = FLUSH_AUTO;

static void setup_flush(enum flush_state state)
{
	static_branch_enable(&should_flush);
}

static int flush_set(const char *value, const struct kernel_param *kp)
{
	flush_param = parse(value);
	setup_flush(flush_param);
	return 0;
}

static const struct kernel_param_ops flush_ops = {
	.set = flush_set,
};
module_param_cb(flush, &flush_ops, NULL, 0644);

static void vmx_enter(struct kvm_vcpu *vcpu)
{
	if (static_branch_unlikely(&should_flush))
		flush_all(vcpu);
}

static void vmx_setup(void)
{
	kvm_configure(enable_ept, 4);
}
"""
MAKEFILE = """\
kvm-y += x86.o mmu/mmu.o \\
		lapic.o
kvm-$(CONFIG_KVM_SMM) += smm.o
kvm-$(CONFIG_KVM_XEN)	+= xen.o
kvm-amd-y += svm/svm.o
kvm-intel-y += vmx/vmx.o
ifdef CONFIG_HYPERV
kvm-y += on_hyperv.o
endif
obj-$(CONFIG_KVM) += kvm.o
"""
KCONFIG = """\
config KVM
	tristate "KVM"
config KVM_SMM
	bool "SMM"
	depends on KVM
menuconfig KVM_XEN
	bool "Xen"
"""
TREE: Mapping[str, str] = {
    "arch/x86/kvm/Kconfig": KCONFIG,
    "arch/x86/kvm/Makefile": MAKEFILE,
    "arch/x86/kvm/mmu/mmu.c": MMU,
    "arch/x86/kvm/mmu/paging_tmpl.h": "static int FNAME(walk)(struct kvm_vcpu *vcpu)\n{\n\treturn 1;\n}\n",
    "arch/x86/kvm/smm.c": "void leave_smm(struct kvm_vcpu *vcpu)\n{\n}\n",
    "arch/x86/kvm/svm/svm.c": SVM,
    "arch/x86/kvm/vmx/vmx.c": VMX,
    "arch/x86/kvm/x86.c": X86,
    "arch/x86/kvm/x86.h": X86_H,
    "virt/kvm/kvm_main.c": "int kvm_start(void)\n{\n\treturn 0;\n}\n",
    "virt/kvm/Makefile.kvm": "KVM ?= ../../../virt/kvm\nkvm-y := $(KVM)/kvm_main.o\nkvm-$(CONFIG_KVM_VFIO) += $(KVM)/vfio.o\n",
}
"""Paths, and what the files say."""
