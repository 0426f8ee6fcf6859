# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on the description of a shortlog: capital, verb, full stop, length."""

from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.mood import Mood, head
from kx86.handbook.rule import rule
from kx86.handbook.scope import only_documents, only_kvm
from kx86.handbook.shortlog.parts import is_made, split_shortlog
from kx86.handbook.shortlog.prefix import is_foreign
from kx86.handbook.shortlog.rewrite import FIRM, HARD, INFLECTED, corrected, in_command_form
from kx86.handbook.shortlog.wording import ADJECTIVES, uncapitalized, without_stop
from kx86.series.patch import Patch


def _description(patch: Patch, facts: Facts) -> str:
    """The description when it is KVM x86's to judge: a prefix of KVM, or nothing but KVM is touched; else ""."""
    if is_made(patch.shortlog):
        return ""
    parts = split_shortlog(patch.shortlog, facts.profile)
    root = facts.profile.shortlog.root.lower()
    ours = bool(parts.scopes) and parts.scopes[0].lower() == root
    # Documentation has customs of its own, unless the prefix says that it is KVM's.
    ours = ours or (only_kvm(patch, facts.profile) and not only_documents(patch, facts.profile))
    if is_foreign(parts, facts.profile.shortlog) or not ours:
        return ""
    return parts.description


@rule("SL-CAP", level=Level.WARNING, statement="SHORT-5")
def capital(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Capitalize the first word of the description.

    Names of functions, variables and files keep their case.
    """
    description = _description(patch, facts)
    word = uncapitalized(description, facts.verbs, patch.touch.identifiers) if description[:1].islower() else ""
    if word:
        yield Finding(
            where=_at(patch, description, 0, len(word)),
            message=f"The description begins with a small letter: `{word}`.",
            replacement=corrected(patch, facts),
        )


@rule("SL-PUNCT", level=Level.ERROR, statement="SHORT-6")
def no_full_stop(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Omit punctuation at the end of the shortlog."""
    description = _description(patch, facts)
    if description and without_stop(description) != description:
        last = description[-1]
        yield Finding(
            where=_at(patch, description, len(description) - 1, 1),
            message="The shortlog ends with a full stop." if last == "." else f"The shortlog ends with `{last}`.",
            replacement=corrected(patch, facts),
        )


@rule("SL-VERB", level=Level.WARNING, statement="SHORT-5")
def command(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Write the description as a command: "Add", not "Added", "Adds" or "Adding".

    The shortlog completes the sentence "If applied, this commit will ...".
    """
    description = _description(patch, facts)
    if not description or not facts.verbs:
        return
    found = head(description, facts.verbs)
    if found.mood in INFLECTED:
        word = found.word.rstrip(".,:;")
        yield Finding(
            where=_at(patch, description, found.column, len(word)),
            message=f"The description says `{word}` instead of giving a command.",
            replacement=corrected(patch, facts) if in_command_form(description, facts.verbs) else None,
        )


@rule("SL-VERB-MAYBE", level=Level.ADVICE, statement="SHORT-5")
def no_verb(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Begin the description with a verb that says what the patch does."""
    description = _description(patch, facts)
    if not description or not facts.verbs:
        return
    if description.startswith("("):
        return
    found = head(description, facts.verbs)
    # A word that may be a verb ("Test", "Support") gets the benefit of the doubt, except in "number of".
    noun = found.mood is Mood.NOT_A_VERB and (found.word.lower() not in facts.verbs or _counts(found.word, description))
    if noun or found.word.lower() in ADJECTIVES:
        yield Finding(
            where=_at(patch, description, found.column, len(found.word)),
            message=f"The description begins with `{found.word}`, which is no command.",
            hint="Say what the patch does, as a command: `Add ...`, `Use ...`, `Don't ...`.",
        )


@rule("SL-LENGTH", level=Level.WARNING, statement="M-SHORT", editions=("merged",))
def length(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Keep the shortlog at 75 characters; never exceed 80.

    75 is a firm limit that a good reason may stretch, 80 is a hard one.  The brackets of the mail's subject do not count.
    """
    size = len(patch.shortlog)
    if is_made(patch.shortlog) or size <= FIRM:
        return
    hard = size > HARD
    yield Finding(
        where=Where(
            part="subject", text=patch.shortlog, column=HARD if hard else FIRM, width=size - (HARD if hard else FIRM)
        ),
        message=f"The shortlog has {size} characters; the {'hard' if hard else 'firm'} limit is {HARD if hard else FIRM}.",
        level=Level.WARNING if hard else Level.ADVICE,
    )


def _counts(word: str, description: str) -> bool:
    return description.lower().startswith(f"{word.lower()} of ")


def _at(patch: Patch, description: str, column: int, width: int) -> Where:
    start = max(patch.shortlog.rfind(description), 0)
    return Where(part="subject", text=patch.shortlog, column=start + column, width=width)
