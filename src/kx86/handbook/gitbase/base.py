# SPDX-License-Identifier: GPL-2.0-or-later
"""Rule on the base of a posted series."""

from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.rule import series_rule
from kx86.series.senders import is_robot
from kx86.series.series import Series

# Patches with no more changed lines than this apply nearly anywhere.
_FEW = 10


@series_rule("SR-BASE", level=Level.WARNING, statement="GITB-1")
def base_of_series(series: Series, facts: Facts) -> Iterator[Finding]:
    """Say on which commit the series is based: git format-patch --base.

    Tools and maintainers then apply the patches to exactly that commit instead of guessing.  One patch of a few lines applies
    to many commits, so that this is advice for it.
    """
    if series.local or not series.patches or any(patch.base is not None for patch in series.mails):
        return
    first = series.cover or series.patches[0]
    # The base stands in the cover letter or in the first patch; say nothing when neither was found.
    if (first.n > 1 and series.cover is None) or is_robot(first.sender):
        return
    if series.cover is None and first.m > 1 and all(patch.in_reply_to for patch in series.patches):
        return
    alone = not first.is_cover and first.m <= 1
    touch = first.touch
    yield Finding(
        where=Where(part="cover" if first.is_cover else "notes", text=""),
        message=f"The {'patch' if alone else 'series'} does not say on which commit it is based.",
        hint="Use git format-patch --base=COMMIT, which adds a base-commit: line.",
        level=Level.ADVICE if alone and touch.added_count + touch.removed_count <= _FEW else None,
    )
