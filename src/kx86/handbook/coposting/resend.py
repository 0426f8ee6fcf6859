# SPDX-License-Identifier: GPL-2.0-or-later
"""RESEND is for what was posted before, unchanged."""

from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import series_rule
from kx86.handbook.said import series_place
from kx86.patch.patch_id import patch_id
from kx86.series.series import Series


@series_rule("SR-RESEND", level=Level.WARNING, statement="TLDR-2", needs=("previous",))
def resent_unchanged(series: Series, facts: Facts) -> Iterator[Finding]:
    """Mark as RESEND what is posted again unchanged, and nothing else; what changed is the next version.

    Whoever sees RESEND reads on where the first posting was left.  Two postings of one version without it leave everybody to
    guess which one counts.  Patches are compared by their diffs; patches that either posting lacks say nothing.
    """
    before = facts.previous
    if series.local or before is None or not before.patches or not series.patches:
        return
    changed = _changed(series, before)
    if series.resend:
        if changed:
            yield Finding(
                where=series_place(series),
                message=f"This is marked RESEND, but {changed} since it was posted last.",
                hint="Post it as the next version (git format-patch -v), with notes on what changed.",
            )
    elif (series.version, series.rfc) == (before.version, before.rfc):
        number = f"{'RFC ' if series.rfc else ''}v{series.version}"
        yield Finding(
            where=series_place(series),
            message=f"{number} was posted before, and {changed} since." if changed else f"{number} was posted before.",
            hint="Post it as the next version (git format-patch -v)."
            if changed
            else "Mark it [PATCH RESEND], so that nobody looks for what changed.",
        )


def _changed(series: Series, before: Series) -> str:
    """Say what changed, empty when every patch that both hold is the same."""
    if not series.missing and not before.missing and len(series.patches) != len(before.patches):
        return f"the number of patches changed from {len(before.patches)} to {len(series.patches)}"
    old = {patch.n: patch_id(patch.diff) for patch in before.patches}
    changed = [patch.n for patch in series.patches if patch.n in old and old[patch.n] != patch_id(patch.diff)]
    if not changed:
        return ""
    if len(series.patches) == 1:
        return "the patch changed"
    listed = ", ".join(map(str, changed[:5])) + (" and more" if len(changed) > 5 else "")
    return f"patch {listed} changed" if len(changed) == 1 else f"patches {listed} changed"
