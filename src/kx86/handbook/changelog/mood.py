# SPDX-License-Identifier: GPL-2.0-or-later
"""Commands, and the command first."""

from collections.abc import Iterator

from kx86.handbook.changelog.place import at_line
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.mood import Mood, bare_gerund, goes_on, head, imperative_of, sure_inflection
from kx86.handbook.prose import Paragraph, first_sentence, paragraphs, sentences
from kx86.handbook.rule import rule
from kx86.handbook.scope import areas
from kx86.series.patch import Patch

# So short a changelog is read at a glance, whatever comes first.
_SHORT = 5


@rule("CL-IMPERATIVE", level=Level.WARNING, statement="CHG-1")
def inflected(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Begin the changelog with a command: "Add ...", not "Adds ..." or "Added ...".

    The imperative is how git itself speaks, and it is the shortest form.
    """
    text, number = first_sentence(patch.changelog)
    word = sure_inflection(text, facts.verbs)
    if word:
        yield _reworded(patch, number, text, word, facts, f'The changelog begins with "{word}", which is no command.')


@rule("CL-GERUND", level=Level.ADVICE, statement="CHG-1")
def gerund(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Begin the changelog with a command: "Add ...", not "Adding ...".

    Only a sentence without any other verb counts: "Adding a page needs a lock" is fine.
    """
    text, number = first_sentence(patch.changelog)
    word = bare_gerund(text, facts.verbs)
    if word:
        yield _reworded(patch, number, text, word, facts, f'The changelog begins with "{word}", which is no command.')


def _reworded(patch: Patch, number: int, sentence: str, word: str, facts: Facts, message: str) -> Finding:
    line = patch.changelog[number - 1]
    base = imperative_of(word, facts.verbs)
    column = line.find(word)
    at_start = (
        base is not None
        and column >= 0
        and not line[:column].strip()
        and not goes_on(word, sentence[len(word) :], facts.verbs)
    )
    better = line[:column] + str(base) + line[column + len(word) :] if at_start else None
    return Finding(
        where=at_line(patch, number, max(column, 0), len(word)),
        message=message,
        hint=None if better else f'Say "{base}".' if base else "Say it as a command.",
        replacement=better,
    )


@rule("CL-WHAT-FIRST", level=Level.ADVICE, statement="CHG-2")
def what_first(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Lead with what changes; the context and background follow.

    Who skims a log or runs git blame looks for what changed, which is nearly always one sentence; the background rarely is.
    Where both are very short, the order does not matter.  The tip tree wants the opposite order: in the merged edition,
    patches that primarily target x86 code outside of KVM follow tip's, and nothing is said about them.
    """
    if facts.edition == "merged" and _mostly_x86(patch, facts):
        return
    blocks = [paragraph for paragraph in paragraphs(patch.changelog) if paragraph.kind == "prose"]
    if len(blocks) < 2 or sum(len(block.lines) for block in blocks) <= _SHORT:
        return
    if _commands(blocks[0], facts.verbs):
        return
    for block in blocks[1:]:
        if block.first > _SHORT and _opens_with_command(block, facts.verbs):
            line = patch.changelog[block.first - 1]
            yield Finding(
                where=at_line(patch, block.first, 0, len(line)),
                message=f"What changes is said on line {block.first} only, behind the background.",
                hint="Begin with what changes in a sentence or two, then give the background.",
            )
            return


def _mostly_x86(patch: Patch, facts: Facts) -> bool:
    if "x86" not in areas(patch, facts.profile):
        return False
    weight = {True: 0, False: 0}
    for file in patch.diff.files:
        hint = facts.profile.hint(file.path)
        changed = sum(line.kind != " " for hunk in file.hunks for line in hunk.lines)
        weight[hint is not None and hint.area == "x86"] += changed
    return weight[True] > weight[False]


def _commands(block: Paragraph, verbs: frozenset[str]) -> bool:
    """Does any sentence of a paragraph give a command?"""
    text = " ".join(line.strip() for line in block.lines)
    moods = (head(sentence, verbs).mood for sentence in sentences(text))
    return any(mood in (Mood.IMPERATIVE, Mood.UNKNOWN, Mood.INFLECTED_S, Mood.INFLECTED_ED) for mood in moods)


# What follows these words is one more thing, not the thing.
_ASIDE = (
    "Also",
    "Additionally",
    "Besides",
    "Further",
    "Furthermore",
    "In addition",
    "Note",
    "See",
    "While",
    "Opportunistically",
)


def _opens_with_command(block: Paragraph, verbs: frozenset[str]) -> bool:
    text = " ".join(line.strip() for line in block.lines)
    found = head(text, verbs)
    return found.mood is Mood.IMPERATIVE and not found.clause and not text.startswith(_ASIDE)
