# SPDX-License-Identifier: GPL-2.0-or-later
"""What a mail says, who sent it and the posting that it answers in; the notices that may be believed out.

A notice counts only from an address that the profile names.  The listing of a mail is believed before its prose, and the link to a
commit before the name of a tree.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from kx86.letters.listing import Listed
from kx86.letters.matching import Posted, PostedSeries, numbers, plain, total_of
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
class _Case:
    """Everything that a notice is understood from."""

    said: Said
    person: Person
    sender: str
    answered: str
    posting: PostedSeries
    earlier: tuple[Notice, ...]
    profile: Profile

    @property
    def total(self) -> int:
        return total_of(self.posting)

    @property
    def is_own(self) -> bool:
        """Did the sender post this?  Who answers reviews of his own patches picks up and drops much that no tree has."""
        return any(patch.sender_email.lower() == self.sender.lower() for patch in self.posting.patches[:1])

    def standing(self) -> dict[int, NoticedPatch]:
        """What the earlier notices leave as taken, by number."""
        found: dict[int, NoticedPatch] = {}
        for notice in self.earlier:
            for patch in notice.patches:
                if patch.applied:
                    found[patch.n] = patch
                elif notice.kind == "dropped":
                    found.pop(patch.n, None)
        return found

    def posted(self, n: int) -> Posted | None:
        return next((patch for patch in self.posting.patches if patch.n == n), None)


def understand(
    said: Said, *, sender: str, answered: str, posting: PostedSeries, earlier: Sequence[Notice], profile: Profile
) -> tuple[Notice, ...]:
    """Tell what a mail means for a posting, () when it means nothing or its sender's word does not count.

    `sender` is the address of the sender, `answered` the mail of the posting that is answered (the nearest above), and
    `earlier` are the notices about the same posting so far, in the order of their mails.
    """
    person = profile.notifier(sender)
    if person is None or said.request or said.pulled is not None:
        return ()
    case = _Case(said, person, sender, answered, posting, tuple(earlier), profile)
    accepted = [one for one in said.statements if one.deed == "accepted" and (one.plain or not case.is_own)]
    moved = [one for one in said.statements if one.deed == "moved"]
    if moved and (earlier or not accepted) and (found := _moved(case, moved)):
        return found
    if accepted:
        return _accepted(case, accepted)
    if not said.statements and any(one.sha1 and one.n is not None for one in said.listing):
        return _listed_only(case)
    dropped = [one for one in said.statements if one.deed == "dropped"]
    return (_dropped(case, dropped) if dropped else ()) or (_corrected(case) if said.corrected else ())


# --- Accepted


@dataclass(slots=True)
class _Taken:
    """A patch and where it went."""

    patch: NoticedPatch
    tree: str


def _accepted(case: _Case, statements: Sequence[Statement]) -> tuple[Notice, ...]:
    places = [place for one in statements for place in one.places]
    if any(place.tree or place.branch for place in places):
        places = [place for place in places if place.tree or place.branch]
    listing = [one for one in case.said.listing if one.n is not None]
    listing = listing or [one for one in case.said.listing if not one.inline and one.subject]
    # A program that found no commit at all knows nothing: the words decide.
    blind = all(one.sha1 is None and one.marker == "no commit info" for one in listing)
    taken = _by_text(case, places) if blind else _by_listing(case, listing, places)
    return _notices(case, taken, places, statements[0])


def _by_listing(case: _Case, listing: Sequence[Listed], places: Sequence[Place]) -> list[_Taken] | None:
    """The listed patches; None when the listing is about something else."""
    evidence = any(one.sha1 or one.marker for one in listing)
    found: list[_Taken] = []
    for one, n in zip(listing, numbers(listing, case.posting), strict=True):
        if n is None or not 0 < n <= case.total:
            continue
        place = _place_of(case, n, places)
        patch = _patch(case, n, one.subject, one.m or case.total, one.sha1, bool(one.sha1) or not evidence, place)
        found.append(_Taken(patch, one.tree or _tree(case, place)))
    return found or None


def _by_text(case: _Case, places: Sequence[Place]) -> list[_Taken]:
    """The patches that the words name."""
    found: dict[int, _Taken] = {}
    left: list[int] = []
    for place in sorted(places, key=lambda place: place.extent.word == "rest"):
        chosen, left_out = _chosen(case, place.extent, set(found))
        for n in chosen:
            posted = case.posted(n)
            patch = _patch(case, n, posted.title if posted else "", case.total, None, True, place)
            found.setdefault(n, _Taken(patch, _tree(case, place)))
        left += left_out
    for n in left:
        posted = case.posted(n)
        patch = _patch(case, n, posted.title if posted else "", case.total, None, False, None)
        found.setdefault(n, _Taken(patch, ""))
    return [found[n] for n in sorted(found)]


def _chosen(case: _Case, extent: Extent, before: set[int]) -> tuple[list[int], list[int]]:
    """The numbers that some words choose, and those that they leave out by name."""
    every = range(1, case.total + 1)
    if extent.only or extent.without:
        without = _within(extent.without, case.total)
        only = _within(extent.only, case.total) if extent.only else set(every)
        return sorted(only - without), sorted(without)
    if extent.first or extent.last:
        chosen = [n for n in every if _at_edge(n, extent, case.total)]
        return chosen, [n for n in every if n not in chosen] if extent.first < 0 or extent.last < 0 else []
    if extent.word == "rest":
        standing = case.standing()
        return [n for n in every if n not in before and n not in standing], []
    if extent.word == "vague" and case.total > 1:
        return [], []
    answered = next((patch.n for patch in case.posting.patches if patch.message_id == case.answered), 0)
    return ([answered], []) if answered and extent.word != "all" else (list(every), [])


def _at_edge(n: int, extent: Extent, total: int) -> bool:
    if extent.first < 0 or extent.last < 0:
        return -extent.first < n <= total + extent.last
    return n <= extent.first or n > total - extent.last


def _within(ranges: Ranges, total: int) -> set[int]:
    return {n for first, last in ranges for n in range(max(first, 1), min(last, total) + 1)}


def _place_of(case: _Case, n: int, places: Sequence[Place]) -> Place | None:
    """The place where a listed patch went, as far as the words tell."""
    if len(places) < 2:
        return places[0] if places else None
    said = [place for place in places if place.extent.only and n in _within(place.extent.only, case.total)]
    rest = [place for place in places if not place.extent.only]
    fits = said or rest
    return fits[0] if len(fits) == 1 else None


def _patch(
    case: _Case, n: int, subject: str, m: int, sha1: str | None, applied: bool, place: Place | None
) -> NoticedPatch:
    posted = case.posted(n)
    topic = (place.branch or None) if place and applied else None
    message_id = posted.message_id if posted else None
    return NoticedPatch(n=n, m=m, subject=subject, sha1=sha1, applied=applied, topic=topic, message_id=message_id)


def _tree(case: _Case, place: Place | None) -> str:
    """The tree that words name, or the one that the sender keeps; unit tests can only be in their own repository."""
    name = place.tree if place and place.tree else case.person.tree
    tests = case.profile.unit_tests
    mails = [*case.posting.patches[:1], *([case.posting.cover] if case.posting.cover else [])]
    if tests and any(word.lower() in tests.words for mail in mails for word in mail.words):
        trees = case.profile.trees
        if all(tree.repository == "linux" for tree in trees if tree.name == name):
            return next((tree.name for tree in trees if tree.repository != "linux"), name)
    return name


def _notices(
    case: _Case, taken: list[_Taken] | None, places: Sequence[Place], statement: Statement
) -> tuple[Notice, ...]:
    """One notice a tree; none when a listing is about other patches, or when nothing was applied."""
    if taken is None:
        return ()
    applied = {one.patch.n for one in taken if one.patch.applied}
    if not applied and any(not one.patch.applied for one in taken):
        return ()
    trees = list(dict.fromkeys(one.tree for one in taken if one.patch.applied)) or [
        _tree(case, places[0] if places else None)
    ]
    kind: Kind = "accepted" if len(applied) >= case.total else "subset"
    found: list[Notice] = []
    for tree in trees:
        patches = [one.patch for one in taken if (one.patch.applied and one.tree == tree) or not one.patch.applied]
        topics = _topics(patches, [place for place in places if len(trees) == 1 or place.tree in ("", tree)])
        found.append(_notice(case, kind, tree, topics, patches if tree == trees[0] else _applied(patches), statement))
    return tuple(found)


def _applied(patches: Iterable[NoticedPatch]) -> list[NoticedPatch]:
    return [patch for patch in patches if patch.applied]


def _topics(patches: Iterable[NoticedPatch], places: Iterable[Place]) -> tuple[str, ...]:
    applied = _applied(patches)
    if applied and all(patch.topic for patch in applied):
        return tuple(dict.fromkeys(patch.topic for patch in applied if patch.topic))
    return tuple(dict.fromkeys(place.branch for place in places if place.branch))


def _notice(
    case: _Case,
    kind: Kind,
    tree: str,
    topics: tuple[str, ...],
    patches: Iterable[NoticedPatch],
    statement: Statement | None,
    *,
    correction: bool = False,
) -> Notice:
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


def _listed_only(case: _Case) -> tuple[Notice, ...]:
    """A listing with commits and no word that is understood: new commits after an earlier notice, else no notice."""
    if not any(notice.kind in ("accepted", "subset") for notice in case.earlier):
        return ()
    return _moved(case, [Statement(deed="moved", places=(), quote="")])


# --- Moved


def _moved(case: _Case, statements: Sequence[Statement]) -> tuple[Notice, ...]:
    """New commits of patches that were taken before."""
    standing = case.standing()
    plainly = any(one.plain for one in statements)
    counted = [one for one in case.said.listing if one.n is not None and one.sha1]
    listing = counted or [one for one in case.said.listing if one.sha1]
    known = {n: (patch.subject, patch.sha1) for n, patch in standing.items()}
    if not listing:
        if not plainly or not standing:
            return ()
        first = case.earlier[-1]
        return (_notice(case, "moved", first.tree, _statement_topics(statements) or first.topics, (), statements[0]),)
    if not standing and not (plainly and counted):
        return ()
    found: list[_Taken] = []
    for one, n in zip(listing, numbers(listing, case.posting, known), strict=True):
        if n is None or not 0 < n <= case.total:
            continue
        old = standing.get(n)
        posted = case.posted(n)
        subject = one.subject or (old.subject if old else posted.title if posted else "")
        patch = NoticedPatch(
            n=n,
            m=one.m or case.total,
            subject=subject,
            sha1=one.sha1,
            topic=(old.topic if old else None) or next(iter(_statement_topics(statements)), None),
            message_id=posted.message_id if posted else None,
        )
        found.append(_Taken(patch, one.tree or case.person.tree))
    if not found or all(standing.get(one.patch.n) and standing[one.patch.n].sha1 == one.patch.sha1 for one in found):
        return ()
    places = [place for one in statements for place in one.places]
    trees = dict.fromkeys(one.tree for one in found)
    return tuple(
        _notice(case, "moved", tree, _topics(patches, places), patches, statements[0])
        for tree in trees
        for patches in [[one.patch for one in found if one.tree == tree]]
    )


def _statement_topics(statements: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.branch for one in statements for place in one.places if place.branch))


# --- Dropped, corrected


def _dropped(case: _Case, statements: Sequence[Statement]) -> tuple[Notice, ...]:
    """Patches that were taken and are gone again."""
    standing = case.standing()
    for one in statements:
        place = one.places[0]
        if not standing and not place.tree and (not one.plain or case.is_own):
            continue
        gone, _ = _chosen(case, place.extent, set())
        topics = tuple(dict.fromkeys(patch.topic for patch in standing.values() if patch.topic))
        if place.branch and not place.tree and plain(place.branch) not in {plain(topic) for topic in topics}:
            continue
        if standing:
            gone = [n for n in gone if n in standing] if place.extent.is_said else sorted(standing)
        patches = [_gone(case, n, standing.get(n)) for n in gone]
        if patches:
            tree = place.tree or (case.earlier[-1].tree if case.earlier else case.person.tree)
            return (_notice(case, "dropped", tree, (place.branch,) if place.branch else topics, patches, one),)
    return ()


def _gone(case: _Case, n: int, old: NoticedPatch | None) -> NoticedPatch:
    posted = case.posted(n)
    subject = old.subject if old else posted.title if posted else ""
    message_id = posted.message_id if posted else None
    return NoticedPatch(n=n, m=case.total, subject=subject, applied=False, message_id=message_id)


def _corrected(case: _Case) -> tuple[Notice, ...]:
    """Put the last acceptance right.  What it listed stands, since only its words were wrong."""
    last = next((one for one in reversed(case.earlier) if one.kind in ("accepted", "subset")), None)
    if last is None or last.sender != case.sender.lower():
        return ()
    if any(patch.sha1 for patch in last.patches):
        patches = list(last.patches)
    else:
        named = _within(case.said.corrected, case.total)
        leaves_out = any(not patch.applied for patch in last.patches)
        applied = set(range(1, case.total + 1)) - named if leaves_out else named
        topic = next(iter(last.topics), None)
        patches = [_recounted(case, n, n in applied, topic) for n in sorted(applied | named)]
    kind: Kind = "accepted" if len(_applied(patches)) >= case.total else "subset"
    return (_notice(case, kind, last.tree, last.topics, patches, None, correction=True),)


def _recounted(case: _Case, n: int, applied: bool, topic: str | None) -> NoticedPatch:
    posted = case.posted(n)
    return NoticedPatch(
        n=n,
        m=case.total,
        subject=posted.title if posted else "",
        applied=applied,
        topic=topic if applied else None,
        message_id=posted.message_id if posted else None,
    )
