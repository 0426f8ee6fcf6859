# SPDX-License-Identifier: GPL-2.0-or-later
"""A sentence in; that commits which were published have new SHA1s out."""

import re

from kx86.letters.heads import is_conditional, is_held, last_clause, read_head
from kx86.letters.numbers import Extent
from kx86.letters.places import Place, mentions
from kx86.letters.statement import Statement, quote
from kx86.mail.late import late
from kx86.profile.model import Profile

_HASHES = r"(?:(?:commit )?hash(?:es)?|sha[- ]?1?(?:['’]?s)?|commit ids?|object ids?)"
_NEW = late(
    rf"\b(?:new|updated?|changed|different|latest|fresh|current)\b[^.]{{0,30}}\b{_HASHES}\b"
    rf"|\b{_HASHES}\b[^.]{{0,80}}\b(?:changed?|changes|updated|now|new|different|stale|obsolete|moved|rewritten"
    rf"|below|invalid)\b",
    re.IGNORECASE,
)
# Hashes of code, and of Fixes: tags.
_OTHER_HASHES = late(
    r"\bfixes(?: tags?\b|:)|\bin your fixes\b|\bhash (?:table|function|value|key|map|bucket|list|algorithm)s?\b"
    r"|\bchar(?:acter)?s\b|\bdigits\b",
    re.IGNORECASE,
)
_FORCED = late(
    r"\b(?:force[sd]?[- ]?pushed|forced?[- ]push(?= to\b)|re-?pushed|rewrote (?:the )?history|rewritten history)\b",
    re.IGNORECASE,
)
_REDONE = late(
    r"\b(?:rebased|re-?applied|re-?created|re-?done|squashed|amended|fixed (?:it |this )?up|rewrote|reordered"
    r"|shuffled)\b"
    r"|\bthis (?:is )?now:?$",
    re.IGNORECASE,
)
_TO = late(
    r"(?:pushed|push) (?:(?:to|the|my) ){0,2}[\"'`]?([A-Za-z_][\w.-]{1,60})[\"'`]?"
    r"(?=[,.:;!(]|$| (?:because|['’]?cause|due|to|in order|and|with|for|as|since|after|again|this|earlier|so"
    r"|branch)\b)",
    re.IGNORECASE,
)
_WORDS = "a an and as because due for in it me my so that the them these this to with again branch kvm-x86"
_NO_BRANCH = frozenset(_WORDS.split())


def read_moved(sentence: str, profile: Profile) -> Statement | None:
    """Read that commits have moved; the statement is plain when hashes or a forced push are named."""
    if _OTHER_HASHES.search(sentence):
        return None
    plain = _NEW.search(sentence) or _FORCED.search(sentence)
    found = plain or _REDONE.search(sentence)
    if not found or "?" in sentence[-3:]:
        return None
    head = sentence[: found.start()]
    if is_conditional(head) or is_held(f"{last_clause(head)} {found[0]}".replace("already", "")):
        return None
    if not plain and read_head(head) is None:
        return None
    return Statement(deed="moved", places=_places(sentence, profile), plain=bool(plain), quote=quote(sentence))


def _places(sentence: str, profile: Profile) -> tuple[Place, ...]:
    for one in mentions(sentence, profile):
        if one.branch:
            return (Place(tree=one.tree, branch=one.branch, extent=Extent()),)
    to = _TO.search(sentence)
    if to and to[1].lower() not in _NO_BRANCH:
        return (Place(tree="", branch=to[1], extent=Extent()),)
    return ()
