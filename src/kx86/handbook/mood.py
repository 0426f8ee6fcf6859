# SPDX-License-Identifier: GPL-2.0-or-later
"""A shortlog description or sentence and a list of verbs in; the mood of its first words out.

No grammar model: a list of base forms, a few closed lists, and the one clue that tells a verb from the same word as a noun
(a finite verb follows soon: "Support was added").
"""

import re
from dataclasses import dataclass
from enum import Enum

from kx86.handbook.vocabulary import (
    ADVERBS,
    BREAKS,
    CLAUSE_OPENERS,
    CLOSED_CLASS,
    COMPOUNDS,
    DEEDS,
    FINITE,
    FINITE_S,
    GOES_ON,
    LY_VERBS,
    NOUN_FOR,
    NOUN_OF,
    OBJECT,
    PREFIXES,
    SURE,
    SURE_BEFORE_OBJECT,
    TAKES_CLAUSE,
)

WORD = re.compile(r"[A-Za-z][A-Za-z'’]*(?:[-/][A-Za-z]+)*")
# How many words a leading clause may have, and how far behind a noun its verb may stand.
CLAUSE, REACH = 40, 6
_LOOK = CLAUSE + REACH + 8
_OPENING = " \t\n\"'`“‘([*"


class Mood(Enum):
    """What the first word that matters is."""

    IMPERATIVE = "imperative"
    INFLECTED_S = "adds"
    INFLECTED_ED = "added"
    GERUND = "adding"
    NOT_A_VERB = "not a verb"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Head:
    """The word that decides the mood, where it stands in the text, and whether a leading clause was skipped."""

    mood: Mood
    word: str
    column: int
    clause: bool = False


_IRREGULAR = {
    "made": "make", "wrote": "write", "rewrote": "rewrite", "got": "get", "took": "take", "did": "do", "gave": "give",
    "does": "do", "built": "build", "rebuilt": "rebuild", "chose": "choose", "hid": "hide", "undid": "undo", "redid": "redo",
}  # fmt: skip


def classify(text: str, verbs: frozenset[str]) -> Mood:
    """The mood of the first words of a shortlog description or sentence."""
    return head(text, verbs).mood


def head(text: str, verbs: frozenset[str]) -> Head:
    """The word that decides, with its mood: leading adverbs, and a leading clause up to its comma, are stepped over."""
    words = _words(text)
    at = _skip_adverbs(words, 0, verbs)
    if at >= len(words):
        return Head(Mood.UNKNOWN, "", 0)
    clause = False
    if words[at].lower() in CLAUSE_OPENERS:
        behind = _behind_clause(words, at)
        if behind is None:
            return Head(Mood.NOT_A_VERB, words[at], _column(text, words, at))
        at, clause = _skip_adverbs(words, behind, verbs), True
        if at >= len(words):
            return Head(Mood.NOT_A_VERB, words[behind], _column(text, words, behind), True)
    mood = _mood(words[at], words[at + 1 : at + 2 + REACH], verbs)
    return Head(mood, words[at], _column(text, words, at), clause)


def _words(text: str) -> list[str]:
    """The first words; a mark at their end stays with them, for clauses end at marks."""
    return text.lstrip(_OPENING).split(maxsplit=_LOOK)[:_LOOK]


def _column(text: str, words: list[str], at: int) -> int:
    column = len(text) - len(text.lstrip(_OPENING))
    for word in words[:at]:
        column = text.index(word, column) + len(word)
    return text.index(words[at], column)


def _skip_adverbs(words: list[str], at: int, verbs: frozenset[str]) -> int:
    while at < len(words):
        word = words[at].rstrip(",;").lower()
        if word == "now" and words[at + 1 : at + 2] == ["that"]:
            break
        adverb = word in ADVERBS or (word.endswith("ly") and word not in LY_VERBS and word not in verbs)
        if not adverb:
            break
        at += 1
    return at


def _behind_clause(words: list[str], at: int) -> int | None:
    depth = 0
    for index in range(at, min(len(words) - 1, at + CLAUSE)):
        word = words[index]
        depth += word.count("(") - word.count(")")
        if word.endswith(",") and depth <= 0 and words[index + 1].lower() not in GOES_ON:
            return index + 1
    return None


def _mood(word: str, after: list[str], verbs: frozenset[str]) -> Mood:
    bare = word.rstrip(".,:;!?)\"'`”’")
    if bare.lower() in ("don't", "don’t", "do"):
        return Mood.IMPERATIVE
    if not WORD.fullmatch(bare) or bare.isupper() or any(char.isupper() for char in bare[1:]):
        return Mood.NOT_A_VERB
    lower = bare.lower()
    if lower in CLOSED_CLASS:
        return Mood.NOT_A_VERB
    if lower in COMPOUNDS and after and after[0].lower() in verbs:
        return Mood.IMPERATIVE
    if _is_base(lower, verbs):
        return Mood.NOT_A_VERB if _reads_as_noun(lower, after) else Mood.IMPERATIVE
    form = _inflection(lower, verbs)
    if form is None:
        return Mood.UNKNOWN
    mood, _ = form
    if mood is Mood.INFLECTED_S and _reads_as_noun(lower, after):
        return Mood.NOT_A_VERB
    return mood


def _is_base(lower: str, verbs: frozenset[str]) -> bool:
    if lower in verbs:
        return True
    for mark in "/-":
        first, found, rest = lower.partition(mark)
        if found:
            return (first in verbs and mark == "/") or (first in PREFIXES and rest in verbs)
    return any(lower.startswith(prefix) and lower[2:] in verbs for prefix in ("re", "un", "de")) and len(lower) > 5


def _reads_as_noun(lower: str, after: list[str]) -> bool:
    following = [token.lower().rstrip(".,:;!?)\"'`") for token in after]
    if following and following[0] == "of":
        return lower in NOUN_OF
    if following and following[0] == "for":
        return lower in NOUN_FOR
    if lower in TAKES_CLAUSE:
        return False
    for token, word in zip(after, following, strict=True):
        if word in BREAKS:
            return False
        if word in FINITE:
            return True
        if token[-1] in ",;:.":
            return False
    return False


def _inflection(lower: str, verbs: frozenset[str]) -> tuple[Mood, str] | None:
    """The inflected mood of a word and its base form."""
    if lower in _IRREGULAR:
        return (Mood.INFLECTED_S if lower == "does" else Mood.INFLECTED_ED), _IRREGULAR[lower]
    prefix, dash, word = lower.rpartition("-")
    if dash and prefix not in PREFIXES:
        return None
    for ending, mood in (("ing", Mood.GERUND), ("ed", Mood.INFLECTED_ED), ("s", Mood.INFLECTED_S)):
        if word.endswith(ending) and not word.endswith("ss"):
            base = next((stem for stem in _stems(word, ending) if stem in verbs), None)
            if base is not None:
                return mood, prefix + dash + base
            return None
    return None


def _stems(word: str, ending: str) -> tuple[str, ...]:
    stem = word[: -len(ending)]
    if ending == "s":
        ies = (word[:-3] + "y",) if word.endswith("ies") else ()
        es = (word[:-2],) if word.endswith("es") else ()
        return (stem, *ies, *es)
    undoubled = (stem[:-1],) if len(stem) > 2 and stem[-1] == stem[-2] else ()
    y = (stem[:-1] + "y",) if ending == "ed" and stem.endswith("i") else ()
    return (stem + "e", stem, *undoubled, *y)


def imperative_of(word: str, verbs: frozenset[str]) -> str | None:
    """The base form of an inflected verb, in the same case: "Adding" gives "Add"; None when it is none."""
    bare = word.rstrip(".,:;")
    if not bare.isascii() or not bare.replace("-", "").isalpha():
        return None
    form = _inflection(bare.lower(), verbs)
    if form is None:
        return None
    return form[1].capitalize() if bare[0].isupper() else form[1]


def command_of(word: str, verbs: frozenset[str]) -> str | None:
    """The base form of an inflected verb that tells what a patch does ("adds" gives "add"), None for any other word."""
    base = imperative_of(word.lower(), verbs)
    return base if base in DEEDS else None


_SECOND = re.compile(r"\b(?:and|or|then)\s+(?:(?:also|then|thus|hence|now|simply)\s+)?([a-z]+(?:s|ed|ing))\b")
_GERUND = re.compile(r"(?<![a-z])[a-z]{2,}ing\b")


def goes_on(word: str, behind: str, verbs: frozenset[str]) -> bool:
    """May a sentence hold a second verb in the form of its first ("Modifies X and uses Y"), which must change as well?

    `behind` is what follows the first verb.  A second gerund goes with the nearest one: "Adding X by taking Y and using Z".
    """
    gerund = _GERUND.search(behind) if word.endswith("ing") else None
    for match in _SECOND.finditer(behind):
        if match[1].endswith("ing") is not word.endswith("ing") or not imperative_of(match[1], verbs):
            continue
        if gerund is None or gerund.end() > match.start():
            return True
    return False


def bare_gerund(text: str, verbs: frozenset[str]) -> str | None:
    """The first word of a sentence that gives a command in -ing form ("Adding a test."), None when another verb follows."""
    words = _words(text)
    if len(words) < 2 or not words[0][0].isupper() or _mood(words[0], [], verbs) is not Mood.GERUND:
        return None
    if command_of(words[0], verbs) is None:
        return None
    following = (word.lower().rstrip(".,:;") for word in words[1:])
    return None if any(word in FINITE or word in FINITE_S for word in following) else words[0]


def sure_inflection(text: str, verbs: frozenset[str]) -> str | None:
    """The first word of a sentence when it is surely a finite verb without a subject ("Adds support"), else None."""
    words = _words(text)
    if len(words) < 2:
        return None
    word, after = words[0], words[1].rstrip(".,:;")
    lower = word.lower()
    if lower not in SURE or not word[0].isupper():
        return None
    if lower in SURE_BEFORE_OBJECT and not _opens_object(after):
        return None
    return None if _reads_as_noun(lower, words[1 : 2 + REACH]) else word


def _opens_object(word: str) -> bool:
    return word.lower() in OBJECT or "_" in word or word.endswith(("()", "'s")) or word.startswith(("'", '"', "`"))
