# SPDX-License-Identifier: GPL-2.0-or-later
"""The description of a shortlog: its first word and its end."""

import re
from collections.abc import Iterable

# Identifiers, numbers and quoted words keep their case: only letters, perhaps with an apostrophe or a hyphen inside.
_WORD = re.compile(r"[a-z]+(?:['’-][A-Za-z]+)*(?=[ ,/]|$)")
_STOPS = (".", ",", ";", ":", "!")
# Words that open a description without being verbs or names.
_OPENERS = {
    "a", "an", "the", "do", "don't", "dont", "no", "not", "never", "only", "also", "always", "when", "if", "in",
    "on", "for", "to", "with", "without", "instead", "and", "or", "more", "less", "further", "some", "all",
    "both", "new", "minor", "small", "misc", "various", "trivial", "preparatory", "use",
}  # fmt: skip

# Openings that promise a noun: "Preparatory patch to ...", "Minor cleanup".
ADJECTIVES = {
    "additional", "initial", "minor", "misc", "miscellaneous", "new", "preliminary", "preparatory", "preparation", "several",
    "small", "some", "trivial", "various",
}  # fmt: skip


def uncapitalized(description: str, verbs: frozenset[str], names: Iterable[str]) -> str:
    """The first word when it should be capitalized, else "".

    A word that is no verb and that the diff knows as an identifier is a name and keeps its case.
    """
    match = _WORD.match(description)
    if match is None:
        return ""
    word = match[0]
    if word in verbs or word in _OPENERS or word.partition("-")[0] in verbs:
        return word
    return "" if word in frozenset(names) else word


def without_stop(description: str) -> str:
    """The description without punctuation at its end; an ellipsis stays."""
    if description.endswith("..."):
        return description
    return description.rstrip("".join(_STOPS)).rstrip() or description


def capitalized(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]
