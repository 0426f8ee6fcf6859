# SPDX-License-Identifier: GPL-2.0-or-later
"""Changelogs are wrapped at about 75 columns, neither beyond nor far below."""

from collections.abc import Iterator

from kx86.handbook.changelog.place import at_line
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.prose import Paragraph, ProseLine, paragraphs, prose
from kx86.handbook.rule import rule
from kx86.series.patch import Patch

# git log indents by four, so that 75 columns fit a terminal of 80.
WIDEST = 75
# A paragraph that fits in fewer lines even here was wrapped too early, and so was one whose longest line stops this short.
NARROW, SHY = 68, 65
_LEAST_LINES = 3


@rule("CL-WRAP-75", level=Level.WARNING, statement="TLDR-2")
def too_wide(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Wrap the changelog at 75 columns.

    Logs, code, tables and links may be longer, and so may a quoted commit that must not be broken.
    """
    wide = [line for line in prose(patch.changelog) if len(line.original.rstrip()) > WIDEST and not _unbreakable(line)]
    if wide:
        first = wide[0]
        more = "" if len(wide) == 1 else f", and {len(wide) - 1} more {'is' if len(wide) == 2 else 'are'} too long"
        yield Finding(
            where=at_line(patch, first.number, WIDEST, len(first.original.rstrip()) - WIDEST),
            message=f"A line of the changelog is {len(first.original.rstrip())} columns long{more}.",
            hint=f"Wrap the text at {WIDEST} columns.",
        )


def _unbreakable(line: ProseLine) -> bool:
    """Is the line long for a link, a quote that must stay whole, or one very long word?"""
    if len(line.text.rstrip()) <= WIDEST or "://" in line.original or ' ("' in line.original:
        return True
    words = line.original.split()
    return len(words) < 3 or max(map(len, words)) > WIDEST // 2


@rule("CL-WRAP", level=Level.ADVICE, statement="TLDR-2")
def too_narrow(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Do not wrap the changelog much earlier than at 75 columns.

    Ragged or narrow paragraphs are harder to read than even ones.
    """
    for paragraph in paragraphs(patch.changelog):
        if paragraph.kind == "prose" and len(paragraph.lines) >= _LEAST_LINES:
            longest = max(len(line.rstrip()) for line in paragraph.lines)
            needed = _lines_needed(paragraph, WIDEST if longest <= SHY else NARROW)
            count = len(paragraph.lines)
            if needed < count and not _wrapped_by_sense(paragraph):
                yield Finding(
                    where=at_line(patch, paragraph.first, 0, len(paragraph.lines[0].rstrip())),
                    message=f"The paragraph is {longest} columns wide; it fits in {needed} lines instead of {count}.",
                    hint=f"Wrap the text at about {WIDEST} columns.",
                )
                return


def _lines_needed(paragraph: Paragraph, width: int) -> int:
    lines, column = 1, 0
    for word in (word for line in paragraph.lines for word in line.split()):
        if column and column + 1 + len(word) > width:
            lines, column = lines + 1, len(word)
        else:
            column += len(word) + (1 if column else 0)
    return lines


def _wrapped_by_sense(paragraph: Paragraph) -> bool:
    """Does every line end a sentence, or introduce something, or is one very short?  Then lines are broken on purpose."""
    longest = max(map(len, paragraph.lines))
    if any(2 * len(line.rstrip()) < longest for line in paragraph.lines[:-1]):
        return True
    ends = sum(line.rstrip().endswith((".", ":", ";", "!", "?")) for line in paragraph.lines[:-1])
    return ends * 2 >= len(paragraph.lines) - 1
