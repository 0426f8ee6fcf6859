// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmu.h"

static gfn_t tracked;

bool kvm_page_track_is_active(struct kvm *kvm, gfn_t gfn)
{
	return tracked && gfn == tracked;
}
