# SPDX-License-Identifier: GPL-2.0-or-later
"""What a reply's sender wrote in; what it says of the patch besides tags (a NAK, remarks, questions, promises), out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from kx86.letters.given import clean
from kx86.letters.own_text import OwnText, Paragraph
from kx86.mail.late import late

_MOST_SENTENCES = 400
_STOP = late(r"[.!?][\"')]{0,2}\s{1,8}(?=\S)")
_NAK_WORD = late(r"\bN(?:AC?K(?:ed)?|ac?k(?:ed)?)\b")
_NAK_LINE = late(r"n(?:ac?k|acked|aked)(?:-by)?\s{0,3}(?:[:：.,!]|$)", re.IGNORECASE)
_NAK_BEFORE = late(
    r"(?:^|[:;,–—(]|\b(?:so|yeah|yes|no|sorry|hard|big|strong|firm|fat|still|clear|huge|definite|gentle|soft|is a"
    r"|it's a|it a|this a"
    r"|that's a|as a|i|i'd|will|must|have to|to|simply|just|a|another|then|and|but|-|--))\s{0,3}[\"'*_]?$",
    re.IGNORECASE,
)
# A NAK that is spoken of, in this sentence or in another mail.
_NOT_NAK = late(
    r"\b(?:not|\w{2,7}n't|avoid\w*|without|get\w*|got|prevent\w*|risk\w*|fear\w*|expect\w*|if|whether|unless"
    r"|would be|was|were|receiv\w+|earn\w*"
    r"|previous|last|his|her|their|your|the|an|any|until|before|than|usb|i2c|irq|send\w*|sent|packet\w*|instead of)\b[^.;:]{0,40}$",
    re.IGNORECASE,
)
_TAG_NAME = r"(?:[a-z]{3,10}(?:-and-[a-z]{3,10})?[- ]by(?:[: ]? tags?)?|r-?b|a-?b|acks?|nacks?|naks?|tags?|sign-?off)"
_WITHDRAWN = late(
    rf"\b(?:drop|remove|retract|revoke|withdraw|discard|scratch|ignore|cancel|disregard|take back|withdrawing"
    rf"|retracting)\b"
    rf" (?:\w{{1,12}} ){{0,2}}(?:my|mine|above) (?:\w{{1,15}} ){{0,2}}(?P<tag>{_TAG_NAME})(?![\w-])"
    rf"|\bI(?: hereby|'m| am)? (?:withdraw|withdrawing|retract|retracting|take back|taking back) (?:my|it|that"
    rf"|the)\b(?: (?P<tag2>{_TAG_NAME})(?![\w-]))?"
    rf"|\bmy (?P<tag3>{_TAG_NAME}) (?:no longer|does not|doesn't|is withdrawn|(?:should|must) be dropped)"
    r"|\bun-?(?:ack|review)ed-by",
    re.IGNORECASE,
)
# Words without which nothing is taken back; looked for first, the second ones only beside "my".
_TAKEN_BACK = ("withdr", "retract", "take back", "taking back", "un-", "unack", "unreview")
_MINE_BACK = ("drop", "remove", "revoke", "discard", "scratch", "ignore", "cancel", "disregard", "no longer", "does")
_NO_WITHDRAWAL = late(r"\b(?:not|\w{2,7}n't|no need to|if|why|did|please keep)\b[^.]{0,30}$", re.IGNORECASE)
# Patterns for text in lower case, each one group of words, which the engine skips to faster than to a word boundary.
_SPIN = r"(?:re-?spin|re-?send|repost|rebase|v[0-9]{1,2}\b|(?:new|next|another|updated) (?:version|revision|spin|series|patch))"
_RENEW = (
    late(
        r"(?:please|pls|can you|could you|you should|you need to|you must|you have to|needs|wants"
        r"|let's) (?:\w{1,10} ){0,3}" + _SPIN
    ),
    late(
        r"(?:send|post|spin|prepare|make|expect|waiting for|wait for|looking forward to) (?:(?:a|an|the|your|out"
        r"|for) ){0,2}" + _SPIN
    ),
    late(r"(?:in|for) (?:the|your) next (?:version|revision|spin)\b"),
)
_PROMISE = (
    late(
        r"(?:i'll|i will|we'll|we will|i'm going to|i am going to|will|let me"
        r"|i plan to) (?:\w{1,10} ){0,2}(?:fix|do\b|revise|refresh|work on|change|update|add"
        r"|remove|drop|rename|send|post|respin|re-spin|resend|rebase|address|rework|reword|include|move|split"
        r"|squash|correct|take care"
        r"|clean|incorporate|make|use|adjust|try|look)"
    ),
    late(r"(?:fixed|done|changed|updated|addressed|dropped|queued) (?:in|for) (?:v[0-9]|(?:the )?next)"),
    late(r"\b(?:in|for) (?:the |my )?(?:next version|next revision|next spin|v[0-9]{1,2}\b)"),
    late(r"^(?:done|ack|fixed|sure|good (?:catch|point|idea))\b", re.MULTILINE),
)
_PRAISE = late(
    r"(?:lgtm|looks? (?:good|great|fine|nice|ok|okay|correct|reasonable|sane|sensible)|nice (?:work|catch|one"
    r"|cleanup|fix)|well done"
    r"|great (?:work|job)|good (?:catch|work|job)|awesome|makes? sense|thanks? for|thank you)\b"
)
_IDLE = late(
    r"(?:hi|hello|hey|dear|thanks|thank you|thx|cheers|(?:best |kind |warm )?regards|best|br|sincerely|sent from"
    r"|lgtm|otherwise|other than that|besides"
    r"|that said|with that|applied|queued|pulled|reviewed|acked|tested|on [a-z0-9]|am |\[\.\.\.\]|\[snip|snip)\b|[\[(.…]",
    re.IGNORECASE,
)
# A tag, or words that lead to a quote or a tag: "For the KVM parts:".
_LEADS = late(r"(?:\W{0,3}[A-Za-z][\w-]{2,40}-by: |.{0,120}[^.!?]:$)")
_WORD = late(r"[^\W\d_]{2,}")
# Fewer words say nothing that an author could act on.
_FEW = 2
_SHORT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a mail says: `nak` and `withdrawn` are sentences, empty when it says no such thing.

    `withdrawn_key` names the kind of tag taken back ("Reviewed-by"), empty for all.  `remarks` tells words of the sender's own
    beside quoted text, beyond praise; `renews` a request for a new version; `promises` that the sender will do something.
    """

    nak: str = ""
    withdrawn: str = ""
    withdrawn_key: str = ""
    remarks: bool = False
    question: bool = False
    renews: bool = False
    promises: bool = False
    praise: bool = False


SILENT = Verdict()
"""The verdict of a mail that says nothing."""


def read_verdict(own: OwnText) -> Verdict:
    """Read what a sender wrote."""
    nak = withdrawn = key = ""
    sentences = _sentences(own.paragraphs)
    text = "\n".join(sentences)
    low = text.lower()
    if "nak" in low or "nack" in low:
        nak = next((_with_next(sentences, at) for at, one in enumerate(sentences) if _is_nak(one)), "")
    if any(hint in low for hint in _TAKEN_BACK) or ("my " in low and any(hint in low for hint in _MINE_BACK)):
        withdrawn, key = next(filter(None, map(_taken_back, sentences)), ("", ""))
    return Verdict(
        nak=nak,
        withdrawn=withdrawn,
        withdrawn_key=key,
        remarks=own.quotes > 0 and any(map(_is_remark, sentences)),
        question="?" in text,
        renews=any(one.search(low) for one in _RENEW),
        promises=any(one.search(low) for one in _PROMISE),
        praise=_PRAISE.search(low) is not None,
    )


def tag_kind(word: str) -> str:
    """The key that a person means ("r-b", "Reviewed by tag"), empty for any tag."""
    word = word.lower()
    if word.startswith(("review", "r-b", "rb")):
        return "Reviewed-by"
    if word.startswith(("ack", "a-b", "ab")):
        return "Acked-by"
    return "Tested-by" if word.startswith("test") else ""


def _sentences(paragraphs: Sequence[Paragraph]) -> list[str]:
    """Sentences of bounded length, up to a number."""
    found: list[str] = []
    for paragraph in paragraphs:
        text, at = paragraph.text[:8000], 0
        for stop in _STOP.finditer(text):
            found.append(text[at : stop.end()].rstrip()[:600])
            at = stop.end()
        if at < len(text):
            found.append(text[at:][:600])
        if len(found) > _MOST_SENTENCES:
            break
    return found


def _is_remark(sentence: str) -> bool:
    """Is this more than praise, a greeting or a few words?"""
    if _IDLE.match(sentence) or _LEADS.match(sentence) or _PRAISE.search(sentence.lower()):
        return False
    return sum(1 for _ in islice(_WORD.finditer(sentence), _FEW + 1)) > _FEW


def _with_next(sentences: Sequence[str], at: int) -> str:
    """A sentence, and the one behind when it says too little."""
    text = sentences[at]
    more = sentences[at + 1] if len(text) < _SHORT and at + 1 < len(sentences) else ""
    return clean(f"{text} {more}")


def _taken_back(sentence: str) -> tuple[str, str] | None:
    """The sentence, and the kind of tag that it takes back."""
    found = _WITHDRAWN.search(sentence)
    if not found or _NO_WITHDRAWAL.search(sentence[: found.start()]):
        return None
    return clean(sentence), tag_kind(found["tag"] or found["tag2"] or found["tag3"] or "")


def _is_nak(sentence: str) -> bool:
    if _NAK_LINE.match(sentence):
        return True
    found = _NAK_WORD.search(sentence)
    if not found:
        return False
    before = sentence[: found.start()]
    return bool(_NAK_BEFORE.search(before[-60:])) and not _NOT_NAK.search(before[-80:])
