# SPDX-License-Identifier: GPL-2.0-or-later
"""A sentence in; that its sender dropped patches which a tree had out."""

import re

from kx86.letters.heads import is_conditional, is_held, last_clause, without_opening
from kx86.letters.numbers import read_extent
from kx86.letters.places import Place, mentions
from kx86.letters.statement import MOST_VERBS, Statement, is_question, quote
from kx86.mail.late import late
from kx86.profile.model import Profile

_VERB = late(
    r"\b(?:dropped|dropping|reverted|reverting|unapplied|discarded|yanked|backed out|(removed|removing))\b(?! by\b)",
    re.IGNORECASE,
)
_ADVERBS = r"(?: (?:just|now|also|went ahead and|gone ahead and|temporarily|silently|quietly|all|both)){0,3}"
_AGENT = late(
    rf"(?:(?:and|so|but|then) )?(?:(?:i|we)(?:['’]ve|['’]m| have| am| are)?{_ADVERBS}"
    r"|(?:this|these|it|they|both|(?:this|the|these) (?:series|patch(?:es)?|commits?|branch)"
    r"|patch(?:es)? [0-9][0-9, and-]{0,60})"
    rf"(?: is| are| has been| have been|['’]s been| was| were){_ADVERBS}|now|just|unfortunately)?",
    re.IGNORECASE,
)
_WHAT = late(
    r"\s*(?:(?:just |only )?(?:this one|this|these|it|them|both|all|everything|all of (?:this|these|them)"
    r"|(?:this|the|your|these) (?:(?:whole|entire|full) )?(?:series|patch(?:es)?|commits?|lot|one|ones)(?! [0-9])"
    r"|(?:the )?(?:patch(?:es)?|commits?) #?[0-9][0-9,#/ and&-]{0,80}"
    r"|#?[0-9][0-9#/&-]{0,20}(?:(?:,| and|, and) #?[0-9][0-9/-]{0,8}){0,20}|(?:the )?[\"'`]?[\w.-]{1,40}[\"'`]? branch"
    r"|the (?:rest|first|last)(?: \w{1,12}){0,2}))?"
    r"(?=\s*(?:$|[,.;:!)(–—]|-{1,3}\s|(?:for (?:now|the time being)|from|in|out of|until|again|to|in fav|as"
    r"|because|since|due|and|but|so|after|on"
    r"|at|entirely|temporarily|thanks|too|instead|with|pending)\b))",
    re.IGNORECASE,
)
# The author of a patch drops it from a version; a maintainer drops it from a tree.
_FROM_VERSION = late(
    r"\s*(?:from|in|for) (?:the )?(?:v[0-9]|next (?:version|revision|spin)|this (?:version|series)|series"
    r"|changelog|patch\b)",
    re.IGNORECASE,
)
_FROM = late(r"\b(?:from|in|out of) (?:the )?[\"'`]?$", re.IGNORECASE)
_BRANCH = late(r"([\w.-]{1,40})[\"'`]? branch\b", re.IGNORECASE)
_NOTHING_ELSE = late(r"[\s.,!]*(?:thanks|sorry)?[\s.,!]*", re.IGNORECASE)


def read_dropped(sentence: str, profile: Profile) -> Statement | None:
    """Read that the sender dropped patches; the statement is plain when it says nothing else ("Nack, dropped.")."""
    for verb in list(_VERB.finditer(sentence))[:MOST_VERBS]:
        head, tail = sentence[: verb.start()], sentence[verb.end() :]
        clause = last_clause(head)
        if is_conditional(head) or is_held(clause) or is_question(sentence, verb.end()):
            continue
        subject = without_opening(clause)
        what = _WHAT.match(tail)
        agent = _AGENT.fullmatch(clause) or _AGENT.fullmatch(subject)
        if agent and what and not _FROM_VERSION.match(tail, what.end()):
            statement = _statement(sentence, subject, what[0], tail[what.end() :], profile)
            # What is removed is code, unless it is removed from a tree.
            return statement if statement.places[0].tree or not verb[1] else None
    return None


def _statement(sentence: str, subject: str, what: str, behind: str, profile: Profile) -> Statement:
    tree = next((one for one in mentions(behind, profile) if _FROM.search(behind[: one.start])), None)
    branch = _BRANCH.search(what)
    patches = "" if branch else what
    place = Place(
        tree=tree.tree if tree else "",
        branch=tree.branch if tree else branch[1] if branch else "",
        extent=read_extent(f"{subject if 'patch' in subject.lower() else ''} {patches}", behind),
    )
    plain = not subject and bool(_NOTHING_ELSE.fullmatch(f"{what}{behind}"))
    return Statement(deed="dropped", places=(place,), plain=plain, quote=quote(sentence))
