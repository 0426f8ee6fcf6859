# SPDX-License-Identifier: GPL-2.0-or-later
"""What somebody wrote in; how it is meant out: a question, praise, tags, a nit, a suggestion, an agreement, a withdrawal."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kx86.mail.late import late

Topic = Literal["", "structure", "shortlog", "tags", "changelog"]

_TAG = late(r"\s{0,8}([A-Z][A-Za-z]{1,20}(?:-[A-Za-z]{1,20}){0,3})\s?:\s*\S")
_GIVEN = frozenset(
    ("reviewed-by", "acked-by", "tested-by", "reviewed-and-tested-by", "tested-and-reviewed-by", "nacked-by")
)
_PROPOSED = frozenset(
    ("fixes", "cc", "link", "closes", "signed-off-by", "co-developed-by", "suggested-by", "reported-by", "from")
)
_SWAP = late(r"(?<![\w/])s/([^/\n]{1,80})/([^/\n]{0,80})(?:/g?|(?=[\s,.;)]|$))")
_PRAISE = late(
    r"\b(?:lgtm|looks? (?:very |really |pretty |all )?(?:good|great|sane|fine|nice|correct|reasonable)|(?:very |really )?nice\b"
    r"|thanks?|thank you|great|good (?:catch|idea|point|work)|agreed?|makes sense|ack(?:ed)?|well done|i like|perfect|cool|yay)",
    re.IGNORECASE,
)
_DEMAND = late(
    r"\b(?:but|however|though|except|nit|please|should|could|would|need|needs|must|instead|why|what|how|drop|remove|add|use"
    r"|move|split|rather|prefer|wrong|missing|unnecessary|don't|isn't|not)\b|\bs/",
    re.IGNORECASE,
)
_NIT = late(r"\W{0,3}(?:super |tiny |minor )?(?:nit|nitpick|nits|super-nit|style nit|bikeshed)\b", re.IGNORECASE)
_STRUCTURE = late(
    r"\bsplit\b|\bsquash|\bfold(?:ed)? (?:this|it|into|in)\b|\bbelongs? (?:in|with|to) (?:the|a|another|patch|its)\b"
    r"|\bseparately\b|\b(?:standalone|separate) (?:patch|series|commit)|\bpatches worth\b|\bdrop this patch\b|\bmore patches\b"
    r"|\b(?:in|into|to|as|with) (?:its own|an? (?:own|different|earlier|later)|another|the (?:previous|next|same)|one|a single)"
    r" (?:patch|series|commit)\b|\b(?:reorder|swap|change|switch) (?:the )?(?:order|patches)\b|\bearlier in the series\b"
    r"|\bbreak (?:up|this up|it up)\b|\b(?:too|way) (?:much|many) (?:going|things)",
    re.IGNORECASE,
)
_SHORTLOG = late(
    r"\bshort ?log|\bsubject\b|\btitle\b|\bscopes?\b|\bprefix\b|^\s{0,8}(?:KVM|x86|selftests?)(?:/\w+)?: |\bRFC\b|\bRESEND\b",
    re.IGNORECASE | re.MULTILINE,
)
_TAGS = late(
    r"\bSoBs?\b|\bsigned-?off|\btags?\b|\bfixes\b|\bcc\b|\bco-developed|-by\b|\bfooters?\b|\btrailers?\b|\bblank\b|\bstable@?"
    r"|\blinks?\b|\bname\b|\bauthor|\bnewline\b|\bempty line",
    re.IGNORECASE,
)
_CHANGELOG = late(
    r"\bchange ?logs?\b|\bcommit (?:message|log)|\bdescription\b|\bsentence\b|\bparagraph\b", re.IGNORECASE
)
_AGREES = late(
    r"\W{0,3}(?:(?:ok(?:ay)?|sure|yes|yeah|yep|yup|ack|agreed?|done|fixed|right|indeed|oops|sorry|thanks|thank you|my bad|of course"
    r"|will (?:do|fix|be|change|add|update|drop)|good (?:catch|point|idea|call|suggestion)|makes? sense|you(?:'re| are) right"
    r"|absolutely)\b|i(?:'ll| will|'ve| have) )",
    re.IGNORECASE,
)
_PROMISE = late(
    r"\b(?:will|'ll) (?:\w+ ){0,2}(?:fix|do|change|update|add|drop|remove|rename|move|split|use|address|send|post|rework"
    r"|integrate|swap)\b|\b(?:fixed|addressed|changed|done) in (?:the next|v\d)",
    re.IGNORECASE,
)
_YET = late(r"\b(?:but|however|though|although|except)\b", re.IGNORECASE)
_WITHDRAWN = late(
    r"\bnever ?mind\b|\bignore (?:me|this|that|my)\b|\bscratch (?:that|this)\b|\bi (?:misread|misunderstood|was wrong)\b"
    r"|\bmy (?:bad|mistake)\b|\bdisregard\b",
    re.IGNORECASE,
)
_SENTENCE = late(r"[.!?](?=\s|$)")
_LIST_ITEM = late(r"\s{1,8}(?:[-*o•]|\(?[0-9a-zN]{1,3}[.)])\s")
_DIFF_LINE = late(r"(?:[-+](?![-+ ]{0,2}$)\s?\S|@@ -\d|diff --git |--- a/|\+\+\+ b/)")
_NOTICE = late(r"\W{0,3}(?:applied|queued|pushed|merged|picked up)\b", re.IGNORECASE)
_LONGEST = 4000
# "With the nit fixed," and the like lead to a tag.
_INTRODUCTION = 8
# Whoever agrees and objects does so in one breath.
_OPENING = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a text is meant.

    `words` are the lines without tags that were given and without code; `code` the lines to use instead, indented or diff
    lines, and tags to add; `swaps` are pairs of `s/old/new/`.  `remark` is false for praise and for tags alone; `demand` tells that
    something is wanted.
    """

    words: tuple[str, ...]
    code: tuple[str, ...]
    swaps: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    question: bool
    nit: bool
    remark: bool
    demand: bool
    topic: Topic


def manner(lines: Sequence[str]) -> Manner:
    """See how some lines are meant."""
    words: list[str] = []
    code: list[str] = []
    tags: list[str] = []
    marked = _code_lines(lines)
    for line, is_code in zip(lines, marked, strict=True):
        tag = _TAG.match(line)
        name = tag[1].lower() if tag else ""
        if name in _GIVEN:
            tags.append(line.strip())
        elif is_code or name in _PROPOSED:
            code.append(line)
        else:
            words.append(line)
    text = " ".join(line.strip() for line in words if line.strip())[:_LONGEST]
    swaps = tuple((found[1].strip(), found[2].strip()) for found in _SWAP.finditer(text))
    question = "?" in text.replace("?[", "?").replace("/?", "/")
    return Manner(
        words=tuple(words),
        code=tuple(code),
        swaps=swaps,
        tags=tuple(tags),
        question=question,
        nit=bool(_NIT.match(text)),
        remark=_is_remark(text, code, question=question, tagged=bool(tags)),
        demand=question or bool(swaps) or _DEMAND.search(text) is not None,
        topic=_topic(text, "\n".join(lines)[:_LONGEST]),
    )


def _code_lines(lines: Sequence[str]) -> list[bool]:
    """Which lines are code or text to use: indented ones that are no items of a list, and lines of a diff."""
    marked: list[bool] = []
    for line in lines:
        before = marked[-1] if marked else False
        if not line.strip():
            marked.append(before)
        elif line.startswith(("\t", "  ")):
            marked.append(not _LIST_ITEM.match(line))
        else:
            marked.append(_DIFF_LINE.match(line) is not None and not line.startswith("- "))
    return marked


def _is_remark(text: str, code: Sequence[str], *, question: bool, tagged: bool) -> bool:
    words = text.split()
    if _NOTICE.match(text):
        return False
    if any(line.strip() for line in code) or question:
        return True
    if not any(any(c.isalpha() for c in word) for word in words) or (tagged and len(words) <= _INTRODUCTION):
        return False
    short = len(words) <= 20 and _PRAISE.search(text) is not None and _DEMAND.search(text) is None
    series = (
        len(words) <= 6 and re.match(r"(?:for|with) (?:the|this|that|either|all)\b", text, re.IGNORECASE) is not None
    )
    return not short and not series


def _topic(words: str, text: str) -> Topic:
    if _STRUCTURE.search(words):
        return "structure"
    if _SHORTLOG.search(text):
        return "shortlog"
    if _CHANGELOG.search(text):
        return "changelog"
    return "tags" if _TAGS.search(text) else ""


def speaks_of_tags(text: str) -> bool:
    """Is a text about trailers?"""
    return _TAGS.search(text[:_LONGEST]) is not None


def speaks_of_shortlog(text: str) -> bool:
    """Is a text about the subject of the mail?"""
    return _SHORTLOG.search(text[:_LONGEST]) is not None


def speaks_of_changelog(text: str) -> bool:
    """Is a text about the changelog, and only then about the subject, if at all?"""
    changelog, shortlog = (pattern.search(text[:_LONGEST]) for pattern in (_CHANGELOG, _SHORTLOG))
    return changelog is not None and (shortlog is None or changelog.start() < shortlog.start())


def agrees(text: str) -> bool:
    """Does an author's answer accept what was asked?"""
    if _PROMISE.search(text[:_LONGEST]) is not None:
        return True
    return _AGREES.match(text[:_LONGEST]) is not None and _YET.search(text[:_OPENING]) is None


def withdraws(text: str) -> bool:
    """Does a reviewer take back what was said?"""
    return _WITHDRAWN.search(text[:_LONGEST]) is not None


def first_sentence(lines: Sequence[str], limit: int = 160) -> str:
    """The first sentence of a text, cut at `limit`."""
    text = " ".join(" ".join(lines)[:_LONGEST].split())
    for found in _SENTENCE.finditer(text[: limit * 2]):
        if found.end() >= 12 and not text[: found.end()].endswith(("e.g.", "i.e.", "etc.")):
            text = text[: found.end()]
            break
    return text if len(text) <= limit else f"{text[: limit - 4].rstrip()} ..."
