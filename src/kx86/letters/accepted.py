# SPDX-License-Identifier: GPL-2.0-or-later
"""A sentence in; that its sender took patches out: where they went and which they are.

    All that said, I've now |applied| patches 1-3 |to kvm-x86 misc|, with a massaged changelog.
    `--- head ------------'   verb   `--- object -' `-- place ----' `-- what follows ----------'

Where a tree is named, much may stand around it.  Where none is ("Queued, thanks"), every word must be one that notices use.
"""

import re

from kx86.letters.heads import Head, is_held, read_head
from kx86.letters.numbers import Extent, read_extent
from kx86.letters.places import Place, mentions, read_places
from kx86.letters.statement import MOST_VERBS, Statement, is_question, quote
from kx86.mail.late import late
from kx86.profile.model import Profile

_VERB = late(
    r"\b(?:re-?)?(applied|queued|pushed|merged|committed|picked(?: up)?|taken|grabbed|pulled)\b(?! by\b)(?: up\b| out\b)?",
    re.IGNORECASE,
)
# Verbs that mean something else as often as not when no tree is named.
_NEED_A_TREE = frozenset(("pulled", "grabbed", "committed"))
_WITH_CHANGES = frozenset(("applied", "queued"))

_FOREIGN = late(
    r"(?<![\w.-])(?!(?:it|that|here|there|today|what|let)['’])[\w.-]{1,40}['’]s? (?:\w+ ){0,2}"
    r"(?:series|patch(?:es)?|fix(?:es)?|version|changes?|set|work|stuff|one)\b"
    r"|\b(?:another|different|similar|alternative|equivalent|same|other (?:series|fix|version)|that other"
    r"|a (?:fix|patch|series|change|similar|different|revert|hack|few|couple|prep|commit)|my (?:series|fix|own"
    r"|patch|alternative))\b"
    r"|\b(?:locally|cleanly|on top|against|tested|verified|booted|reproduced|checked|when|while|where|whenever"
    r"|before|until|if|hack"
    r"|debug|is|are|was|were|fixed|see|found|conflicts?|based|rebased?|look)\b",
    re.IGNORECASE,
)
_LONGEST_OBJECT = 170
_RELEASE = (
    r"for (?:the )?(?:(?:next|current|upcoming|coming|following|v?[0-9]\.[0-9x]{1,2}) )?"
    r"(?:((?:linux[ -]?)?v?[0-9]{1,2}\.(?:[0-9]{1,2}|x)(?:-?rc[0-9N]{0,2})?|-?rc[0-9N]{0,2}|next|linus|stable)"
    r"|(?:release|merge window|rc|cycle|pull request))"
)
_ANY_RELEASE = late(rf"\b{_RELEASE}", re.IGNORECASE)
_THEN_RELEASE = late(rf"\s*\(?{_RELEASE}\)?", re.IGNORECASE)
_SPELLED = r"(?:one|two|three|four|five|six|seven|eight|nine|ten)"
_COUNT = rf"(?:{_SPELLED}|[0-9]{{1,3}})"
_NUMBERS = (
    r"#?[0-9][0-9#/+-]{0,20}(?:(?:, ?| ?& ?|,? and | to | through )(?:patch(?:es)? )?#?[0-9][0-9#/+-]{0,20}){0,60}"
)
_OBJECT = late(
    r"(?:\s+(?:just|only|all of|all|both|everything)\b)?"
    r"(?:\s+(?:this one|this|these two|these|it|them|patch(?:es)?(?= #?[0-9])|both (?:of them|patches)"
    r"|of (?:these|them|this)|else"
    rf"|(?:the |this |your |these )?(?:(?:whole|entire|full|remaining|first|last|other|final) )?(?:{_COUNT} )?"
    r"(?:series|patch(?:es)?|set|lot|rest|remainder|others|ones|v[0-9]{1,2})"
    rf"|{_SPELLED}(?: of (?:these|them))?|(?:the )?fix(?:es)?|the [\w-]{{2,20}} (?:patch(?:es)?|parts?|bits"
    rf"|changes?|fix(?:es)?)"
    rf"|(?:the )?(?:first|last|final)(?: {_COUNT})?)(?= |[,.;:!)(]|$))?"
    rf"(?:\s+(?:patch(?:es)? )?{_NUMBERS})?"
    r"(?:,?\s+(?:except(?:ing)?|minus|without|excluding|but(?: not)?|sans|other than|apart from)(?: for)?(?: the)?"
    rf"(?: (?:patch(?:es)?|first|last|final|one|two|three|{_NUMBERS})){{1,3}})?",
    re.IGNORECASE,
)
# "patch 1 for 6.8 and patches 2-3 for 6.9".
_MORE = late(rf",? and (?:patch(?:es)? )?{_NUMBERS}(?= |[,.;:!)(]|$)", re.IGNORECASE)
_GOES_ON = late(
    r"\s*(?:$|[,.;:!)–—]|-{1,3}\s|\((?!on top|locally)"
    r"|(?:now|again|too|also|as well|as[- ]is|manually|by hand|though|thanks|thank you|thx|cheers|instead)\b"
    r"|(?:but|and|although|however|since|because|so|minus|except|excluding|without|sans|modulo|via|plus)\b"
    r"|after (?=\w+ing\b|a |some )|as (?=(?:commit|a fix|[0-9a-f]{7})))",
    re.IGNORECASE,
)
_WITH = late(
    r" ?,? ?with (?!(?:git|b4|patch -|offset|fuzz|no |difficult|errors?|warnings?|fail"
    r"|(?:(?:a|some|trivial|minor|small) )?conflicts?\b(?! (?:fixed|resolved|sorted|solved))))",
    re.IGNORECASE,
)
_OTHER_VERSION = late(r"\binstead of (?:this|it|these|the)\b|\bv[0-9]{1,2} instead\b", re.IGNORECASE)
_OF_PATCHES = late(rf"\s+now\b|\s+{_RELEASE}|,? (?:thanks|thank you)\b|\s+as commit\b", re.IGNORECASE)
# What shows that a patch was only tried.
_TRIED = late(
    r"[\s,;]*(?:(?:and|but|,)\s+){0,2}(?:then |i )?(?:(?:it|this|that|they|the \w+) )?(?:(?:does|did|do)(?: not"
    r"|n['’]t)|fail(?:s|ed)?"
    r"|breaks?|broke|conflicts?|tested|testing|boot(?:s|ed)?|built|builds|compiled|ran|running|still|got|get|hit"
    r"|saw|see|found|works?"
    r"|worked|passe[sd]|would|causes?|could|results?|means?|looks?|tried|verified)\b",
    re.IGNORECASE,
)
_TRIED_BEHIND = late(
    r"\b(?:and|but) (?:then |i )?(?:(?:it|this|that|they|the \w+) )?(?:(?:does|did|do)(?: not|n['’]t)|fail(?:s"
    r"|ed)?|breaks?|broke"
    r"|tested|boot(?:s|ed)?|built|compiled|ran|still|got|hit|saw|see|found|works?|worked|passe[sd]|reproduced)\b",
    re.IGNORECASE,
)
_TO_BRANCH = late(
    r"(.{0,80}?)\s(?:in)?to (?:the |my )?[\"'`‘“*]{0,2}([A-Za-z_][\w./-]{0,60})[\"'`’”*]{0,2}"
    r"(?=[,.!;]|$| thanks| with\b| branch\b| \()",
    re.IGNORECASE,
)
_WORDS = (
    "all both it this these them everything everyone x86 arm arm64 riscv s390 each any the a patch patches series me you him her "
    "us upstream vcpus guest host stack memory date"
)
_NO_BRANCH = frozenset(_WORDS.split())


def read_accepted(sentence: str, profile: Profile) -> Statement | None:
    """Read that the sender took patches; None for every other sentence."""
    for verb in list(_VERB.finditer(sentence))[:MOST_VERBS]:
        head = None if is_question(sentence, verb.end()) else read_head(sentence[: verb.start()])
        if head is None:
            continue
        tail = sentence[verb.end() :]
        places = _named(head, tail, profile) or (() if "?" in sentence[-3:] else _unnamed(verb[1].lower(), head, tail))
        if places:
            plain = verb[1].lower() in _WITH_CHANGES or any(place.tree for place in places)
            return Statement(deed="accepted", places=places, release=_release(tail), plain=plain, quote=quote(sentence))
    return None


def _release(tail: str) -> str:
    found = _ANY_RELEASE.search(tail)
    return re.sub(r"(?i)^(?:linux[ -]?)?v?", "", found[1] or "") if found else ""


def _named(head: Head, tail: str, profile: Profile) -> tuple[Place, ...]:
    """Places for a tail that names a tree."""
    places = read_places(head.patches, tail, profile)
    if not places:
        return ()
    first = mentions(tail, profile)[0]
    taken = tail[: first.start]
    if len(taken) > _LONGEST_OBJECT or _FOREIGN.search(taken) or is_held(taken):
        return ()
    return () if head.plain_past and _TRIED_BEHIND.search(tail[first.end :]) else places


def _unnamed(verb: str, head: Head, tail: str) -> tuple[Place, ...]:
    """A place for a tail that names no tree; () unless it goes on as notices do."""
    if verb in _NEED_A_TREE:
        return ()
    match = _OBJECT.match(tail)
    end = match.end() if match else 0
    end = end + 3 if tail.startswith(" up", end) else end
    release = _THEN_RELEASE.match(tail, end)
    while release and (more := _MORE.match(tail, release.end())):
        end, release = more.end(), _THEN_RELEASE.match(tail, more.end()) or more
    behind = tail[release.end() if release else end :]
    if _TRIED.match(behind) or (head.plain_past and verb == "applied" and re.match(r"\s*(?:and|but)\b", behind)):
        return ()
    if _OTHER_VERSION.search(f"{tail[:end]}{behind}"[:60]) or (head.passive and not _is_plainly_passive(head, tail)):
        return ()
    if _GOES_ON.match(behind) or (verb in _WITH_CHANGES and _WITH.match(behind)):
        return (Place(tree="", extent=read_extent(f"{head.patches} {tail[:end]}", behind)),)
    return _branch_alone(head, tail) if head.alone else ()


def _is_plainly_passive(head: Head, tail: str) -> bool:
    """Is "this is queued" about patches?  Interrupts are queued and masks are applied as well."""
    return any(sign.isdigit() for sign in head.patches) or bool(_OF_PATCHES.match(tail))


def _branch_alone(head: Head, tail: str) -> tuple[Place, ...]:
    """A place for a tail that names a branch and no tree: "to selftests, thanks".  A prefix names a tree that is not known."""
    found = _TO_BRANCH.match(tail)
    name = found[2].strip("./-") if found else ""
    thanked = found and re.match(r"[\"'`’”*]*(?:,? thanks| branch|[.!] thanks)", tail[found.end(2) :], re.IGNORECASE)
    if not found or not thanked or name.lower() in _NO_BRANCH or not _OBJECT.fullmatch(found[1]):
        return ()
    _, slash, rest = name.partition("/")
    extent: Extent = read_extent(f"{head.patches} {found[1]}", tail[found.end(2) :])
    return (Place(tree="other" if slash else "", branch=rest if slash else name, extent=extent),)
