/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef __KVM_X86_LAPIC_H
#define __KVM_X86_LAPIC_H

#include <linux/kvm_host.h>

void kvm_apic_set_version(struct kvm_vcpu *vcpu);
int kvm_apic_has_interrupt(struct kvm_vcpu *vcpu);
bool kvm_apic_hw_enabled(struct kvm_vcpu *vcpu);

#endif
