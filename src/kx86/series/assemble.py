# SPDX-License-Identifier: GPL-2.0-or-later
"""Put the patches and cover letters of one archive, mailbox or folder together into postings."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from kx86.series.commit import Commit, patch_of_commit
from kx86.series.grouping import Piece, group
from kx86.series.patch import Patch
from kx86.series.series import Series

_MOST = 255


def series_of_commits(commits: Sequence[Commit], title: str = "") -> Series:
    """Make the series that a revision range is, oldest commit first."""
    m = len(commits)
    patches = tuple(patch_of_commit(commit, n, m) for n, commit in enumerate(commits, 1))
    name = patches[0].shortlog if m == 1 or not title else title
    return Series(title=name, version="1", rfc=False, resend=False, cover=None, patches=patches, local=True)


def assemble(patches: Iterable[Patch]) -> tuple[Series, ...]:
    """Group patches into postings, in order of first appearance; a number that is taken already opens a further posting."""
    mails = list(patches)
    found = group([_piece(patch) for patch in mails])
    return tuple(_series([mails[place] for place in places]) for places in found)


def _piece(patch: Patch) -> Piece:
    subject = patch.subject
    return Piece(
        message_id=patch.message_id,
        n=patch.n,
        m=patch.m,
        counted=subject.m is not None,
        version=subject.version,
        rfc=subject.rfc,
        resend=subject.resend,
        sender=patch.sender.email.lower(),
        parents=patch.in_reply_to,
    )


def _series(mails: Sequence[Patch]) -> Series:
    """Make a series of the mails of one posting, which are in order of their numbers."""
    cover = mails[0] if mails[0].is_cover else None
    first = mails[0]
    m = max(patch.m for patch in mails)
    return Series(
        title=first.shortlog,
        version=first.subject.version or "1",
        rfc=first.subject.rfc,
        resend=first.subject.resend,
        cover=cover,
        patches=tuple(patch for patch in mails if not patch.is_cover),
        missing=missing(frozenset(patch.n for patch in mails), m),
    )


@lru_cache(maxsize=4096)
def missing(numbers: frozenset[int], m: int) -> tuple[int, ...]:
    """The numbers up to `m` that are not there; bounded, since a hostile subject may announce any number of patches.

    Mail without end that announces the same shares one answer.
    """
    return tuple(n for n in range(1, min(m, _MOST) + 1) if n not in numbers)
