# SPDX-License-Identifier: GPL-2.0-or-later
"""A mail with everything that it is understood from, and the values that come out: notices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from kx86.letters.matching import Posted, PostedSeries, total_of
from kx86.letters.notice import Said
from kx86.letters.numbers import Extent, Ranges
from kx86.letters.places import Place
from kx86.letters.statement import Statement
from kx86.profile.model import Person, Profile

Kind = Literal["accepted", "subset", "dropped", "moved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticedPatch:
    """A patch in a notice: number in the posting, count and subject as listed, the commit, whether the tree has it, the branch.

    `message_id` is that of the posted patch, None when the archive lacks it.
    """

    n: int
    m: int
    subject: str
    sha1: str | None = None
    applied: bool = True
    topic: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a mail tells about a posting and one tree.

    `message_id` is the mail, `answers` the mail of the posting that it is about.  `accepted` covers the whole posting, `subset` a
    part.  `modified` quotes what was changed on the way, `release` is the one named, `correction` marks a later mail that puts an
    earlier notice right.  A subset without applied patches is one whose patches no word tells.
    """

    message_id: str
    answers: str
    sender: str
    kind: Kind
    tree: str
    topics: tuple[str, ...]
    patches: tuple[NoticedPatch, ...]
    quote: str
    modified: str = ""
    release: str = ""
    correction: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A patch and the tree that it went to."""

    patch: NoticedPatch
    tree: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a mail says and everything that it is understood from.

    `posted` has the patches of the posting by number, `standing` what the earlier notices leave as taken.
    """

    said: Said
    person: Person
    sender: str
    answered: str
    posting: PostedSeries
    earlier: tuple[Notice, ...]
    profile: Profile
    posted: Mapping[int, Posted]
    standing: Mapping[int, NoticedPatch]
    total: int

    @property
    def is_own(self) -> bool:
        """Did the sender post this?  Authors who answer reviews pick up and drop much that no tree has."""
        return any(patch.sender_email.lower() == self.sender.lower() for patch in self.posting.patches[:1])

    @property
    def answered_number(self) -> int:
        """The number of the patch that is answered, 0 for the cover letter."""
        return next((patch.n for patch in self.posting.patches if patch.message_id == self.answered), 0)


def make_case(
    said: Said,
    person: Person,
    sender: str,
    answered: str,
    posting: PostedSeries,
    earlier: tuple[Notice, ...],
    profile: Profile,
) -> Case:
    """Put together what a mail is understood from."""
    return Case(
        said=said,
        person=person,
        sender=sender,
        answered=answered,
        posting=posting,
        earlier=earlier,
        profile=profile,
        posted={patch.n: patch for patch in reversed(posting.patches)},
        standing=_standing(earlier),
        total=total_of(posting),
    )


def _standing(earlier: Iterable[Notice]) -> dict[int, NoticedPatch]:
    found: dict[int, NoticedPatch] = {}
    for notice in earlier:
        for patch in notice.patches:
            if patch.applied:
                found[patch.n] = patch
            elif notice.kind == "dropped" or notice.correction:
                found.pop(patch.n, None)
    return found


def chosen_by(case: Case, extent: Extent, before: set[int]) -> tuple[list[int], list[int]]:
    """The numbers that some words choose, and those that they leave out by name."""
    every = range(1, case.total + 1)
    if extent.only or extent.without:
        without = numbers_in(extent.without, case.total)
        only = numbers_in(extent.only, case.total) if extent.only else set(every)
        return sorted(only - without), sorted(without)
    if extent.first or extent.last:
        chosen = [n for n in every if _at_edge(n, extent, case.total)]
        return chosen, [n for n in every if n not in chosen] if extent.first < 0 or extent.last < 0 else []
    if extent.word == "rest":
        standing = case.standing
        return [n for n in every if n not in before and n not in standing], []
    if extent.word == "vague" and case.total > 1:
        return [], []
    answered = case.answered_number
    return ([answered], []) if answered and extent.word != "all" else (list(every), [])


def _at_edge(n: int, extent: Extent, total: int) -> bool:
    if extent.first < 0 or extent.last < 0:
        return -extent.first < n <= total + extent.last
    return n <= extent.first or n > total - extent.last


def numbers_in(ranges: Ranges, total: int) -> set[int]:
    """The numbers of a posting that some ranges name."""
    return {n for first, last in ranges for n in range(max(first, 1), min(last, total) + 1)}


def noticed(
    case: Case, n: int, subject: str, m: int, sha1: str | None, applied: bool, place: Place | None
) -> NoticedPatch:
    """Make the patch of a notice."""
    posted = case.posted.get(n)
    topic = (place.branch or None) if place and applied else None
    message_id = posted.message_id if posted else None
    return NoticedPatch(n=n, m=m, subject=subject, sha1=sha1, applied=applied, topic=topic, message_id=message_id)


def tree_for(case: Case, place: Place | None) -> str:
    """The tree that words name, or the one that the sender keeps; unit tests can only be in their own repository."""
    name = place.tree if place and place.tree else case.person.tree
    tests = case.profile.unit_tests
    mails = [*case.posting.patches[:1], *([case.posting.cover] if case.posting.cover else [])]
    if tests and any(word.lower() in tests.words for mail in mails for word in mail.words):
        trees = case.profile.trees
        if all(tree.repository == "linux" for tree in trees if tree.name == name):
            return next((tree.name for tree in trees if tree.repository != "linux"), name)
    return name


def applied_of(patches: Iterable[NoticedPatch]) -> list[NoticedPatch]:
    """The patches that the tree has."""
    return [patch for patch in patches if patch.applied]


def topics_of(patches: Iterable[NoticedPatch], places: Iterable[Place]) -> tuple[str, ...]:
    """The branches of some patches; where that of one is not known, every branch that is named."""
    applied = applied_of(patches)
    if applied and all(patch.topic for patch in applied):
        return tuple(dict.fromkeys(patch.topic for patch in applied if patch.topic))
    return tuple(dict.fromkeys(place.branch for place in places if place.branch))


def make_notice(
    case: Case,
    kind: Kind,
    tree: str,
    topics: tuple[str, ...],
    patches: Iterable[NoticedPatch],
    statement: Statement | None,
    *,
    correction: bool = False,
) -> Notice:
    """Make a notice of what was found in a case."""
    return Notice(
        message_id=case.said.message_id,
        answers=case.answered,
        sender=case.sender.lower(),
        kind=kind,
        tree=tree,
        topics=topics,
        patches=tuple(patches),
        quote=statement.quote if statement else case.said.correction,
        modified=case.said.modified if kind in ("accepted", "subset") else "",
        release=statement.release if statement else "",
        correction=correction,
    )
