# SPDX-License-Identifier: GPL-2.0-or-later
"""A sentence of a mail in; what it states about patches out: accepted, dropped, moved to new commits, or nothing.

Only what is said to be done counts: no plan, wish, condition, question or denial, and nothing that somebody else did.  The
grammar looks at three parts of a sentence:

    All that said, |I've now |applied| patches 1-3 |to kvm-x86 misc|, with a massaged changelog.
    `--- head ----------------' verb  `--- object -' `--- place --' `-- tail ---------------'
"""

import re
from dataclasses import dataclass
from typing import Literal

from kx86.letters.numbers import Extent, read_extent
from kx86.letters.places import Place, mentions, read_places
from kx86.profile.model import Profile

Deed = Literal["accepted", "dropped", "moved"]
_LONGEST_QUOTE = 300
_VERBS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a sentence states: the deed, where the patches went and which they are, a release that is named, the sentence.

    `plain` tells words that need no earlier notice to be understood: new hashes, "Nack, dropped."
    """

    deed: Deed
    places: tuple[Place, ...]
    release: str = ""
    plain: bool = False
    quote: str


_ACCEPT = re.compile(r"\b(applied|queued|pushed|merged|committed|picked(?: up)?|taken|grabbed|pulled)\b(?! by\b)(?: up\b| out\b| in(?=[,.!]|$))?", re.I)
_DROP = re.compile(r"\b(dropped|dropping|reverted|reverting|unapplied|discarded|yanked|backed out)\b(?! by\b)", re.IGNORECASE)

# --- The head: who did it, and is it done?
_CONDITION = re.compile(
    r"\b(?:if|once|when|whenever|until|unless|before|as soon as|assuming|provided|providing|whether|wait(?:ing)?|in case|suppose|lest)\b",
    re.IGNORECASE,
)
_ADVERB = r"(?:just|now|also|went ahead and|have|finally|manually|hereby|gone ahead and|provisionally|tentatively|optimistically|belatedly|quickly|happily|all|both|only|only now|instead|therefore|thus|hence|at long last|speculatively|then|simply|too|for now|all been|been)"
_WHO = rf"(?:(?:i|we)(?:['’]ve| have)?(?: {_ADVERB}){{0,3}})"
_DONE_ALREADY = r"(?:\w{3,14}ed|made|did|rewrote|took|split|put|fixed up|cleaned up) (?:it|this|them|these|that|the \w+|both|all|a \w+ \w+|in \w+|the \w+ \w+|up|the \w+ up|some \w+)(?: up| a bit| slightly)? and(?: then)?"
_BOTH = rf"(?:{_WHO} {_DONE_ALREADY}(?: {_ADVERB}){{0,2}})"
_PATCHES = r"(?:(?:the )?(?:(?:first|last|other|remaining|whole|entire|full|rest of the) )?(?:(?:one|two|three|four|five|six|[0-9]{1,3}) )?(?:patch(?:es)?|series|commits?|rest(?: of (?:the|this) (?:series|patches))?|others|remainder|set|lot|selftests? (?:patch(?:es)?|changes?))(?: [0-9#][0-9,#/ and&-]{0,60})?|#?[0-9][0-9,#/ and&-]{0,60}|this|these|it|they|both|all|everything(?: else)?|this one|all of (?:this|these|them)|both (?:patches|of them)|(?:this|these|all) (?:series|patch|patches|one|ones|[0-9]{1,2})|both patches)"
_PASSIVE = rf"(?:{_PATCHES}(?: is| are|['’]s| has been| have been|['’]ve been| has| have)?(?: {_ADVERB}){{0,3}})"
_HEAD = re.compile(rf"(?:(?:and|so|but|then) )?(?:{_WHO}|{_BOTH}|{_PASSIVE}|(?:{_ADVERB} ?){{1,3}})?", re.IGNORECASE)
# Words that may open a sentence without adding to it.
_OPENING = re.compile(
    r"(?:(?:so|and|but|ok|okay|o\.k\.|anyways?|anyhow|thanks|thank you|thx|great|nice|cool|good|done|perfect|awesome|fine|alright|all right|right|yes|yep|yup|yeah"
    r"|sorry|fyi|fwiw|oh|ah|aha|hm+|huh|lol|lgtm|well|sure|sweet|heh|nit|all that said|that said|that being said|having said that|in the meantime|meanwhile|with that|with that said|for now"
    r"|looks? good(?: to me)?|sounds good|acked|ack|nack|no worries|no problem|np|kudos|for the record|hi|hello|hey|dear|done and|i guess|to be clear|otherwise|regardless|either way|in any case|done\.|note"
    r"|thanks (?:for|to|a lot|again|much|everyone|all|very much)[^,.;:!-]{0,60}?|thanks a lot|many thanks|again|update|status)\b[\s,.:!]*){1,6}",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:()!?]\s+|\s[-–—]{1,3}\s|[:;]-?[)D(]\s*|\.{2,4}\s*|\)\s*|\bbut\s+")
_HELD = re.compile(
    r"\b(?:will|would|won['’]?t|could|should|shall|must|might|may|cannot|can['’]t|plan(?:ning)? to|want(?:ed)? to|going to|hope to|about to|to be|try to|tried to|let me|please|not|never|no longer|n['’]t|haven['’]t|hasn['’]t|already)\b|['’]ll\b|['’]d\b|n['’]t\b",
    re.IGNORECASE,
)

# --- The object and what follows.
_FOREIGN = re.compile(
    r"\b(?!(?:it|that|here|there|today|what|let|everyone|who)['’])[\w.-]+['’]s? (?:\w+ ){0,2}(?:series|patch(?:es)?|fix(?:es)?|version|changes?|set|work|stuff|one)\b"
    r"|\b(?:another|different|similar|alternative|equivalent|same|other (?:series|patch|fix|version)|a (?:fix|patch|series|change|similar|different|revert|bunch|hack|few|couple|prep|commit)|my (?:series|fix|own|patch|version of this|alternative)|that other)\b"
    r"|\b(?:locally|cleanly|on top|against|tested|verified|booted|reproduced|reviewed|checked|when|while|where|whenever|before|until|if|hack|debug)\b",
    re.IGNORECASE,
)
_LONGEST_OBJECT = 170
_RELEASE = re.compile(
    r"\bfor (?:the )?(?:(?:next|current|upcoming|coming|following|v?[0-9]\.[0-9x]{1,2}) )?(?:(v?[0-9]{1,2}\.(?:[0-9]{1,2}|x)(?:-?rc[0-9N]{1,2})?|-?rc[0-9N]{0,2}|next|linus|stable)|(?:release|merge window|rc|cycle|pull request))",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"(?:\s+(?:just|only|all of|all|both|the))?"
    r"(?:\s+(?:this|these|it|them|both(?: of them| patches)?|all(?: (?:of (?:these|them|this)|patches|the patches|[0-9]{1,3}(?: patches)?))?|everything(?: else)?|this one|these two"
    r"|(?:the |this |your )?(?:whole |entire |full |remaining |first |last |other )*(?:(?:two|three|four|five|six|[0-9]{1,3}) )?(?:series|patch(?:es)?|set|lot|rest|remainder|others|v[0-9]{1,2})"
    r"|(?:the )?(?:first|last)(?: (?:two|three|four|five|six|seven|eight|nine|ten|[0-9]{1,3}))?(?: patch(?:es)?| ones)?))?"
    r"(?:\s+(?:patch(?:es)?\s+)?#?[0-9][0-9#/+-]{0,20}(?:(?:,\s?|\s?&\s?|,?\sand\s|\sto\s)(?:patch(?:es)?\s)?#?[0-9][0-9#/+-]{0,20}){0,60})?",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\s*(?:$|[,.;:!)–—]|-{1,3}\s|[;:]-?[)D]|\((?!on top|locally)|(?:(?:up )?(?:now|again|too|also|as well|as-is|as is|manually|by hand|though|thanks|thank you|thx|cheers|instead|already)\b)"
    r"|(?:but|and|although|however|since|because|so|minus|except|excluding|without|sans|modulo|via|plus)\b"
    r"|with (?!(?:git|b4|patch|offset|fuzz|no |difficult|(?:a|some|trivial|minor|small)? ?(?:conflicts?)|errors?|warnings?|fail))"
    r"|as (?=(?:commit|is|a fix|[0-9a-f]{7}))"
    r")",
    re.IGNORECASE,
)
_BAD_SEQUEL = re.compile(r"[\s,]*(?:and|but|,)?\s*(?:(?:it|this|that|they)\s)?(?:(?:does|did|do)(?: not|n['’]t)|fail(?:s|ed)?|breaks?|broke|conflicts?|tested|testing|boot(?:s|ed)?|built|builds|compiled|ran|running|still see)\b", re.I)
_TO_BRANCH = re.compile(
    r"[^.;:]{0,60}?\s(?:in)?to (?:the |my )?([\"'`‘“*]{0,2})([A-Za-z_][\w./-]{0,60})[\"'`’”*]{0,2}(?=[,.!;]|$| thanks| with\b| branch\b| \()",
    re.IGNORECASE,
)
_NO_BRANCH = frozenset("all both it this these them everything everyone arm64 x86 arm riscv s390 each any the a patch patches series me you him her upstream vcpus guest host stack memory".split())

# --- New commits.
_HASHES = r"(?:hash(?:es)?|sha[- ]?1?(?:['’]?s)?|sha-?1s?|commit ids?|commit hash(?:es)?|object ids?)"
_NEW = re.compile(
    rf"\b(?:new|updated?|changed|different|latest|fresh|current|fixed|correct)\b[^.]{{0,30}}\b{_HASHES}\b"
    rf"|\b{_HASHES}\b[^.]{{0,80}}\b(?:changed?|changes|updated|now|new|different|stale|obsolete|moved|rewritten|below|invalid)\b",
    re.IGNORECASE,
)
_FORCED = re.compile(r"\b(?:force[sd]?[- ]?pushed|forced?[- ]push to|re-?pushed|rewrote (?:the )?history|rewritten history)\b", re.IGNORECASE)
_REBASED = re.compile(r"\b(?:rebased|re-?applied|re-?created|re-?done|squashed|amended|fixed it up|fixed up|rewrote|reordered|shuffled|this (?:is )?now)\b", re.IGNORECASE)


def state(sentence: str, profile: Profile) -> Statement | None:
    """Read what a sentence states; None when it states nothing about patches."""
    return _accepted(sentence, profile) or _moved(sentence, profile) or _dropped(sentence, profile)


def _accepted(sentence: str, profile: Profile) -> Statement | None:
    for verb in list(_ACCEPT.finditer(sentence))[:_VERBS]:
        subject = _done(sentence[: verb.start()])
        if subject is None or _is_question(sentence, verb.end()):
            continue
        tail = sentence[verb.end() :]
        places = _named(subject, tail, profile) or _bare(verb[1].lower(), subject, tail)
        if places:
            release = _RELEASE.search(tail)
            named = (release[1] or "").lstrip("v") if release else ""
            return Statement(deed="accepted", places=places, release=named, quote=sentence[:_LONGEST_QUOTE])
    return None


def _is_question(sentence: str, at: int) -> bool:
    return sentence.rstrip(" )\"'").endswith("?") and "," not in sentence[at:]


def _done(head: str) -> str | None:
    """What stands before a verb, when it says that the sender did it; None for plans, wishes and what others did."""
    if _CONDITION.search(head):
        return None
    clause = _CLAUSE.split(head)[-1].strip(" \t\"'`*-–—>([<")
    if _HELD.search(clause):
        return None
    opening = _OPENING.match(clause)
    rest = clause[opening.end() :].strip() if opening else clause
    for text in (clause, rest):
        if _HEAD.fullmatch(text):
            return _subject(text)
    return None


_SUBJECT = re.compile(rf"(?:(?:and|so|but|then) )?({_PATCHES})\b", re.IGNORECASE)


def _subject(text: str) -> str:
    match = _SUBJECT.match(text)
    said = match[1] if match else ""
    return "" if said.lower() in ("this", "it", "these", "they", "this one") else said


def _named(subject: str, tail: str, profile: Profile) -> tuple[Place, ...]:
    """Places for a tail that names a tree."""
    places = read_places(subject, tail, profile)
    if not places:
        return ()
    first = mentions(tail, profile)[0].start
    taken = tail[:first]
    if len(taken) > _LONGEST_OBJECT or _FOREIGN.search(taken) or _HELD.search(taken):
        return ()
    return places


def _bare(verb: str, subject: str, tail: str) -> tuple[Place, ...]:
    """Places for a tail that names no tree; () unless it goes on as a notice does."""
    if verb in ("pulled", "grabbed", "committed"):
        return ()
    object_ = _OBJECT.match(tail)
    end = object_.end() if object_ else 0
    release = re.compile(r"\s*" + _RELEASE.pattern, re.IGNORECASE).match(tail, end)
    behind = tail[release.end() if release else end :]
    if _BAD_SEQUEL.match(behind):
        return ()
    if _GOES_ON.match(behind):
        return (Place(tree="", extent=read_extent(f"{subject} {tail[:end]}", behind)),)
    branch = _TO_BRANCH.match(tail)
    if branch and branch[2].lower().strip("./-") not in _NO_BRANCH and not _FOREIGN.search(branch[0]):
        said = tail[: branch.start(2)].rsplit("to", 1)[0].removesuffix("in")
        if len(said) < 60 and _OBJECT.fullmatch(said.rstrip()):
            name = branch[2].strip("./-")
            return (Place(tree="", branch=name, extent=read_extent(f"{subject} {said}", tail[branch.end(2) :])),)
    return ()


def _moved(sentence: str, profile: Profile) -> Statement | None:
    new, forced = _NEW.search(sentence), _FORCED.search(sentence)
    found = new or forced or _REBASED.search(sentence)
    if not found:
        return None
    head = sentence[: found.start()]
    if _CONDITION.search(head) or (_HELD.search(_CLAUSE.split(head)[-1].replace("already", "")) or "?" in sentence[-3:]):
        return None
    if not new and not forced and not re.search(r"\b(?:i|this|these|we)\b", sentence, re.IGNORECASE):
        return None
    where = [one for one in mentions(sentence, profile) if one.branch][:1]
    places = tuple(Place(tree=one.tree, branch=one.branch, extent=Extent()) for one in where)
    return Statement(deed="moved", places=places, plain=bool(new or forced), quote=sentence[:_LONGEST_QUOTE])


_DROPPED_WHAT = re.compile(
    r"\s*(?:(?:just |only )?(?:this|these|it|them|both|all|everything|this one|(?:this|the|your|these) (?:whole |entire |full )?(?:series|patch(?:es)?|commits?|lot|one|ones)|all of (?:this|these|them)"
    r"|(?:the )?(?:patch(?:es)?|commits?) #?[0-9][0-9,#/ and&-]{0,80}|#?[0-9][0-9,#/&-]{0,20}(?:(?:,| and|, and) #?[0-9][0-9/-]{0,8}){0,20}|(?:the )?[\"'`]?[\w.-]{1,40}[\"'`]? branch|the (?:rest|first|last)[\w ]{0,30}))?"
    r"(?=\s*(?:$|[,.;:!)(–—]|-{1,3}\s|for now|for the time being|from\b|until\b|again|to\b|in favor|in favour|as\b|because|since|due|and\b|but\b|so\b|after\b|on\b|at\b|entirely|temporarily|thanks|too|instead|with\b|pending))",
    re.IGNORECASE,
)
_FROM_VERSION = re.compile(r"\s*(?:from|in|for) (?:the )?(?:v[0-9]|next (?:version|revision|spin)|this (?:version|series)|series|changelog|patch\b)", re.I)
_AGENT = re.compile(
    r"(?:(?:and|so|but|then) )?(?:(?:i|we)(?:['’]ve|['’]m| have| am| had to| are)?(?: (?:just|now|also|went ahead and|have|gone ahead and|temporarily|silently|quietly)){0,3}"
    r"|(?:this|these|it|they|both|(?:this|the|these) (?:series|patch(?:es)?|commits?|branch)|patch(?:es)? [0-9][0-9, and-]{0,60})(?: is| are| has been| have been|['’]s been| was| were)(?: (?:now|also|just|all|both)){0,2}|now|just|unfortunately)?",
    re.IGNORECASE,
)


def _dropped(sentence: str, profile: Profile) -> Statement | None:
    for verb in list(_DROP.finditer(sentence))[:_VERBS]:
        head, tail = sentence[: verb.start()], sentence[verb.end() :]
        if _CONDITION.search(head) or _is_question(sentence, verb.end()):
            continue
        clause = _CLAUSE.split(head)[-1].strip(" \t\"'`*-–—>([<")
        if _HELD.search(clause.replace("have", "")):
            continue
        opening = _OPENING.match(clause)
        rest = clause[opening.end() :].strip() if opening else clause
        if not (_AGENT.fullmatch(clause) or _AGENT.fullmatch(rest)):
            continue
        what = _DROPPED_WHAT.match(tail)
        if not what or _FROM_VERSION.match(tail, what.end()):
            continue
        return _drop(sentence, rest, what[0], tail[what.end() :], profile)
    return None


def _drop(sentence: str, subject: str, what: str, behind: str, profile: Profile) -> Statement:
    place = next(iter(mentions(behind, profile)), None)
    fits = place is not None and re.search(r"\bfrom (?:the )?[\"'`]?$", behind[: place.start])
    branch = re.search(r"([\w.-]{1,40})[\"'`]? branch\b", what, re.IGNORECASE)
    lone = re.fullmatch(r"[\s.,!]*(?:thanks|sorry)?[\s.,!]*", f"{what}{behind}") and not subject
    extent = read_extent(f"{subject if 'patch' in subject.lower() else ''} {'' if branch else what}", behind)
    where = Place(
        tree=place.tree if place and fits else "",
        branch=place.branch if place and fits else branch[1] if branch else "",
        extent=extent,
    )
    return Statement(deed="dropped", places=(where,), plain=bool(lone), quote=sentence[:_LONGEST_QUOTE])
