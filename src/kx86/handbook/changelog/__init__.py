# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules of the section Changelog: mood, pronouns, order, wrapping, terms, notes, spelling."""

from kx86.handbook.changelog.content import empty_changelog, leans_on_shortlog, version_notes
from kx86.handbook.changelog.mood import gerund, inflected, what_first
from kx86.handbook.changelog.pronoun import no_pronouns, no_this_patch
from kx86.handbook.changelog.terms import capital_instructions, capital_kvm
from kx86.handbook.changelog.typo import typos
from kx86.handbook.changelog.wrap import too_narrow, too_wide
from kx86.handbook.rule import Rule
from kx86.series.patch import Patch

RULES: tuple[Rule[Patch], ...] = (
    empty_changelog,
    no_pronouns,
    no_this_patch,
    inflected,
    gerund,
    what_first,
    leans_on_shortlog,
    version_notes,
    capital_kvm,
    capital_instructions,
    too_wide,
    too_narrow,
    typos,
)
