# SPDX-License-Identifier: GPL-2.0-or-later
"""Words that name patches by number in; the numbers out: "2-9", "1, 2 and 4-6", "everything except patch 7", "the first two".

Ranges stay ranges, and no number is above 999, so that no mail can ask for much memory.
"""

import re
from dataclasses import dataclass
from typing import Literal

from kx86.mail.late import late

Ranges = tuple[tuple[int, int], ...]
Word = Literal["", "all", "rest", "answered", "vague"]

MOST = 999
_DIGITS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_COUNT = "|".join(_DIGITS)
_NUMBER = r"#?[0-9]{1,9}(?:/[0-9]{1,4})?(?![\w/]|\.[0-9]|-[a-z]| ?bits?\b)"
_JOINT = r"(?: ?(?:-|–|—|\.\.\.?) ?| (?:to|through|thru) )"
_RUN = late(
    rf"(?<![\w./:#$-])({_NUMBER}(?:{_JOINT}{_NUMBER}){{0,40}})(\+| ?onwards?\b| and (?:up|later|beyond)\b)?", re.I
)
_PATCH = (
    r"(?:(?:the|patch(?:es)?|number|nr\.?|no\.?|for|of|only|commits?|just|a (?:slightly )?modified version of"
    r"|my version of) )"
)
_LIST = (
    rf"{_NUMBER}(?:{_JOINT}{_NUMBER}){{0,8}}\+?(?:(?:,? (?:and|&|plus|or|as well as)|,|;"
    rf"|/) ?{_PATCH}{{0,3}}{_NUMBER}(?:{_JOINT}{_NUMBER}){{0,8}}\+?){{0,60}}"
)
_WITHOUT = late(
    rf"\b(?:except(?:ing)?|minus|without|excluding|sans|but(?: not)?|other than|apart from|aside from|not"
    rf"|skipp?ing|skipped"
    rf"|omitt?ing|omitted|leaving out|left out|ignoring|dropping|dropped|modulo)[ :]+(?:i )?{_PATCH}{{0,3}}({_LIST})",
    re.IGNORECASE,
)
_LEADING = late(rf"[\s(]*(?:only |just )?(?:patch(?:es)? |commits? ){{0,1}}({_LIST})", re.IGNORECASE)
_SPELLED = late(rf"\bpatch(?:es)? ({_COUNT})\b", re.IGNORECASE)
_EDGE = late(rf"\b(first|last|final)(?: ({_COUNT}|[0-9]{{1,3}}))?(?: patch(?:es)?| commits?| ones?)?\b", re.IGNORECASE)
_WITHOUT_EDGE = late(
    rf"\b(?:except(?:ing)?|minus|without|excluding|sans|but(?: not)?|other than"
    rf"|apart from)(?: for)?(?: the)? (?:first|last|final)(?: (?:{_COUNT}|[0-9]{{1,3}}))?\b",
    re.IGNORECASE,
)
_ASIDE = late(r"\([^()]{0,300}\)")
_KEPT_ASIDE = late(
    r"\((?=(?:(?:only|just|minus|except|without|excluding|sans|but"
    r"|not)\b[ :]*){0,2}(?:for )?(?:the )?(?:patch(?:es)? )?#?[0-9]|(?:minus|except|without|sans) the)"
    r"([^()]{0,300})\)",
    re.IGNORECASE,
)
_LEFT_OUT = late(
    rf"\bpatch(?:es)? ({_LIST}) (?:is |are )?(?:dropped|omitted|skipped|left out|excluded)\b", re.IGNORECASE
)
_VAGUELY = late(r"[\s,(]*(?:minus|without|except(?:ing)?|excluding|sans)(?: for)? (?:the|any|all)\b", re.IGNORECASE)
_OUT_OF = late(r"\b#?[0-9]{1,3} (?:out )?of (?:the )?#?[0-9]{1,3}\b", re.IGNORECASE)
_ALL_OF_THEM = late(
    rf"\b(?:all|both)(?: of)?(?: the| these)? (?:{_COUNT}|[0-9]{{1,3}})\b(?! ?[-,&]| and #?[0-9])", re.IGNORECASE
)
# Words amid an object that choose no patches.
_NOISE = late(
    r"\bfor (?:v?[0-9]{1,2}\.[0-9]{1,2}(?:-rc[0-9]?)?|-?rc[0-9]?)(?![\w.])|\band (?:pushed|queued|applied"
    r"|merged)\b|\bthe result\b",
    re.IGNORECASE,
)
_ALL = late(
    r"\b(?:all|everything|both|(?:whole|entire|full|complete|the|this) (?:series|set|patchset|lot|thing)|series)\b",
    re.IGNORECASE,
)
_REST = late(r"\b(?:rest|remaining|remainder|others)\b", re.IGNORECASE)
_PARTLY = late(
    r"\b(?:most|some|parts?|half|bits|many|several|a few|subset|except(?:ing)?|minus|without|excluding|but|sans|other than)\b",
    re.IGNORECASE,
)
_THIS = late(
    r"[\s,]*(?:just |only )?(?:(?:this|it|that|these|them|those|the|your|my|up|one|two|three|four|patch|patches|fix"
    r"|v[0-9]+|now|too|also|instead|[a-z]{2,12}ly)\b[\s,]*){0,6}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Which patches some words mean.

    `only` and `without` are ranges of numbers; `first` and `last` count patches from either end, below zero those left out.
    `word` is "all" for the whole
    posting, "rest" for what is not taken yet, "answered" when nothing but "this" is said, "vague" for words that name patches
    in a way that no number follows from ("the non-KVM change"), and "" when nothing is said.
    """

    only: Ranges = ()
    without: Ranges = ()
    first: int = 0
    last: int = 0
    word: Word = ""

    @property
    def is_said(self) -> bool:
        """Do the words choose among the patches?"""
        return bool(self.only or self.without or self.first or self.last) or self.word in ("rest", "vague")


def read_ranges(text: str) -> Ranges:
    """Every number and range of numbers in a text; "1-5-6" means three numbers."""
    found: list[tuple[int, int]] = []
    for match in _RUN.finditer(text):
        numbers = [min(int(part.partition("/")[0]), MOST) for part in re.findall(r"[0-9]+(?:/[0-9]+)?", match[1])]
        if len(numbers) == 2 and numbers[0] <= numbers[1]:
            found.append((numbers[0], numbers[1]))
        elif match[2] and len(numbers) == 1:
            found.append((numbers[0], MOST))
        else:
            found += [(number, number) for number in numbers]
        if len(found) > MOST:
            break
    return tuple(found[:MOST])


def read_extent(said: str, behind: str = "") -> Extent:
    """Read the words that stand for patches ("1 and a modified version of 2"), and what narrows them down `behind` the tree."""
    partly = bool(_PARTLY.search(said))
    said = _NOISE.sub(" ", _ALL_OF_THEM.sub("all", _KEPT_ASIDE.sub(r" \1 ", said)))
    behind = _KEPT_ASIDE.sub(r" (\1", behind)
    said, behind = _ASIDE.sub(" ", said), _ASIDE.sub(" ", behind)
    said, spaced = " ".join(said.split()), " ".join(behind.split())
    without = tuple(
        one for text in (said, spaced) for match in _WITHOUT.finditer(text) for one in read_ranges(match[1])
    )
    without += tuple(one for match in _LEFT_OUT.finditer(spaced) for one in read_ranges(match[1]))
    kept = _WITHOUT.sub(" ", said)
    if _OUT_OF.search(kept):
        return Extent(word="vague")
    first, last = _edges(kept)
    # The 2 of "the last 2 patches" is no number of a patch.
    only = read_ranges(_EDGE.sub(" ", kept))
    only += ((1, first),) if only and first > 0 else ()
    only += tuple((number, number) for match in _SPELLED.finditer(kept) for number in (_DIGITS[match[1].lower()],))
    leading = None if only else _LEADING.match(spaced)
    if leading and (spaced.startswith("(") or "patch" in leading[0].lower()):
        only = read_ranges(leading[1])
    if only or without:
        return Extent(only=only, without=without, word="all" if _ALL.search(kept) and not only else "")
    if not first and not last and (edge := _WITHOUT_EDGE.search(spaced)):
        first, last = _edges(edge[0])
    if first or last:
        return Extent(first=first, last=last)
    return Extent(word="vague" if partly or _VAGUELY.match(spaced) else _word(kept))


def _edges(text: str) -> tuple[int, int]:
    """How many patches from either end a text names, below zero those that it leaves out ("all but the last")."""
    first = last = 0
    sign = -1 if _WITHOUT_EDGE.search(text) else 1
    for match in _EDGE.finditer(text):
        count = match[2] or "1"
        number = _DIGITS.get(count.lower()) or min(int(count) if count.isdigit() else 1, MOST)
        if match[1].lower() == "first":
            first = sign * number
        else:
            last = sign * number
    return first, last


def _word(text: str) -> Word:
    if not text.strip(" ,.:;-`'\""):
        return ""
    if _REST.search(text):
        return "rest"
    if _ALL.search(text):
        return "all"
    return "answered" if _THIS.fullmatch(text) else "vague"
