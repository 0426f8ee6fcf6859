# SPDX-License-Identifier: GPL-2.0-or-later
"""RFC asks a question, and ends when it is answered."""

import re
from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.rule import series_rule
from kx86.handbook.said import says, series_place
from kx86.series.series import Series

_ASKS = re.compile(
    r"\?(?=[\s\"')\]]|$)|\bfeedbacks?\b|\bcomments?\b|\bopinions?\b|\bthoughts?\b|\bsuggest(?:ions?|ed)?\b|\badvice\b|\binputs?\b"
    r"|\bdiscuss(?:ion|ions|ed|ing)?\b|\bquestions?\b|\bopens?\b|\breview(?:s|ed|ing)?\b|\bideas?\b|\bRFC\b[^.\n]{0,30}\b(?:because|since|as|due)\b|\bdirection\b"
    r"|\b(?:why|sent|posting|posted|tagged|marked|marking)\b[^.\n]{0,40}\bRFC\b|\bnot\s+(?:\w+\s+)?sure\b|\blooking\s+for\b|\bTODOs?\b|\bhear\b|\bRFC\s+tag\b|\bappreciate[ds]?\b|\bwelcome\b",
    re.I,
)
# The sixth version and later ones.
_LATE = re.compile(r"0*(?:[6-9]|[1-9]\d+)")
_MANY_REVIEWS = 3


@series_rule("FE-RFC-QUESTION", level=Level.ADVICE, statement="FEAT-6")
def rfc_asks(series: Series, facts: Facts) -> Iterator[Finding]:
    """Say in the cover letter of an RFC what type of feedback is wanted.

    Early posting without tests is welcome as RFC, but an RFC that asks nothing gets little: in-depth review waits.
    """
    if not series.rfc or series.local:
        return
    first = series.cover or (series.patches[0] if not series.missing else None)
    if first is not None and not says(first, _ASKS):
        yield Finding(
            n=first.n,
            where=series_place(series) if series.cover else Where(part="subject", text=first.shortlog),
            message="The RFC does not say what feedback is wanted.",
            hint="Add the open questions, or a line on what to look at first.",
        )


@series_rule("SR-RFC", level=Level.ADVICE, statement="FEAT-7")
def rfc_ends(series: Series, facts: Facts) -> Iterator[Finding]:
    """Drop the RFC tag when a series is meant to be merged.

    RFCs are not reviewed in depth.  A sixth version, or a later version with several Reviewed-by, are signs that the time
    has come.
    """
    if not series.rfc or series.local:
        return
    reviewed = sum(any(trailer.name == "reviewed-by" for trailer in patch.trailers) for patch in series.patches)
    if _LATE.fullmatch(series.version):
        why = f"This is version {series.version}"
    elif reviewed >= _MANY_REVIEWS and series.version != "1":
        why = f"{reviewed} patches carry Reviewed-by"
    else:
        return
    yield Finding(
        n=series.cover.n if series.cover else None,
        where=Where(part="subject" if series.cover else "headers", text=series.title),
        message=f"{why}: is it still an RFC?",
        hint="Drop the tag when the series is meant to be merged, or say what is still open.",
    )
