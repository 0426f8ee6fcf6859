# SPDX-License-Identifier: GPL-2.0-or-later
"""The words before a verb in; who did it and to which patches out, or that it is not said to be done.

All that said, I've now |applied ...          done, by the sender
Patches 1-3 are |queued ...                   done, to patches 1-3
If there are no objections, this will be |applied ...     not done
"""

import re
from dataclasses import dataclass

from kx86.letters.statement import EMOTICON
from kx86.mail.late import late

_CONDITION = late(
    r"\b(?:if|once|when|whenever|until|unless|before|as soon as|assuming|provided|providing|whether|wait(?:ing)?"
    r"|in case"
    r"|suppose|lest)\b",
    re.IGNORECASE,
)
_HELD = late(
    r"\b(?:will|would|could|should|shall|must|might|may|cannot|plan(?:ning)? to|want(?:ed)? to|going to|hope to"
    r"|about to|to be"
    r"|try to|tried to|let me|please|not|never|no longer|already|previously)\b|['’](?:ll|d)\b|n['’]t\b",
    re.IGNORECASE,
)
_ASIDE = late(r"\([^()]{0,300}\)")
_CLAUSE = late(r"[,;:!?]\s+|\s[-–—]{1,3}\s|\.{2,4}\s*|\bbut\s+", re.IGNORECASE)
_EDGES = " \t\"'`*-–—>[<("
# Words that may open a clause without adding to it.
_OPENING = late(
    r"(?:(?:so|and|but|ok|okay|o\.k\.|anyways?|anyhow|thanks|thank you|thx|great|nice|cool|good|done|perfect"
    r"|awesome|fine"
    r"|alright|all right|right|yes|yep|yup|yeah|sorry|fyi|fwiw|oh|ah|aha|hm+|huh|lol|lgtm|well|sure|sweet|heh|nit"
    r"|note|again"
    r"|all that said|that said|that being said|having said that|in the meantime|meanwhile|with that(?: said)?|for now"
    r"|looks? good(?: to me)?|sounds good|acked|ack|nack|nak|no worries|no problem|np|kudos|for the record|hi"
    r"|hello|hey|dear"
    r"|i guess|to be clear|otherwise|regardless|either way|in any case|many thanks|update|status|makes sense|agreed"
    r"|thanks (?:for|to|a lot|again|much|everyone|all|very much)[^,.;:!-]{0,60}?)\b[\s,.:!]*){1,6}",
    re.IGNORECASE,
)
ADVERB = (
    r"(?:(?:very )?(?:just|now|also|went ahead and|gone ahead and|finally|manually|hereby|provisionally"
    r"|tentatively|optimistically"
    r"|belatedly|quickly|happily|all|both|only|only now|instead|therefore|thus|hence|speculatively|then|simply"
    r"|too|for now"
    r"|been|temporarily|silently|quietly))"
)
_AUXILIARY = r"(?: is| are| was| were|['’]s| has| have|['’]ve)(?: been)?"
_FIRST_PERSON = rf"(?:i|we)(?P<perfect>['’]ve| have)?(?: {ADVERB}){{0,3}}"
# "I squashed it and", "Rebased on 6.8-rc4 and".
_ALSO_DONE = (
    r"(?:(?:\w{3,14}ed|rewrote|took|split|put|fixed up|cleaned up|made)"
    r" (?:it|this|them|these|that|both|all|a \w+ \w+|in \w+|the \w+(?: \w+)?|some \w+)(?: up| a bit| slightly)?"
    r"|(?:squashed|rebased|fixed up|massaged|tweaked|reworded|amended|reviewed|reordered)"
    r"(?: (?:on|onto|to|it onto) [\w./-]+)?) and(?: then)?"
)
_BOTH = rf"(?:{_FIRST_PERSON} )?{_ALSO_DONE}(?: {ADVERB}){{0,2}}"
_COUNT = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|[0-9]{1,3})"
_NUMBERS = r"#?[0-9][0-9,#/ and&-]{0,60}"
# Patches as a subject: several, or by number, need no auxiliary ("patches 1-3 queued"); "this patch applied" is no deed.
_SEVERAL = (
    rf"(?:(?:the )?(?:(?:first|last|other|remaining) )?(?:{_COUNT} )?patch(?:es)? {_NUMBERS}|(?:all |both "
    rf"|the )?(?:{_COUNT} )?patches"
    rf"|(?:the )?(?:first|last|other|remaining) (?:{_COUNT} )?(?:patch(?:es)?|ones)|(?:whole |entire "
    rf"|full )?series|{_NUMBERS}"
    r"|patch|all|both|everything(?: else)?|all of (?:this|these|them)|both (?:patches|of them)"
    r"|(?:the )?rest(?: of (?:the|this) (?:series|patches))?"
    r"|(?:the )?others|these(?: (?:patches|two|three))?)"
)
_SINGLE = (
    r"(?:this|it|that|they|this one|(?:this|the|your) (?:(?:whole|entire|full) )?(?:series|patch|commit|set"
    r"|branch|lot))"
)
_PASSIVE = (
    rf"(?P<patches>{_SEVERAL})(?P<auxiliary>{_AUXILIARY})?(?: {ADVERB}){{0,3}}"
    rf"|{_SINGLE}(?P<auxiliary2>{_AUXILIARY})(?: {ADVERB}){{0,3}}"
)
_HEAD = late(
    rf"(?:(?:and|so|but|then) )?(?:(?P<first>{_FIRST_PERSON})|{_BOTH.replace('(?P<perfect>', '(?:')}|{_PASSIVE}"
    rf"|(?:{ADVERB} ?){{1,3}})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands before a verb: the patches that it names ("" for none), and how it is said.

    `plain_past` is "I applied", `passive` is "this is applied", `alone` tells that nothing else stands before the verb.
    """

    patches: str
    plain_past: bool
    passive: bool
    alone: bool


def is_held(text: str) -> bool:
    """Do words hold a deed back: a plan, a wish, a denial?"""
    return bool(_HELD.search(text))


def is_conditional(text: str) -> bool:
    """Do words make what follows depend on something?"""
    return bool(_CONDITION.search(text))


def last_clause(head: str) -> str:
    """The clause that a verb stands in, without asides."""
    clean = _ASIDE.sub(" ", EMOTICON.sub(", ", head))
    return " ".join(_CLAUSE.split(clean)[-1].strip(_EDGES).split())


def without_opening(clause: str) -> str:
    """The clause without words such as "Thanks" and "Ok" at its beginning."""
    opening = _OPENING.match(clause)
    return clause[opening.end() :].strip() if opening else clause


def _in_parentheses(head: str) -> bool:
    """Does a parenthesis stay open before the verb?  One around the whole sentence does not count."""
    text = _ASIDE.sub(" ", EMOTICON.sub(" ", head))
    before, opened, inside = text.rpartition("(")
    return bool(opened) and (bool(before.strip()) or "," in inside)


def read_head(head: str) -> Head | None:
    """Read what stands before a verb; None unless it says that the sender did it, or that it is done."""
    clause = last_clause(head)
    if is_conditional(head) or is_held(clause) or _in_parentheses(head):
        return None
    for text in (clause, without_opening(clause)):
        match = _HEAD.fullmatch(text)
        if match:
            return Head(
                patches=match["patches"] or "",
                plain_past=bool(match["first"]) and not match["perfect"],
                passive=bool(match["auxiliary"] or match["auxiliary2"]),
                alone=not without_opening(head.strip(_EDGES)),
            )
    return None
