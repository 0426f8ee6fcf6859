# SPDX-License-Identifier: GPL-2.0-or-later
"""The words around a tag in; what they ask before it counts, and which patches or parts of them they name, out.

Courtesy ("feel free to add", "other than that", "with a nit below") asks nothing; "with the nit fixed" and "assuming ..." do.
"""

import re
from dataclasses import dataclass

from kx86.mail.late import late

# So much of a sentence is read, and so many patches are named at most.
_LONGEST = 400
_MOST_NUMBERS = 200
# A sentence of fewer words is a fragment that leans on the tag: "With that fixed."
_FRAGMENT = 6

_DONE = (
    "fixed|fixed up|addressed|resolved|changed|removed|dropped|corrected|updated|squashed|folded|reworded|rephrased"
    "|renamed|moved"
    "|replaced|tweaked|sorted|clarified|amended|included|incorporated|cleaned|adjusted|reverted|restored|handled"
    "|adapted"
)
_WITH_DONE = late(rf"\bwith\b(?! (?:or|and) without\b)[^.;!?]{{0,120}}\b(?:{_DONE})\b", re.IGNORECASE)
_WITH_DEFINITE = late(
    r"(?:(?:and|but|so|ok|okay|yes|yep|yeah|sure),? ){0,2}with (?:that|this|those|these|such|the|your|my|his|her"
    r"|their|all)\b"
    r"(?! (?:patch|patches|series|patchset|set|said|in mind|being said)\b)"
    r"(?:[^.!?]{0,80}$|[^.!?]{0,80}\b(?:changes?|fix(?:es)?|nits?|tweaks?|comments?|suggestions?|typos?|updates?|renames?)\b)",
    re.IGNORECASE,
)
_IF = late(r"\bif\b", re.IGNORECASE)
_ASKED = late(
    r"\b(?:know|see|wonder|wondering|sure|check|ask|tell|verify|even|as|only|good|nice|great|better|helpful|ideal|cool|it)$"
    r"|^(?:not sure|unsure)",
    re.IGNORECASE,
)
# What was tested with something changed was tested.
_TESTED = late(
    r"\b(?:test(?:ed|s)?|ran|run|works?|built|builds?|boot(?:s|ed)?|verified|checked)(?: \w{1,12}){0,2} $",
    re.IGNORECASE,
)
# "If you respin, ..." goes on with the remark; the tag waits for nothing.
_IDLE_IF = late(
    r"if (?:it helps|needed|necessary|not too late|possible|any|desired|so inclined"
    r"|that matters|you (?:like|want|wish|care|prefer|feel)\b|(?:you|we|there)\b[^.,]{0,40}\b(?:re-?spin|resend|repost"
    r"|(?:another|next|new) (?:version|revision|spin)))",
    re.IGNORECASE,
)
_WAITS = late(
    r"\b(?:assuming|provid(?:ed|ing) (?:that|you|the|it|this|we|no|there)|as long as|so long as|unless|modulo|pending|subject to"
    r"|presuming|conditional|conditioned|contingent|on (?:the )?condition"
    r"|once (?:that|this|it|its|it's|you|the|those|these|they|all|fixed|addressed|resolved)"
    r"|(?:after|when|whenever) (?:you|that's|that is|fixed|fixing|addressed|addressing|resolved|resolving|respinning))\b",
    re.IGNORECASE,
)
_LATER = late(
    r"\b(?:for|in|to|on) (?:your |the |a )?(?:(?:next|new|follow-?up) (?:version|revision|spin|respin|posting"
    r"|iteration)|re-?spin"
    r"|v(?P<v>[0-9]{1,3})(?!\.?[0-9]))\b",
    re.IGNORECASE,
)
_GRANTS = late(
    r"\b(?:tags?|add|r-?b|rb|ack(?:ed)?|nack|reviewed|tested|lgtm|looks? (?:good|fine|ok|okay|great)|good|fine|happy|okay|ok)\b",
    re.IGNORECASE,
)

_ONLY = late(r"\b(?:only|except|looked at|went through|checked|not the|but not)\b", re.IGNORECASE)

_SERIES = late(
    r"\b(?:for|to|on) (?:(?:the|this|your) (?:whole |entire |full |complete )?(?:patch ?)?(?:series|set)\b(?! of)"
    r"|(?:all|both)(?: of)?(?: the| these| them| your)?(?: [a-z0-9]{2,9})? ?(?:patches)\b(?! [0-9])|all of (?:them"
    r"|these|it)\b"
    r"|the (?:lot|whole thing)\b)|\b(?:whole|entire|full) (?:patch ?)?(?:series|set)\b|^(?:the )?series:",
    re.IGNORECASE,
)
_EXCEPT = late(
    r"\b(?:except|excluding|but(?: for)?|other than|apart from|besides|minus|without) (?:for )?(?:patch|#?[0-9])",
    re.IGNORECASE,
)
_FIRST = late(
    r"\bfirst (?P<n>[0-9]{1,3}|two|three|four|five|six|seven|eight|nine|ten|patch)\b(?: patch(?:es)?)?", re.IGNORECASE
)
_LIST = (
    r"(?P<list>[0-9]{1,3}(?:/[0-9]{1,3})?"
    r"(?:\s?(?:,|-|–|\.\.|&|\+|to|and|through|\s)+\s?#?[0-9]{1,3}(?:/[0-9]{1,3})?){0,60})(?![\w.%-]?[\w%-])"
)
# "As in patch 3" speaks of another patch.
_PATCHES = late(r"(?:^|\b(?:for|to|tested|reviewed|acked|looked at) )(?:the )?patch(?:es)? ?#?" + _LIST, re.IGNORECASE)
_BARE = late(r"(?:^|\bfor |[#(\[] ?)#?" + _LIST + r"(?=\s?(?:[,:;.)\]]|$))", re.IGNORECASE)
_RANGE = late(r"(?P<a>[0-9]{1,3})(?:/[0-9]{1,3})?(?:\s?(?:-|–|\.\.|to|through)\s?#?(?P<b>[0-9]{1,3})(?:/[0-9]{1,3})?)?")
_WORDED = late(r"\bpatch (?P<n>one|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)
_WORDS = dict(
    zip(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), range(1, 11), strict=True)
)
_COURTESY = late(
    r"\bfor (?:what it'?s worth|the record|me\b|you\b|now\b|sure\b|reference|that matter|completeness|real"
    r"|this(?: one| patch)?(?=[\s:,]|$)"
    r"|the patch(?=[\s:,.]|$)|good measure|what it is worth|context|clarity|free|adding|your|doing|fixing|the fix|catching|taking)",
    re.IGNORECASE,
)
_FOR = late(r"(?:^|[:,;(\[]\s?|\b(?:and|but|so|least|only|lgtm|good|fine|ok|okay)\s)for\s\S", re.IGNORECASE)
_PART = late(
    r"\b(?:for|on|to) (?:the |these |those |its |my |all |just the )?(?:\S{1,30} ){0,4}(?:parts?|bits?|pieces?"
    r"|portions?|side|hunks?|half|changes)\b"
    r"|^(?:the )?(?:\S{1,30} ){1,3}(?:parts?|bits?|pieces|portions?|hunks?)\b(?: only| looks?\b[^.]{0,40})?[:,]?$|\bonly for\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Around:
    """What the words around a tag say.

    `condition` and `part` are those words when they ask for something first, or limit the tag to a part; else empty.
    `numbers` are the patches named, `series` tells that all are.
    """

    condition: str = ""
    part: str = ""
    numbers: tuple[int, ...] = ()
    series: bool = False


NOTHING = Around()


def read_around(sentence: str, version: str | None = None) -> Around:
    """Read a sentence beside a tag; `version` is that of the posting answered, which "for v2" is compared with."""
    text = " ".join(sentence[:_LONGEST].split())
    if not text or _is_remark(text):
        return NOTHING
    condition = text if asks_first(text, version) else ""
    if _EXCEPT.search(text):
        return Around(condition, text)
    numbers = _numbers(text)
    if numbers:
        return Around(condition, "", numbers)
    if _SERIES.search(text):
        return Around(condition, "", (), series=True)
    return Around(condition, text if _limits(text) and not condition else "")


def _is_remark(text: str) -> bool:
    """Is this a statement of its own that does not lean on the tag: "With that fixed we could drop the lock as well."?"""
    return text[-1] in ".!" and text.count(" ") >= _FRAGMENT and not (_GRANTS.search(text) or _ONLY.search(text))


def asks_first(text: str, version: str | None = None) -> bool:
    """Does a sentence ask that something is done before a tag counts?"""
    later = _LATER.search(text)
    leads = later and (later.start() == 0 or _GRANTS.search(text))
    if later and leads and (later["v"] is None or later["v"] != (version or "1")):
        return True
    done = _WITH_DONE.search(text)
    if (done and not _TESTED.search(text[: done.start()])) or _WITH_DEFINITE.match(text):
        return True
    if text[-1:] in ".!" and not _GRANTS.search(text):
        return False
    found = _IF.search(text)
    if found and not _ASKED.search(text[: found.start()].rstrip()) and not _IDLE_IF.match(text, found.start()):
        return True
    return bool(_WAITS.search(text)) and not _IDLE_IF.search(text)


def _limits(text: str) -> bool:
    if _PART.search(text):
        return "hank" not in text
    found = _FOR.search(text)
    return bool(found) and not _COURTESY.search(text)


def _numbers(text: str) -> tuple[int, ...]:
    """The patches that a sentence names, bounded."""
    found: dict[int, None] = {}
    first = _FIRST.search(text)
    if first and first["n"].lower() != "patch":
        number = first["n"].lower()
        count = _WORDS.get(number) or int(number)
        return tuple(range(1, min(count, _MOST_NUMBERS) + 1))
    if first or _WORDED.search(text):
        worded = _WORDED.search(text)
        return (_WORDS[worded["n"].lower()] if worded else 1,)
    for match in (*_PATCHES.finditer(text), *_BARE.finditer(text)):
        for part in _RANGE.finditer(match["list"]):
            low = int(part["a"])
            high = int(part["b"] or low)
            for number in range(low, min(high, low + _MOST_NUMBERS) + 1):
                if len(found) < _MOST_NUMBERS:
                    found[number] = None
    return tuple(found)
