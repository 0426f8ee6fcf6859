# SPDX-License-Identifier: GPL-2.0-or-later
"""Digests of the patch mails of an archive in, in any order; postings out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kx86.mail.message import Address
from kx86.series.assemble import missing
from kx86.series.digest import Digest
from kx86.series.grouping import Piece, group, stem_of
from kx86.series.posting import Posting
from kx86.series.senders import is_relayed, same_person
from kx86.series.titles import title_key

# Nobody sent patches to a list before 1991; such a date is that of a clock that was never set.
_FIRST = 662_688_000
# A partial reroll goes on below a reroll; a chain of them is followed so far.
_DEEP = 20


def put_together(digests: Iterable[Digest]) -> tuple[Posting, ...]:
    """Put patches and cover letters together into postings, by date; the order of the digests does not matter."""
    mails = _in_order(digests)
    groups = group([_piece(mail) for mail in mails])
    postings = [_posting([mails[place] for place in places]) for places in groups]
    home = {mail.message_id: number for number, posting in enumerate(postings) for mail in posting.mails}
    sent = _sent(postings)
    amended = {
        number: other
        for number, posting in enumerate(postings)
        if (other := _amends(number, postings, home)) is not None
        or ((other := _sent_alone(posting, sent)) is not None and other < number)
    }
    for number in amended:
        postings[number] = replace(postings[number], reroll=True, reroll_of=postings[_last(number, amended)].id)
    return tuple(sorted(postings, key=lambda posting: (posting.date, posting.id)))


def _in_order(digests: Iterable[Digest]) -> list[Digest]:
    """The mails by date and Message-ID, each once."""
    by_id: dict[str, Digest] = {}
    for mail in digests:
        other = by_id.setdefault(mail.message_id, mail)
        if other is not mail and other != mail:
            by_id[mail.message_id] = min(other, mail, key=repr)
    return sorted(by_id.values(), key=lambda mail: (mail.date, mail.message_id))


def _piece(mail: Digest) -> Piece:
    return Piece(
        message_id=mail.message_id,
        n=mail.n,
        m=mail.m,
        counted=mail.counted,
        version=mail.version,
        rfc=mail.rfc,
        resend=mail.resend,
        sender=mail.sender_email.lower(),
        parents=mail.parents,
        marks=mail.words if mail.picked else (),
        date=mail.date if mail.date > _FIRST else None,
    )


def _posting(mails: Sequence[Digest]) -> Posting:
    """Make a posting of its mails, which are in order of their numbers."""
    first = mails[0]
    version = next((mail.version for mail in mails if mail.version), None)
    m = max(mail.m for mail in mails)
    relayed = is_relayed(Address(name=first.sender_name, email=first.sender_email))
    return Posting(
        id=first.message_id,
        title=first.title,
        version=version or "1",
        version_written=version is not None,
        rfc=first.rfc,
        resend=first.resend,
        date=min((mail.date for mail in mails if mail.date > _FIRST), default=0),
        author_name=first.author_name if relayed else first.sender_name,
        author_email=first.author_email if relayed else first.sender_email,
        cover=first if first.is_cover else None,
        patches=tuple(mail for mail in mails if not mail.is_cover),
        m=m,
        missing=missing(frozenset(mail.n for mail in mails), m),
    )


def _amends(number: int, postings: Sequence[Posting], home: Mapping[str, int]) -> int | None:
    """The number of the posting that this one amends: patches of it, sent again by the same person inside its thread."""
    mine = postings[number]
    if mine.cover is not None:
        return None
    parents = mine.patches[0].parents
    above = (home[parent] for parent in parents if parent in home)
    return next((other for other in above if other != number and _is_part(mine, postings[other], parents)), None)


def _sent(postings: Sequence[Posting]) -> dict[tuple[object, ...], int]:
    """The first posting of more patches than one that holds a patch of this sender, version, number and title."""
    found: dict[tuple[object, ...], int] = {}
    for number, posting in enumerate(postings):
        if len(posting.patches) > 1:
            for patch in posting.patches:
                found.setdefault(_mark(patch, patch.version), number)
    return found


def _mark(patch: Digest, version: str | None) -> tuple[object, ...]:
    return (patch.sender_email.lower(), version or "1", patch.rfc, patch.n, patch.m, title_key(patch.title))


def _sent_alone(mine: Posting, sent: Mapping[tuple[object, ...], int]) -> int | None:
    """The posting that a patch sent in answer to a remark amends: it keeps its number, in this version or the next.

    The remark is no patch, so that the thread above it is not known.
    """
    if mine.m <= 1 or len(mine.mails) != 1 or mine.cover is not None:
        return None
    patch = mine.patches[0]
    own = stem_of(patch.message_id)
    if not patch.parents or own is None or any(stem_of(parent) == own for parent in patch.parents):
        return None
    before = str(int(mine.version) - 1) if mine.version.isdecimal() else None
    return sent.get(_mark(patch, patch.version), sent.get(_mark(patch, before)) if before else None)


def _is_part(mine: Posting, whole: Posting, parents: Sequence[str]) -> bool:
    """Are these some of the patches of a whole posting, and not a version of all of it?"""
    if whole.m <= 1 or len(mine.patches) >= len(whole.patches) or not _same_author(mine, whole):
        return False
    # The rest of a whole new version may have gone to another list.
    answered = [patch for patch in whole.patches if patch.message_id in parents]
    if mine.version != whole.version and not (len(mine.patches) == 1 and answered):
        return False
    return all(_replaces(patch, whole, answered) for patch in mine.patches)


def _replaces(patch: Digest, whole: Posting, answered: Sequence[Digest]) -> bool:
    """Does a patch stand for one of a posting: by its number, or by its title, or by what it answers and touches?"""
    if patch.counted and patch.m == whole.m:
        return any(other.n == patch.n for other in whole.patches)
    key = title_key(patch.title)
    if any(title_key(other.title) == key for other in whole.patches):
        return True
    return any(patch.patch_id == other.patch_id is not None or _alike(patch, other) for other in answered)


def _alike(one: Digest, two: Digest) -> bool:
    left, right = set(one.sketch), set(two.sketch)
    return 2 * len(left & right) >= len(left | right) > 0


def _same_author(one: Posting, two: Posting) -> bool:
    return same_person(
        Address(name=one.author_name, email=one.author_email), Address(name=two.author_name, email=two.author_email)
    )


def _last(number: int, amended: Mapping[int, int]) -> int:
    """Follow rerolls of rerolls to the posting that was sent whole; a loop ends where it began."""
    at = amended[number]
    for _ in range(_DEEP):
        if at not in amended or amended[at] == number:
            break
        at = amended[at]
    return at
