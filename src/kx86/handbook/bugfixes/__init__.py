# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on bug fixes: how readers see what is broken and that it is fixed."""

from kx86.handbook.bugfixes.reproducer import has_regression_test, has_reproducer

RULES = (has_reproducer, has_regression_test)
