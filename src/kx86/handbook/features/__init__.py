# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on new features: their tests, negative ones too, and what RFC is for."""

from kx86.handbook.features.coverage import feature_has_tests
from kx86.handbook.features.negative import negative_testcases
from kx86.handbook.features.rfc import rfc_asks, rfc_ends

RULES = (feature_has_tests, negative_testcases, rfc_asks, rfc_ends)
