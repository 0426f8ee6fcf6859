# SPDX-License-Identifier: GPL-2.0-or-later
"""Section Fixes: Fixes:, Cc: stable, and the other tags below a changelog."""

from kx86.handbook.fixes.dropped import kept_tags
from kx86.handbook.fixes.fixes_tag import commit_of_fixes, fixes_for_a_bug, fixes_for_a_fix, form_of_fixes
from kx86.handbook.fixes.link_tag import bare_link
from kx86.handbook.fixes.sign_off import one_block, sign_offs, usual_case
from kx86.handbook.fixes.stable import backport, form_of_stable
from kx86.handbook.rule import Rule
from kx86.series.patch import Patch

RULES: tuple[Rule[Patch], ...] = (
    fixes_for_a_fix,
    fixes_for_a_bug,
    form_of_fixes,
    commit_of_fixes,
    form_of_stable,
    backport,
    bare_link,
    sign_offs,
    one_block,
    usual_case,
    kept_tags,
)
