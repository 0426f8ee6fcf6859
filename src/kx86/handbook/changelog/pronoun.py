# SPDX-License-Identifier: GPL-2.0-or-later
"""No pronouns, and no "This patch", in changelogs."""

import re
from collections.abc import Iterator

from kx86.handbook.changelog.place import at_line, capitalized
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.mood import command_of, goes_on
from kx86.handbook.prose import ProseLine, mask, paragraphs, pronouns, prose, sentence_end
from kx86.handbook.rule import rule
from kx86.handbook.vocabulary import CONSEQUENCES, OWN_DEEDS
from kx86.series.patch import Patch

_WE_DO = re.compile(r"(?:We|I) (?:also |now |simply |just |will |then )?([a-z]+)\b")
_NAME_IT = "Name who acts (KVM, userspace, the guest), or say it as a command."
_LET_US = re.compile(r"Let(?:['’]s| us) (?:also |now |simply |just )?([a-z]+)\b")


@rule("CL-PRONOUN", level=Level.WARNING, statement="CHG-1")
def no_pronouns(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Write the changelog without pronouns: no we, us, our, I, my or you.

    "We" may be the author, the guest, KVM, userspace or the whole community; name the one who acts, or give an order.
    """
    for line in prose(patch.changelog):
        found = list(pronouns(line))
        if found:
            words = " and ".join(f'"{word}"' for word in dict.fromkeys(word for _, word in found))
            column, word = found[0]
            command = _command(line, found, facts.verbs)
            yield Finding(
                where=at_line(patch, line.number, column, len(word)),
                message=f"The changelog says {words}.",
                hint=None if command else _hint(line, facts.verbs) or _NAME_IT,
                replacement=command,
            )


def _command(line: ProseLine, found: list[tuple[int, str]], verbs: frozenset[str]) -> str | None:
    """The line as a command, where it opens with "We add" and holds no other pronoun."""
    match = _WE_DO.match(line.text) or _LET_US.match(line.text)
    if not match or len(found) > 1 or not _is_deed(match, verbs):
        return None
    return capitalized(line.original[match.start(1) :])


def _hint(line: ProseLine, verbs: frozenset[str]) -> str | None:
    for pattern in (_WE_DO, _LET_US):
        for match in pattern.finditer(line.text):
            if _is_deed(match, verbs):
                rest = " ".join(line.original[match.end(1) :].split()[:4])
                return f'Say it as a command: "{capitalized(match[1])} {rest} ...".'
    return None


def _is_deed(match: re.Match[str], verbs: frozenset[str]) -> bool:
    return match[1] in OWN_DEEDS or (match.re is _LET_US and match[1] in verbs)


_THIS_PATCH = re.compile(
    r"(?<!without )(?<!Without )(?<!before )(?<!Before )(?<!after )(?<!After )(?<!prior to )(?<!until )(?<!since )"
    r"\b(?:(?:[Tt]his|[Tt]he (?:present|current)) (?:patch(?:set)?|commit|changeset)\b(?! series)"
    r"|This (?:change|implementation|series|fix)\b)"
)
_SELF = ("patch", "commit", "change", "implementation", "series", "fix")
_THIS_DOES = re.compile(r"This (?:also |now |will )?([a-z]+)\b")
# A longer sentence is read so far only: a text without a full stop may say "this patch" on every line.
_SENTENCE = 500


@rule("CL-THIS-PATCH", level=Level.WARNING, statement="CHG-1")
def no_this_patch(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Say what to do as a command, not what "this patch" does.

    Once applied, a changelog can only be about its own commit, so the words carry nothing and take the best place.
    """
    opening = True
    for paragraph in paragraphs(patch.changelog):
        if paragraph.kind not in ("prose", "list"):
            continue
        text = "\n".join(paragraph.lines)
        if not opening and not any(word in text for word in _SELF):
            continue
        text = mask(text)
        flat = text.replace("\n", " ")
        number = at = told = 0
        for match in _THIS_PATCH.finditer(flat):
            number += text.count("\n", at, match.start())
            at = match.start()
            # One finding a line: each holds the line, and a hostile line may say it thousands of times.
            if told != paragraph.first + number:
                told = paragraph.first + number
                yield _this_patch(patch, told, text, match, facts)
        if opening and paragraph.kind == "prose":
            opening = False
            does = _THIS_DOES.match(flat)
            if does and does[1] not in CONSEQUENCES and command_of(does[1], facts.verbs):
                yield _this_patch(patch, paragraph.first, text, does, facts)


def _this_patch(patch: Patch, number: int, text: str, match: re.Match[str], facts: Facts) -> Finding:
    column = match.start() - (text.rfind("\n", 0, match.start()) + 1)
    line = patch.changelog[number - 1]
    width = min(match.end() - match.start(), len(line) - column)
    said = " ".join(match[0].split())
    replacement = None
    if line[column : column + 1] == "T":
        sentence = text[match.start() : match.end() + _SENTENCE].replace("\n", " ")
        replacement = _without(line, column, sentence[: sentence_end(sentence)], facts.verbs)
    return Finding(
        where=at_line(patch, number, column, width),
        message=f'The changelog says "{said}".',
        hint=None if replacement else "Say what to do as a command, as if giving an order to the code.",
        replacement=replacement,
    )


_OPENING = re.compile(
    r"(?:This|The \w+)(?: patch(?:set)?| commit| changeset| change| implementation| series| fix)?"
    r"(?: also| now| simply| just| will)* ([a-z]+)\b"
)


def _without(line: str, column: int, sentence: str, verbs: frozenset[str]) -> str | None:
    """The line with "This patch adds" turned into "Add"; None unless the verb stands on the line, and alone."""
    match = _OPENING.match(line, column)
    if not match:
        return None
    base = match[1] if match[1] in verbs else command_of(match[1], verbs)
    if base is None or (match[1] in verbs and " will" not in match[0]):
        return None
    if goes_on(match[1], sentence[len(match[0]) :], verbs):
        return None
    return line[:column] + capitalized(base) + line[match.end() :]
