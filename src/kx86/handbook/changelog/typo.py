# SPDX-License-Identifier: GPL-2.0-or-later
"""Spelling of the shortlog, the changelog and added comments."""

from collections.abc import Iterator

from kx86.handbook.changelog.place import at_line
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.prose import prose
from kx86.handbook.rewrite import splice
from kx86.handbook.rule import rule
from kx86.handbook.spelling import may_be_wrong, misspelled
from kx86.series.patch import Patch

Wrong = list[tuple[int, str, tuple[str, ...]]]


@rule("CL-TYPO", level=Level.ADVICE, statement="TLDR-2")
def typos(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Spell the words of shortlog, changelog and comments right.

    Only plain words of prose are looked up, in codespell's dictionary of common misspellings.
    """
    yield from _of_shortlog(patch, facts)
    for line in prose(patch.changelog) if may_be_wrong("\n".join(patch.changelog), facts.misspellings) else ():
        wrong = list(misspelled(line, facts.misspellings))
        if wrong:
            yield _finding(at_line(patch, line.number, wrong[0][0], len(wrong[0][1])), wrong)
    yield from _of_comments(patch, facts)


def _of_shortlog(patch: Patch, facts: Facts) -> Iterator[Finding]:
    wrong = list(misspelled(patch.shortlog, facts.misspellings))
    if wrong:
        place = Where(part="subject", text=patch.shortlog, column=wrong[0][0], width=len(wrong[0][1]))
        yield _finding(place, wrong)


def _of_comments(patch: Patch, facts: Facts) -> Iterator[Finding]:
    # One finding a line, as in prose: a hostile line may hold thousands of comments, and each finding holds the line.
    told: tuple[str, int] | None = None
    for comment in patch.comments:
        if not any(comment.added) or not may_be_wrong("\n".join(comment.text), facts.misspellings):
            continue
        for offset, text in enumerate(comment.text):
            line = (comment.file, comment.first + offset)
            wrong = list(misspelled(text, facts.misspellings)) if comment.added[offset] and line != told else []
            if wrong:
                told = line
                raw = comment.lines[offset]
                shift = max(raw.find(text), 0)
                wrong = [(column + shift, word, right) for column, word, right in wrong]
                place = Where(
                    part="diff", file=comment.file, line=line[1], text=raw,
                    column=wrong[0][0], width=len(wrong[0][1]),
                )  # fmt: skip
                yield _finding(place, wrong)


def _finding(place: Where, wrong: Wrong) -> Finding:
    _, word, right = wrong[0]
    sure = all(len(candidates) == 1 for _, _, candidates in wrong)
    return Finding(
        where=place,
        message=f'"{word}" looks like a typo.',
        hint=None if sure else f"Perhaps {' or '.join(right)}?",
        replacement=splice(place.text, ((at, at + len(was), new[0]) for at, was, new in wrong)) if sure else None,
    )
