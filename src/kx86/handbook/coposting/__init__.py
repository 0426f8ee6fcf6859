# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on a series as a whole: what belongs into it, in which order, and into one patch of it."""

from kx86.handbook.coposting.cover import has_cover
from kx86.handbook.coposting.order import tests_in_order
from kx86.handbook.coposting.repository import one_repository, unit_tests_link
from kx86.handbook.coposting.resend import resent_unchanged
from kx86.handbook.coposting.selftests import documentation_apart, selftests_with_changes
from kx86.handbook.coposting.split import one_thing

RULES = (
    has_cover,
    resent_unchanged,
    one_repository,
    unit_tests_link,
    selftests_with_changes,
    tests_in_order,
    documentation_apart,
    one_thing,
)
