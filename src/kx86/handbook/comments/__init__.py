# SPDX-License-Identifier: GPL-2.0-or-later
"""A patch and facts in; remarks on its comments out."""

from kx86.handbook.comments import heads, layout, restate, wording
from kx86.handbook.registry import AnyRule

RULES: tuple[AnyRule, ...] = (
    wording.pronoun,
    wording.not_imperative,
    wording.hedges,
    heads.kernel_doc,
    layout.block_style,
    layout.tail,
    layout.wrap,
    heads.file_name,
    heads.lockdep,
    restate.restates,
)
