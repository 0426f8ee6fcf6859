# SPDX-License-Identifier: GPL-2.0-or-later
"""The shortlog as it should be: one line that mends everything that can be mended at once."""

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Where
from kx86.handbook.mood import Mood, head, imperative_of
from kx86.handbook.shortlog.parts import split_shortlog
from kx86.handbook.shortlog.prefix import better_prefix
from kx86.handbook.shortlog.wording import capitalized, uncapitalized, without_stop
from kx86.series.patch import Patch

INFLECTED = (Mood.INFLECTED_S, Mood.INFLECTED_ED, Mood.GERUND)


def corrected(patch: Patch, facts: Facts, prefix: str | None = None) -> str:
    """Mend prefix, mood, capital and full stop of a shortlog; `prefix` overrides that of the words and the paths."""
    parts = split_shortlog(patch.shortlog, facts.profile)
    if prefix is None:
        prefix = better_prefix(patch, facts.profile)
    text = without_stop(parts.description)
    text = in_command_form(text, facts.verbs) or text
    if uncapitalized(text, facts.verbs, patch.touch.identifiers):
        text = capitalized(text)
    return f"{parts.prefix if prefix is None else prefix}{text}"


def in_command_form(description: str, verbs: frozenset[str]) -> str | None:
    """The description with its verb as a command ("Adds" -> "Add"), None when it is one or no verb is known."""
    if not verbs:
        return None
    found = head(description, verbs)
    if found.mood not in INFLECTED:
        return None
    base = imperative_of(found.word, verbs)
    word = found.word.rstrip(".,:;")
    return f"{description[: found.column]}{base}{description[found.column + len(word) :]}" if base else None


def subject(patch: Patch, meant: str = "") -> Where:
    """The place of a finding in the shortlog: the first occurrence of `meant`, or the whole."""
    column = patch.shortlog.find(meant) if meant else 0
    return Where(part="subject", text=patch.shortlog, column=max(column, 0), width=len(meant) or 1)
