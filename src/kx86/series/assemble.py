# SPDX-License-Identifier: GPL-2.0-or-later
"""Put the patches and cover letters of one archive, mailbox or folder together into postings."""

from collections.abc import Iterable, Sequence

from kx86.series.commit import Commit, patch_of_commit
from kx86.series.patch import Patch
from kx86.series.series import Series

_Key = tuple[object, ...]
_Posting = dict[int, Patch]
_OPEN = 8


def series_of_commits(commits: Sequence[Commit], title: str = "") -> Series:
    """Make the series that a revision range is, oldest commit first."""
    m = len(commits)
    patches = tuple(patch_of_commit(commit, n, m) for n, commit in enumerate(commits, 1))
    name = patches[0].shortlog if m == 1 or not title else title
    return Series(title=name, version="1", rfc=False, resend=False, cover=None, patches=patches, local=True)


def assemble(patches: Iterable[Patch]) -> tuple[Series, ...]:
    """Group patches into postings, in order of first appearance.

    Patches stand together when they share thread, version, count, RFC and RESEND state and author; a number that is taken
    already opens a further posting.  Mails whose threading is broken are joined by the stem of their Message-IDs, patch files
    without Message-ID by their counter alone.
    """
    mails = list(patches)
    roots = _roots(mails)
    known: dict[_Key, list[_Posting]] = {}
    postings: list[_Posting] = []
    for patch in mails:
        keys = _keys(patch, roots)
        home = next((found for key in keys for found in known.get(key, ()) if patch.n not in found), None)
        if home is None:
            home = {}
            postings.append(home)
        home[patch.n] = patch
        for key in keys:
            homes = known.setdefault(key, [])
            # Look at the newest few only: a hostile thread may send one number any number of times.
            if not any(found is home for found in homes[-_OPEN:]):
                homes.append(home)
                del homes[:-_OPEN]
    return tuple(_series(posting) for posting in postings)


def _keys(patch: Patch, roots: dict[str, str]) -> list[_Key]:
    """Say by which marks a patch recognises its posting, the surest first; a patch alone in its posting has none."""
    kind = (patch.subject.version, patch.m, patch.subject.rfc, patch.subject.resend)
    if patch.m <= 1 and patch.subject.m is None:
        return [("single", id(patch))]
    if patch.message_id is None:
        return [("file", *kind)]
    keys: list[_Key] = []
    stem = _stem(patch.message_id)
    if stem:
        keys.append(("stem", stem, *kind))
    keys.append(("thread", roots.get(patch.message_id, patch.message_id), patch.sender.email.lower(), *kind))
    return keys


def _stem(message_id: str) -> str | None:
    """Cut the patch number out of a Message-ID made by git send-email (`time.pid-n-address`); None for any other."""
    left, dash, rest = message_id.partition("-")
    number, dash2, address = rest.partition("-")
    if dash and dash2 and number.isdigit() and "@" in address and left.replace(".", "", 1).isdigit():
        return f"{left}-{address}"
    return None


def _roots(mails: Sequence[Patch]) -> dict[str, str]:
    """Follow In-Reply-To through the mails at hand up to the first mail of each posting's thread.

    A patch that answers a mail of another version starts a root of its own: version 2 sent in reply to version 1.
    """
    by_id = {patch.message_id: patch for patch in mails if patch.message_id}
    roots: dict[str, str] = {}
    for patch in mails:
        trail: dict[str, None] = {}
        at = patch.message_id
        last = at
        while at is not None and at not in roots and at not in trail:
            trail[at] = None
            at, last = _parent(by_id, at), at
        root = last if at is None else roots.get(at, at)
        if root is not None:
            roots.update(dict.fromkeys(trail, root))
    return roots


def _parent(by_id: dict[str, Patch], message_id: str) -> str | None:
    patch = by_id.get(message_id)
    if patch is None or not patch.in_reply_to:
        return None
    for parent in patch.in_reply_to:
        above = by_id.get(parent)
        if above is None or (above.subject.version, above.m) == (patch.subject.version, patch.m):
            return parent
    return None


def _series(posting: _Posting) -> Series:
    ordered = [posting[n] for n in sorted(posting)]
    cover = posting.get(0)
    patches = tuple(patch for patch in ordered if patch.n != 0)
    first = cover or patches[0]
    m = max(patch.m for patch in ordered)
    # Bound the count: a hostile subject may announce any number of patches.
    missing = tuple(n for n in range(1, min(m, 999) + 1) if n not in posting)
    return Series(
        title=first.shortlog,
        version=first.subject.version or "1",
        rfc=first.subject.rfc,
        resend=first.subject.resend,
        cover=cover,
        patches=patches,
        missing=missing,
    )
