# SPDX-License-Identifier: GPL-2.0-or-later
"""A series has a cover letter."""

from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import series_rule
from kx86.handbook.said import series_place
from kx86.series.senders import is_stable_pick
from kx86.series.series import Series


@series_rule("SR-COVER", level=Level.WARNING, statement="TLDR-2")
def has_cover(series: Series, facts: Facts) -> Iterator[Finding]:
    """Send a series of two or more patches with a cover letter.

    The maintainer answers the cover letter when a series is applied; without one, nobody can speak about the series as a
    whole.  A range of commits has no cover letter by nature, and a posting that answers a mail which is not at hand may have
    one: both are left alone.
    """
    if series.local or series.cover is not None or len(series.patches) < 2:
        return
    if _answers_elsewhere(series) or is_stable_pick(series.patches[0]):
        return
    yield Finding(
        where=series_place(series),
        message=f"The {len(series.patches)} patches have no cover letter.",
        hint="git format-patch --cover-letter makes one: say what the series is for and how it was tested.",
    )


def _answers_elsewhere(series: Series) -> bool:
    """Does a patch answer a mail that is not at hand?  It may be the cover letter."""
    own = {patch.message_id for patch in series.patches}
    return any(above not in own for patch in series.patches for above in (*patch.in_reply_to, *patch.references))
