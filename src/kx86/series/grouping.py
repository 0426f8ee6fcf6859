# SPDX-License-Identifier: GPL-2.0-or-later
"""Patch mails in brief in; which of them make one posting out.

Patches stand together when they share thread, version, count, RFC and RESEND state and sender; a number that is taken already
opens a further posting.  Mails whose threading is broken are joined by the stem of their Message-IDs, and, where their dates
are known, when they were sent together and fill each other's gaps.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_Key = tuple[object, ...]
# Look at the newest few only: a hostile thread may send one number any number of times.
_OPEN = 8
# Mails of one posting leave within so many seconds; a cover letter that was forgotten may come later, in the thread.
_TOGETHER = 3600
# Message-IDs made by git send-email (`time.pid-n-address`), git format-patch --thread (`cover.time.git.address`) and b4
# (`date-name-vN-n-hash@address`): what the mails of one posting share is left when the number is cut out.
_STEMS = (
    re.compile(r"([0-9]{1,20}\.[0-9]{1,10}-|[0-9]{1,20}-)([0-9]{1,5})(-[^@]{1,200}@.{1,200})", re.DOTALL),
    re.compile(r"()(cover|[0-9a-f]{40})(\.[0-9]{9,11}\.git\..{1,200})", re.DOTALL),
    re.compile(r"([0-9]{8}-[^@]{1,200}-v[0-9]{1,4}-)([0-9]{1,4})(-[0-9a-f]{6,40}@.{1,200})", re.DOTALL),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What grouping needs of a patch mail: who, when, which number, which version, and what it answers.

    `message_id` is None for a patch file.  `marks` are words in brackets that keep postings apart, such as kernel versions.
    `date` is None when nothing is known of it.
    """

    message_id: str | None
    n: int
    m: int
    counted: bool
    version: str | None
    rfc: bool
    resend: bool
    sender: str
    parents: tuple[str, ...]
    marks: tuple[str, ...] = ()
    date: int | None = None

    @property
    def kind(self) -> _Key:
        """What the mails of a posting have in common."""
        return (self.version, self.m, self.rfc, self.resend, self.marks)


@dataclass(slots=True, eq=False)
class _Group:
    """A posting in the making: the place of the mail that has each number, the root of its thread and whom it comes from."""

    first: Piece
    root: str | None
    at: dict[int, int] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    earliest: int | None = None
    latest: int | None = None
    gone: bool = False

    def add(self, piece: Piece, place: int) -> None:
        self.at[piece.n] = place
        if piece.message_id:
            self.ids.add(piece.message_id)
        if piece.date:
            self.earliest = min(piece.date, self.earliest or piece.date)
            self.latest = max(piece.date, self.latest or piece.date)

    @property
    def knows_its_root(self) -> bool:
        return self.root in self.ids


def group(pieces: Sequence[Piece]) -> list[list[int]]:
    """Put mails together into postings: the places of each posting's mails by number, in order of first appearance."""
    roots = _roots(pieces)
    known: dict[_Key, list[_Group]] = {}
    groups: list[_Group] = []
    for place, piece in enumerate(pieces):
        root = roots.get(piece.message_id or "", piece.message_id)
        keys = _keys(piece, root)
        home = _home(piece, keys, known)
        if home is None:
            home = _Group(first=piece, root=root)
            groups.append(home)
        home.add(piece, place)
        for key in keys:
            homes = known.setdefault(key, [])
            if not any(found is home for found in homes[-_OPEN:]):
                homes.append(home)
                del homes[:-_OPEN]
    _join_fragments(groups)
    return [[found.at[n] for n in sorted(found.at)] for found in groups if not found.gone]


def _home(piece: Piece, keys: Sequence[_Key], known: dict[_Key, list[_Group]]) -> _Group | None:
    """The posting that lacks a mail of this number, first the one that the mail answers."""
    homes = [found for key in keys for found in known.get(key, ()) if piece.n not in found.at]
    answered = (found for found in homes if piece.parents and piece.parents[0] in found.ids)
    return next(answered, homes[0] if homes else None)


def _keys(piece: Piece, root: str | None) -> list[_Key]:
    """Say by which marks a patch recognises its posting, the surest first; a patch alone in its posting has none."""
    if piece.m <= 1 and not piece.counted:
        return []
    if piece.message_id is None:
        return [("file", *piece.kind)]
    stem = stem_of(piece.message_id)
    keys: list[_Key] = [("stem", stem, *piece.kind)] if stem else []
    return [*keys, ("thread", root, piece.sender, *piece.kind)]


def stem_of(message_id: str) -> str | None:
    """Cut the patch number out of a Message-ID that a known program made; None for any other."""
    for shape in _STEMS:
        match = shape.fullmatch(message_id)
        if match:
            return f"{match[1]}*{match[3]}"
    return None


def _roots(pieces: Sequence[Piece]) -> dict[str, str]:
    """Follow the replies through the mails at hand up to the first mail of each posting's thread.

    A patch that answers a mail of another version starts a root of its own: version 2 sent in reply to version 1.
    """
    by_id = {piece.message_id: piece for piece in pieces if piece.message_id}
    roots: dict[str, str] = {}
    for piece in pieces:
        trail: dict[str, None] = {}
        at = piece.message_id
        last = at
        while at is not None and at not in roots and at not in trail:
            trail[at] = None
            at, last = _parent(by_id, at), at
        root = last if at is None else roots.get(at, at)
        if root is not None:
            roots.update(dict.fromkeys(trail, root))
    return roots


def _parent(by_id: dict[str, Piece], message_id: str) -> str | None:
    """The nearest mail of the same posting above a mail, else the nearest that is not at hand."""
    piece = by_id.get(message_id)
    if piece is None:
        return None
    absent = None
    for parent in piece.parents:
        above = by_id.get(parent)
        if above is None:
            absent = absent or parent
        elif (above.version, above.m) == (piece.version, piece.m):
            return parent
    return absent


def _join_fragments(groups: Sequence[_Group]) -> None:
    """Join parts of one posting whose threading or prefixes differ: each has what the other lacks, and they left together."""
    buckets: dict[_Key, list[_Group]] = {}
    for found in groups:
        if found.first.m <= 1 and not found.first.counted:
            continue
        keys = list(_fragment_keys(found))
        home = next(
            (other for key in keys for other in reversed(buckets.get(key, ())) if _belongs(other, found, key)), None
        )
        if home is not None:
            _absorb(home, found)
            continue
        for key in keys:
            homes = buckets.setdefault(key, [])
            homes.append(found)
            del homes[:-_OPEN]


def _fragment_keys(found: _Group) -> Iterator[_Key]:
    first = found.first
    stem = stem_of(first.message_id) if first.message_id else None
    if stem:
        yield ("stem", stem)
    if first.message_id:
        yield ("root", found.root, first.m, first.sender)
    yield ("sender", first.sender, *first.kind)


def _belongs(home: _Group, found: _Group, key: _Key) -> bool:
    if not home.at.keys().isdisjoint(found.at.keys()) or home.first.marks != found.first.marks:
        return False
    if key[0] == "stem":
        # A number beyond the count of the cover letter is a slip of whoever wrote it; one run sends one posting.
        return home.first.m == found.first.m or (0 in home.at) != (0 in found.at)
    if not _together(home, found):
        return False
    # Patches that answer two mails that are not at hand belong to two postings.
    return key[0] == "root" or home.knows_its_root or found.knows_its_root


def _together(one: _Group, two: _Group) -> bool:
    if one.earliest is None or one.latest is None or two.earliest is None or two.latest is None:
        return False
    return two.earliest - one.latest <= _TOGETHER and one.earliest - two.latest <= _TOGETHER


def _absorb(home: _Group, found: _Group) -> None:
    home.at.update(found.at)
    home.ids |= found.ids
    for date in (found.earliest, found.latest):
        if date:
            home.earliest = min(date, home.earliest or date)
            home.latest = max(date, home.latest or date)
    found.gone = True
