# SPDX-License-Identifier: GPL-2.0-or-later
"""A changelog that is there, stands alone, and holds no notes for reviewers."""

import re
from collections.abc import Iterator

from kx86.handbook.changelog.place import at_line
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.prose import first_sentence
from kx86.handbook.rule import rule
from kx86.handbook.version_notes import HEADING
from kx86.handbook.vocabulary import CONSEQUENCES
from kx86.series.patch import Patch


@rule("CL-EMPTY", level=Level.WARNING, statement="CHG-2")
def empty_changelog(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Write a changelog: what changes, and why.

    The shortlog has no room for the reason, and the reason is what a reader looks for years later.
    """
    if not any(line.strip() for line in patch.changelog):
        yield Finding(
            where=Where(part="changelog"),
            message="There is no changelog.",
            hint=(
                "Git drops what stands below ---: move it above."
                if any(line.strip() for line in patch.notes)
                else "Say what changes in one sentence, then why."
            ),
        )


_LEANING = re.compile(
    rf"(?:(?:This|That|These|Those|It)\s+(?:is|was|are|were|has|will|can|should|must|may|happens|{'|'.join(sorted(CONSEQUENCES))})"
    r"|So\s+that|In\s+order\s+that|As\s+(?:above|(?:per\s+)?(?:the\s+)?(?:subject|title|shortlog)|subject)|See\s+(?:subject|title)"
    r"|Same\s+(?:as|for)|Ditto|Likewise|Because|\.\.\.?\s?[a-z])\b"
)


@rule("CL-STANDALONE", level=Level.ADVICE, statement="CHG-2")
def leans_on_shortlog(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Write a changelog that can be read without the shortlog.

    Mail readers show the shortlog far from the changelog; a changelog that begins "This is ..." makes the reader go back.
    """
    text, number = first_sentence(patch.changelog)
    match = _LEANING.match(text)
    if match:
        yield Finding(
            where=at_line(patch, number, 0, len(match[0].split()[0])),
            message=f'The changelog begins with "{match[0].split()[0]}", which only the shortlog explains.',
            hint="Name what changes in the changelog itself.",
        )


@rule("CL-NOTES", level=Level.ERROR, statement="LINK-3")
def version_notes(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Keep what changed between versions below the `---` line.

    Git keeps the changelog for ever, and nobody needs to know what version 2 looked like; git drops what stands below `---`.
    """
    for number, line in enumerate(patch.changelog, 1):
        match = HEADING.match(line) if line[:1] not in (" ", "\t", ">") else None
        if match:
            yield Finding(
                where=at_line(patch, number, 0, len(line.rstrip())),
                message="Notes about versions stand in the changelog.",
                hint="Move them below the --- line, where git drops them.",
            )
            return
