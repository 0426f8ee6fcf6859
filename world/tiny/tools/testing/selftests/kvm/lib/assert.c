// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include "kvm_util.h"

void test_assert(bool good, const char *what, const char *file, int line)
{
	if (good)
		return;
	fprintf(stderr, "==== Test Assertion Failure ====\n  %s:%d: %s\n", file, line, what);
	exit(254);
}
