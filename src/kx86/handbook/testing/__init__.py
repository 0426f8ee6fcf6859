# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on what an author says about testing."""

from kx86.handbook.testing.untested import is_tested

RULES = (is_tested,)
