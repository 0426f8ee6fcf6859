// SPDX-License-Identifier: GPL-2.0-or-later
#include "svm.h"

static bool sev_enabled = true;
module_param_named(sev, sev_enabled, bool, 0444);

static u32 asids;

void __init sev_hardware_setup(void)
{
	if (sev_enabled)
		asids = 16;
}
