# SPDX-License-Identifier: GPL-2.0-or-later
"""Who sent a patch: a person or a robot, and whether two names mean the same person."""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, islice

from kx86.mail.address import parse_address
from kx86.mail.message import Address
from kx86.profile.model import Profile
from kx86.series.patch import Patch

_ROBOT = re.compile(r"\b(?:ro)?bot\b|\bbot\d*@|\bbot[+-]|syzbot|autosel", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]+")
# Nobody has more names; so many are compared.
_MOST_NAMES = 8
# Words in the brackets of a subject, and lines of a changelog, that mark a patch picked for a stable kernel.
_STABLE_WORD = re.compile(r"v?\d+\.\d+(?:\.\d+|\.y|-stable)?|(?:for-)?stable|autosel|manualsel", re.IGNORECASE)
_PICKED = re.compile(r"(?:\[ )?(?:upstream )?commit [0-9a-f]{12,40}(?: upstream| \])", re.IGNORECASE)


def is_robot(who: Address) -> bool:
    """Does a mail come from a program rather than a person?"""
    return _ROBOT.search(f"{who.name} {who.email}") is not None


def is_relayed(who: Address) -> bool:
    """Did a list or a relay put its own address in the place of the sender's?"""
    return " via " in who.name.lower() or who.email.lower().startswith("devnull+")


def poster(patch: Patch) -> Address:
    """The person who sent a patch; behind a relay, the author."""
    return patch.author if is_relayed(patch.sender) else patch.sender


def same_person(one: Address, two: Address) -> bool:
    """Do two addresses mean the same person: the same address, or the same name in any order of its words?"""
    if one.email and one.email.lower() == two.email.lower():
        return True
    left, right = _words(one.name), _words(two.name)
    return bool(left) and (left == right or len(left & right) > 1)


class People:
    """People to look somebody up among, by the measure of same_person()."""

    def __init__(self, people: Iterable[Address]) -> None:
        self._emails: set[str] = set()
        self._names: set[frozenset[str]] = set()
        self._pairs: set[frozenset[str]] = set()
        for one in people:
            self._emails.add(one.email.lower())
            self._names.add(_words(one.name))
            self._pairs.update(_pairs(one.name))
        self._emails.discard("")
        self._names.discard(frozenset())

    def __contains__(self, who: Address) -> bool:
        return (
            who.email.lower() in self._emails
            or _words(who.name) in self._names
            or not self._pairs.isdisjoint(_pairs(who.name))
        )


def person(value: str) -> Address:
    """The person whom the value of a trailer names."""
    return parse_address(value.partition(" #")[0])


def is_stable_pick(patch: Patch) -> bool:
    """Is this a patch for a stable kernel, picked from mainline?"""
    if any(_STABLE_WORD.fullmatch(word) for word in patch.subject.words):
        return True
    return any(_PICKED.match(line) for line in patch.changelog[:3])


def is_maintainer(who: Address, profile: Profile) -> bool:
    """Does the profile name this person as a maintainer of the subsystem or of the tree above it?"""
    email = who.email.lower()
    return any(email in one.emails for one in profile.people if one.role in ("maintainer", "upstream"))


def name_parts(name: str) -> Iterator[frozenset[str]]:
    """All words of a name, and each two of them: names that same_person() takes for one share one of these."""
    words = _words(name)
    if words:
        yield words
    yield from _pairs(name)


def _words(name: str) -> frozenset[str]:
    return frozenset(match[0].lower() for match in islice(_NAME.finditer(name), _MOST_NAMES))


def _pairs(name: str) -> Iterator[frozenset[str]]:
    return (frozenset(pair) for pair in combinations(_words(name), 2))
