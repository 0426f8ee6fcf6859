/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SELFTEST_KVM_UTIL_H
#define SELFTEST_KVM_UTIL_H

#include <stdbool.h>
#include <stdio.h>
#include <linux/kvm.h>

struct kvm_vcpu {
	int id;
	struct kvm_run run;
	struct kvm_regs regs;
};

void test_assert(bool good, const char *what, const char *file, int line);
#define TEST_ASSERT(good)	test_assert(good, #good, __FILE__, __LINE__)

void vcpu_init(struct kvm_vcpu *vcpu, int id);
void vcpu_run(struct kvm_vcpu *vcpu);
unsigned long long vcpu_flags(const struct kvm_vcpu *vcpu);

#endif
