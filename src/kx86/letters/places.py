# SPDX-License-Identifier: GPL-2.0-or-later
"""A sentence in; the trees and branches that it names out, with the words that say which patches went there.

Branches come and go, so that any word behind the name of a tree is one, unless it is a word of plain English.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from kx86.letters.numbers import Extent, read_extent
from kx86.mail.late import late
from kx86.profile.model import Profile

# Words behind the name of a tree that are no branch.
_WORDS = (
    "a after again all also although an and any are as at basis because before both branch branches but by cheers code "
    "commit commits cool due even except excluding fine for from fwiw fyi git given gotten had has have hence he here "
    "however i if in instead into is it its just later linux made maintainers manually may merged minus my no not now "
    "of ok on once only onto or other otherwise our out patch patches please plus pushed pulled queued repo "
    "repository sans series she since so some sorry soon such super than thank thanks that the their them then there "
    "these they this those though thus to today together tonight too tree trees unless until upstream using very via "
    "was we were what when where which while who will with without world yesterday yet you your"
)
_PLAIN = frozenset(_WORDS.split())
_BRANCH = r"[A-Za-z0-9_][A-Za-z0-9_.+/-]{0,60}"
_QUOTE = r"[\"'`‘’“”*]{0,2}"
_BEHIND = late(
    rf"(?:(?:[/:]|['’]s[ ]|[ ]tree['’]s[ ]|[ ]?\(|[ ]){_QUOTE}(?:branch[ ]|topic[ ])?{_QUOTE}({_BRANCH}){_QUOTE}\)?)",
    re.IGNORECASE,
)
_DIRECTLY = late(rf"({_BRANCH}){_QUOTE}")
_MORE = late(
    rf"(?: and| &| \+|,) (?!kvm){_QUOTE}({_BRANCH}){_QUOTE}(?=[.;!),]|$| branches| respectively| thanks)", re.IGNORECASE
)
_FURTHER = late(
    rf"[ ,;]{{0,3}}(?:and|,|;|plus"
    rf"|with) ([^.;:()]{{0,60}}?) ?(?:going )?(?:in)?to (?:the )?{_QUOTE}({_BRANCH}){_QUOTE}(?=[.;!),]|$| branch)",
    re.IGNORECASE,
)
# "minus patch 3, which I applied to": what one place lacks went to the next.
_ELSEWHERE = late(r"\b(?:minus|except(?:ing)?(?: for)?|excluding|without|but not|sans)\b", re.IGNORECASE)
# Characters before the name of a tree in which a branch may stand.
_NEAR = 120
# What may stand between the place of some patches and that of others.
_BRIDGE = late(
    r"[\s,;&(]*(?:(?:and|plus|then|with|while|also|but|applied|queued|pushed|is|are|goes|go|went|going)\b[\s,]*){0,4}"
    r"([^;:.!?]{0,80}?)(?:\b(?:goes|go|went|going|is|are|applied|queued|pushed|both)\b\s*){0,2}(?:(?:to|into|in"
    r"|onto|for)\s+)?(?:the\s+)?[\"'`]?",
    re.IGNORECASE,
)
_HINDERED = late(
    r"\b(?:will|would|plan|plans|once|later|should|could|can|may|might|please|conflicts?|based|rebased?|on top"
    r"|depends?|than|from|of|if|when"
    r"|see|is at|head|via|let|want|need|before|until|tested|built|against)\b|'ll\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where patches went: the tree as the profile calls it and the branch ("" where none is named), and which patches."""

    tree: str
    branch: str = ""
    extent: Extent


@dataclass(frozen=True, slots=True)
class _Mention:
    tree: str
    branch: str
    start: int
    end: int


@lru_cache(maxsize=8)
def _names(profile: Profile) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern for the names of trees, the longest first, and the tree of each name."""
    trees = {word.lower(): tree.name for tree in profile.trees for word in tree.words}
    ordered = sorted(trees, key=lambda word: (-len(word), word))
    parts = [re.escape(word) + ("" if word[-1] in "/:" else r"(?![\w-])") for word in ordered]
    return late(rf"(?<![\w/.@-])({'|'.join(parts) or '(?!)'})", re.IGNORECASE), trees


def mentions(text: str, profile: Profile) -> list[_Mention]:
    """Every tree that a sentence names, with its branch, in order."""
    pattern, trees = _names(profile)
    found: list[_Mention] = []
    for match in pattern.finditer(text):
        if found and match.start() < found[-1].end:
            continue
        if match[1][-1] in "/:":
            behind = _DIRECTLY.match(text, match.end())
            if behind:
                found.append(_Mention(trees[match[1].lower()], _clean(behind[1]), match.start(), behind.end(1)))
            continue
        found.append(_mention(text, match, trees[match[1].lower()]))
    return found


def _mention(text: str, match: re.Match[str], tree: str) -> _Mention:
    behind = _BEHIND.match(text, match.end())
    branch = _clean(behind[1]) if behind else ""
    if behind and _is_branch(branch):
        return _Mention(tree, branch, match.start(), behind.start(1) + len(branch))
    before, start = _branch_before(text[max(0, match.start() - _NEAR) : match.start()])
    return _Mention(tree, before, match.start() - start, match.end())


def _branch_before(text: str) -> tuple[str, int]:
    """The branch in "the misc branch of" at the end of a text, and how far from the end it begins; ("", 0) without one."""
    words = text.split()
    if words[-1:] == ["the"]:
        words.pop()
    if len(words) < 3 or words[-1] not in ("of", "in", "on", "at") or words[-2] != "branch":
        return "", 0
    name = _clean(words[-4] if words[-3] == "topic" and len(words) > 3 else words[-3])
    return (name, len(text) - text.rindex(name)) if _is_branch(name) else ("", 0)


def _is_branch(word: str) -> bool:
    """May a word behind the name of a tree be a branch?"""
    plain = word.lower()
    return bool(word) and plain not in _PLAIN and not plain.endswith("ly") and not word[0].isdigit()


def _clean(branch: str) -> str:
    return branch.strip(".,;:'‘’“”`\"*/-").partition("...")[0]


_LAST_TO = late(r"\b(?:to|into|in|onto|for|via|through)[ ](?:the |my |our )?[\"'`‘“]{0,2}$", re.IGNORECASE)


def read_places(said: str, tail: str, profile: Profile) -> tuple[Place, ...]:
    """Read where patches went.  `said` stands before the verb ("patches 1-3"), `tail` behind it; () when no tree is named."""
    found = mentions(tail, profile)[:12]
    first = next((one for one in found if _LAST_TO.search(tail[: one.start])), None)
    if first is None:
        return ()
    places: list[Place] = []
    before = f"{said} {_LAST_TO.sub('', tail[: first.start])}"
    for at, one in enumerate(found):
        if one.start < first.start:
            continue
        following = found[at + 1] if at + 1 < len(found) else None
        behind = tail[one.end : following.start if following else len(tail)]
        bridge = _BRIDGE.fullmatch(behind) if following and not _HINDERED.search(behind) else None
        elsewhere = bridge is not None and _ELSEWHERE.search(bridge[1]) is not None
        extent = read_extent(before, "" if bridge and not elsewhere else behind)
        places.append(Place(tree=one.tree, branch=one.branch, extent=extent))
        if one.branch and not bridge:
            places += _more(one.tree, behind)
        if not bridge:
            break
        before = _ELSEWHERE.sub(" ", bridge[1])
    return tuple(places)


def _more(tree: str, behind: str) -> list[Place]:
    """Further branches of a tree that is named already: "and selftests", "and 6-7 to selftests"."""
    more = _MORE.match(behind)
    if more and _is_branch(_clean(more[1])):
        return [Place(tree=tree, branch=_clean(more[1]), extent=Extent())]
    further = _FURTHER.match(behind)
    if further and _is_branch(_clean(further[2])) and not _HINDERED.search(further[1]):
        extent = read_extent(further[1])
        if extent.only or extent.last or extent.first or extent.word == "rest":
            return [Place(tree=tree, branch=_clean(further[2]), extent=extent)]
    return []
