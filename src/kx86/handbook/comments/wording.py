# SPDX-License-Identifier: GPL-2.0-or-later
"""Words of comments."""

import re
from collections.abc import Iterator

from kx86.handbook.c_findings import few_evenly, judged
from kx86.handbook.comments.place import apart, at, new_comments
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.mood import Mood, head, imperative_of
from kx86.handbook.prose import pronouns, prose
from kx86.handbook.rule import rule
from kx86.handbook.vocabulary import SURE
from kx86.patch.comment import Comment
from kx86.series.patch import Patch

# A quick look before the careful one.
_PRONOUN = re.compile(
    r"\b(?:[Ww]e|[Uu]s|[Oo]ur|[Oo]urs|I|[Mm]y|[Mm]e|[Mm]ine|[Yy]our?|[Yy]ours|[Ll]et['’]s|\w+sel(?:f|ves))\b"
)


@rule("CM-PRONOUN", level=Level.WARNING, statement="CMT-1")
def pronoun(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Do not use pronouns (we, us, our, I, you) in comments.

    "We" may be KVM, the host, userspace, the guest or the author; say who it is.
    """
    for comment in new_comments(patch, facts):
        if any(_PRONOUN.search(text) for text in comment.text) and judged(comment.file, facts):
            yield from _pronouns(comment)


def _pronouns(comment: Comment) -> Iterator[Finding]:
    found = {
        line.number - 1: hits
        for line in prose(comment.text)
        if comment.added[line.number - 1] and (hits := list(pronouns(line)))
    }
    for group in apart(sorted(found)):
        column, word = found[group[0]][0]
        words = dict.fromkeys(word.lower() for index in group for _, word in found[index])
        which = " and ".join(f'"{word}"' for word in words)
        yield Finding(
            where=at(comment, group[0], column, len(word)),
            message=f"Comment uses {which}.",
            hint="Say who acts: KVM, the CPU, the guest, userspace, L1.",
        )


_FIRST = re.compile(r"[A-Z]?[a-z]+s\b(?! of\b)")
_STATES = frozenset({"returns"})  # says what comes back, not what the code does


@rule("CM-IMPERATIVE", level=Level.ADVICE, statement="CMT-1")
def not_imperative(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Write comments in imperative mood: "Verify that", not "Verifies that"."""
    yield from few_evenly(_not_imperative(patch, facts))


def _not_imperative(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for comment in new_comments(patch, facts):
        index = next((index for index, text in enumerate(comment.text) if text.strip()), None)
        if index is None or comment.tail or not comment.opens or not comment.added[index]:
            continue
        text = comment.text[index]
        if not _FIRST.match(text) or not judged(comment.file, facts):
            continue
        first = head(text, facts.verbs)
        word = first.word.rstrip(".,:;")
        better = imperative_of(word, facts.verbs)
        if first.mood is Mood.INFLECTED_S and word.lower() in SURE - _STATES and better:
            line = comment.lines[index]
            begin = line.rfind(text)
            yield Finding(
                where=at(comment, index, 0, len(word)),
                message=f'Comment begins with "{word}".',
                hint=f'Write "{better}".',
                replacement=f"{line[:begin]}{better}{line[begin + len(word) :]}",
            )


_TRIES = re.compile(r"\b[Tt]his \w+ (?:tries|attempts) to\b")


@rule("CM-HEDGE", level=Level.ADVICE, statement="CMT-2")
def hedges(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Say what code does, not what it tries to do."""
    for comment in new_comments(patch, facts):
        for index, text in enumerate(comment.text):
            found = _TRIES.search(text)
            if found and comment.added[index] and judged(comment.file, facts):
                yield Finding(
                    where=at(comment, index, found.start(), len(found.group())),
                    message=f'Comment hedges: "{found.group()}".',
                    hint="Say what it does.",
                )
