# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules of the sections Function References and SDM and APM References."""

from kx86.handbook.references.functions import parentheses
from kx86.handbook.references.manuals import numbers_in_changelog, numbers_in_comments
from kx86.handbook.registry import AnyRule

RULES: tuple[AnyRule, ...] = (
    parentheses,
    numbers_in_comments,
    numbers_in_changelog,
)
