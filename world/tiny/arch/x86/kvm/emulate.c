// SPDX-License-Identifier: GPL-2.0-or-later
#include "x86.h"

static const u8 lengths[] = { 1, 1, 2, 2, 5, 5, 1, 1 };

int x86_emulate_insn(struct kvm_vcpu *vcpu, u8 opcode)
{
	if (opcode >= ARRAY_SIZE(lengths))
		return -EINVAL;

	vcpu->arch.regs[15] += lengths[opcode];
	return 0;
}
EXPORT_SYMBOL_GPL(x86_emulate_insn);
