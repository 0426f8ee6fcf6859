# SPDX-License-Identifier: GPL-2.0-or-later
"""Section Git Base: the base information of a posted series."""

from kx86.handbook.gitbase.base import base_of_series
from kx86.handbook.rule import Rule
from kx86.series.series import Series

RULES: tuple[Rule[Series], ...] = (base_of_series,)
