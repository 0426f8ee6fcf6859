# SPDX-License-Identifier: GPL-2.0-or-later
"""Sections and tables of the manuals are named, never numbered."""

import re
from collections.abc import Iterator, Sequence

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.prose import paragraphs
from kx86.handbook.rule import rule
from kx86.series.patch import Patch

_MANUAL = re.compile(
    r"\b(?:SDM|APM|PPR|BKDG|GHCB|TLFS|[Ss]pec|[Ss]pecs|[Ss]pecification|[Mm]anual|VMX spec|Vol(?:ume)?\.? ?[1-4][A-D]?)\b"
)
_THING = r"(?:[Ss]ections?|SECTIONS?|[Ss]ec\.|[Tt]ables?|[Cc]hapters?|[Cc]hap\.|[Ff]igures?|[Ff]ig\.)"
# Two numbers behind a specification are its version, three are a section; the SDM and the APM have no versions.
_VOLUME = r"(?:[Vv]ol(?:ume|\.)?\s?)?[1-4][A-Da-d]?[.,:]?\s+"
_NUMBERED = re.compile(
    rf"\b{_THING}\s+(?:\d+(?:[.-]\d+)*[a-z]?\b|[A-Z](?:[.-]\d+)+\b)|\b[Aa]ppendix\s+[A-Z]\b(?:[.-]\d+)*|§\s?\d+(?:\.\d+)*"
    rf"|\b[Vv]ol(?:ume|\.)?\s?[1-4][A-Da-d]?[.,:]?\s+(?:\d+|[A-Z])(?:\.\d+)+"
    rf"|\b(?:SDM|APM),?\s+(?:{_VOLUME})?(?:\d+|[A-Z])(?:\.\d+)+|\b(?:[Ss]pec|[Ss]pecification),?\s+\d+\.\d+\.\d+"
)
_OTHER_BOOK = re.compile(r"Documentation/|\.rst\b|RFC ?\d|\bPOSIX\b|\bC\d\dstandard")


@rule("CL-SDM-NUM", level=Level.ADVICE, statement="SDM-2")
def numbers_in_changelog(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Name sections, tables and figures of the SDM or APM in changelogs; do not give their numbers.

    The manuals are rearranged all the time, so that the number leads elsewhere soon.  The reference itself is welcome.
    """
    for paragraph in paragraphs(patch.changelog):
        if paragraph.kind in ("prose", "list"):
            for number, column, said in _numbered(paragraph.lines):
                at = paragraph.first + number
                place = Where(part="changelog", line=at, text=patch.changelog[at - 1], column=column, width=len(said))
                yield _finding(place, said)


@rule("CM-SDM-NUM", level=Level.WARNING, statement="SDM-2")
def numbers_in_comments(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Name sections, tables and figures of the SDM or APM in comments; never give their numbers.

    A changelog is read with its date, a comment is read for ever: the number is wrong within a few editions of the manual.
    """
    for comment in patch.comments:
        for number, _, said in _numbered(comment.text):
            if comment.added[number]:
                raw = comment.lines[number]
                at = max(raw.find(said), 0)
                place = Where(
                    part="diff", file=comment.file, line=comment.first + number, text=raw, column=at, width=len(said)
                )  # fmt: skip
                yield _finding(place, said)


def _numbered(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Numbered references to a manual: line from 0, column, and what stands on that line."""
    text = "\n".join(lines)
    if not _MANUAL.search(text) or _OTHER_BOOK.search(text):
        return
    line, start, last = 0, 0, -1
    for match in _NUMBERED.finditer(text):
        line += text.count("\n", start, match.start())
        start = match.start()
        if line != last:
            column = match.start() - (text.rfind("\n", 0, match.start()) + 1)
            yield line, column, match[0].split("\n")[0]
        last = line


def _finding(place: Where, said: str) -> Finding:
    return Finding(
        where=place,
        message=f'"{" ".join(said.split())}" will be wrong in another edition of the manual.',
        hint="Give the name instead of the number, or quote the sentence that matters.",
    )
