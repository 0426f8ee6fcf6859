# SPDX-License-Identifier: GPL-2.0-or-later
"""A mail in; what it says about patches that were taken out, whoever sent it and whatever it answers.

Read once per mail when the index is made, so that mails that are no notice must cost next to nothing; whether to believe what is
said is decided later (letters.understanding).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice

from kx86.letters.listing import Listed, read_listing
from kx86.letters.numbers import Ranges, read_ranges
from kx86.letters.own_text import unquoted
from kx86.letters.own_words import Paragraph, own_lines, paragraphs
from kx86.letters.pull import Request, is_pull, read_pulled, read_request
from kx86.letters.statement import Statement, quote
from kx86.letters.stating import state
from kx86.mail.late import late
from kx86.mail.message import Mail
from kx86.mail.subject import parse_subject
from kx86.profile.model import Profile

_WORDS = (
    "applied queued pushed merged picked taken grabbed pulled dropp revert discarded yanked removed unapplied committed "
    "hash sha-1 sha1 rebased meant doh"
)
# Parts of words; a mail without any of them says nothing about patches that were taken.
_STEMS = (*_WORDS.split(), "backed out", "should be", "should have", "should read")
_MOST_STATEMENTS = 12
_MOST_PARAGRAPHS = 400
_LONGEST_QUOTE = 300
_MODIFIED = late(
    r"\b(?:massag(?:ed?|ing)|squashed|tweaked|tweaks?|re-?wr(?:itten|ote)|re-?worded|modified|re-?worked"
    r"|fixed[- ]?(?:it |them |this )?up|fix-?ups?"
    r"|amended|cleaned (?:it |them |this )?up|(?:minor|small|slight|cosmetic|a few|trivial|style) (?:change|edit"
    r"|modification|fix|adjustment|cleanup)s?"
    r"|with (?:an? |some |the |my |minor |small |added |extra ){0,4}(?:fixes tag|changelog|shortlog|comment|typo"
    r"|edits?|changes|modifications?|cc)"
    r"|made (?:some|minor|a few|small|slight)|renamed|re-?ordered|edited|adjusted|polished"
    r"|my (?:changes|tweaks|fixups|massaging|edits|modifications))\b",
    re.IGNORECASE,
)
# A place that goes on with "with the ...": something was changed, or added.
_WITH = late(
    r"(?<![a-z])with (?!thanks|no |the (?:exception|understanding|hope|intent))(?:an? |some |the |my |this |minor |slight )",
    re.IGNORECASE,
)
_ASKED = late(
    r"\b(?:please|can you|could you|would you|will|if|should|would|could|need to|next time|any|i['’]?ll|v[2-9]"
    r"|without|don['’]t|not|still)\b",
    re.IGNORECASE,
)
_YES = late(
    r"(?:(?:doh|d['’]oh|oh|ah|argh|gah|oops|whoops|ugh|heh|duh|sorry|hrm+|yes|yep|yup|yeah|indeed|right|correct"
    r"|you['’]re right|my bad|good catch|exactly|\*sigh\*|facepalm)[\s,.!;-]*){1,5}$",
    re.IGNORECASE,
)
_MEANT = late(
    r"\b(?:meant|(?:that|it|this) should (?:have been|have said|have read|read|say))\b(?: to say| to write)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a mail says about patches that were taken.

    `statements` are in the order of the mail.  `modified` quotes the sentence that tells of changes on the way.  `corrected` are
    the numbers that an earlier notice should have named, `correction` is the sentence.  `request` is the pull request that the
    mail is; `pulled` is None, or "" or "all" where the sender says "Pulled" in answer to one.
    """

    message_id: str
    statements: tuple[Statement, ...] = ()
    listing: tuple[Listed, ...] = ()
    modified: str = ""
    corrected: Ranges = ()
    correction: str = ""
    request: Request | None = None
    pulled: str | None = None


def read_notice(mail: Mail, profile: Profile, own_words: str | None = None) -> Said | None:
    """Read what a mail says; None for the many mails that say nothing about patches that were taken.

    `own_words` is the body without quotes, where that is at hand.
    """
    if mail.message_id is None:
        return None
    if is_pull(mail.subject):
        return _pull(mail, mail.message_id, profile)
    if not (mail.in_reply_to or mail.references) or _is_patch(mail.subject):
        return None
    # Quotes make up most of a mail: look for words in what is left of it.
    own = (unquoted(mail.body) if own_words is None else own_words).lower()
    if not any(stem in own for stem in _STEMS) and not _links(own, profile) and "meant" not in mail.body:
        return None
    said = _said(mail.message_id, own_lines(mail.body), profile)
    listed = any(one.n is not None and one.sha1 for one in said.listing)
    return said if said.statements or said.corrected or listed else None


def _is_patch(subject: str) -> bool:
    """Is this no reply?  The grammar of subjects is asked only when a bracket comes first."""
    return subject[:1] in ("[", "(", " ") and "[" in subject and parse_subject(subject[:1000]).is_patch


def _links(text: str, profile: Profile) -> bool:
    return "/commit/" in text and any(link in text for tree in profile.trees for link in tree.links)


def _pull(mail: Mail, message_id: str, profile: Profile) -> Said | None:
    request = read_request(mail.subject, mail.body, profile)
    if request:
        return Said(message_id=message_id, request=request)
    if "pull" not in mail.body.lower():
        return None
    for paragraph in islice(paragraphs(own_lines(mail.body)), _MOST_PARAGRAPHS):
        for sentence in paragraph.sentences():
            pulled = read_pulled(sentence)
            if pulled is not None:
                return Said(message_id=message_id, pulled=pulled)
    return None


def _said(message_id: str, lines: Sequence[str], profile: Profile) -> Said:
    listing, prose = read_listing(lines, profile)
    found = list(islice(paragraphs(prose), _MOST_PARAGRAPHS))
    statements: list[Statement] = []
    correction = ""
    corrected: Ranges = ()
    for paragraph in found:
        text = paragraph.text.lower()
        told = any(stem in text for stem in _STEMS)
        if not told and "meant" not in " ".join(paragraph.above):
            continue
        for at, sentence in enumerate(paragraph.sentences()):
            statement = state(sentence, profile) if told and len(statements) < _MOST_STATEMENTS else None
            statements += [statement] if statement else []
            if not corrected:
                corrected = _corrected(sentence, paragraph if at == 0 else None)
                correction = sentence[:_LONGEST_QUOTE] if corrected else ""
    taken = {one.quote for one in statements if one.deed == "accepted"}
    return Said(
        message_id=message_id,
        statements=tuple(statements),
        listing=listing,
        modified=_modified(found, taken) if taken else "",
        corrected=corrected,
        correction=correction,
    )


def _modified(found: Sequence[Paragraph], taken: Collection[str]) -> str:
    """The first sentence that tells of changes on the way; `taken` are those that say that patches were taken."""
    sentences = (sentence for paragraph in found for sentence in paragraph.sentences())
    first = next((one for one in sentences if _is_modified(one, quote(one) in taken)), "")
    return first[:_LONGEST_QUOTE]


def _is_modified(sentence: str, taken: bool) -> bool:
    """Does a sentence tell of changes on the way?  Wishes and what others should do are none."""
    if taken:
        return bool(_MODIFIED.search(sentence) or _WITH.search(sentence))
    match = _MODIFIED.search(sentence)
    if not match or sentence.endswith("?"):
        return False
    return match[0].lower().startswith("my ") or not _ASKED.search(sentence[: match.start()])


def _corrected(sentence: str, paragraph: Paragraph | None) -> Ranges:
    """The numbers that should have been named: "I meant 2-10", or "Yes" below somebody's "you meant 17 & 18?"."""
    text = " ".join(paragraph.above) if paragraph and _YES.fullmatch(sentence) else sentence
    meant = _MEANT.search(text) if text is not sentence or not sentence.endswith("?") else None
    if not meant:
        return ()
    found = _numbers_meant(text, meant)
    # A lone number is any number, unless the word patch stands with it.
    several = len(found) > 1 or any(first != last for first, last in found)
    return found if several or "patch" in text.lower() else ()


def _numbers_meant(text: str, meant: re.Match[str]) -> Ranges:
    behind = re.match(
        r"[\s,:\"'`]*(?:(?:patch(?:es)?|numbers?|was|were|just|only|that|applied|queued) ?){0,3}(?=[#0-9])",
        text[meant.end() :],
    )
    return (
        read_ranges(text[meant.end() + behind.end() :][:120].partition("instead")[0].partition(" not ")[0])
        if behind
        else ()
    )
