# SPDX-License-Identifier: GPL-2.0-or-later
"""The shortlog as it should be: one line that mends everything that can be mended at once."""

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Where
from kx86.handbook.kinds import is_test
from kx86.handbook.mood import Mood, head, imperative_of
from kx86.handbook.shortlog.parts import split_shortlog
from kx86.handbook.shortlog.prefix import better_prefix, lost
from kx86.handbook.shortlog.wording import capitalized, uncapitalized, without_stop
from kx86.series.patch import Patch

# A firm limit that a good reason may stretch, and a hard one.
FIRM, HARD = 75, 80
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
    text = f"{parts.prefix if prefix is None else prefix}{text}"
    return text if prefix is None else _with_test(text, patch, facts, prefix)


def _with_test(text: str, patch: Patch, facts: Facts, prefix: str) -> str:
    """Name in the description the test that the prefix loses, when there is room."""
    tests = {
        path.rpartition("/")[2].removesuffix(".c")
        for path in patch.touch.files
        if is_test(path) and "/lib/" not in path
    }
    named = [f"{text} in {name}" for name in lost(patch, facts.profile, prefix) if name in tests]
    return named[0] if len(named) == 1 and len(named[0]) <= HARD else text


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
    """The place of a finding in the shortlog: where `meant` ends a part of the prefix, or stands first, or the whole."""
    column = patch.shortlog.rfind(f"{meant}:") if meant else 0
    column = column if column >= 0 else patch.shortlog.find(meant)
    return Where(part="subject", text=patch.shortlog, column=max(column, 0), width=len(meant) or 1)
