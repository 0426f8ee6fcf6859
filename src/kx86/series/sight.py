# SPDX-License-Identifier: GPL-2.0-or-later
"""A posting in; what versions are told by out, made once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from kx86.mail.message import Address
from kx86.profile.model import Profile
from kx86.series.digest import Digest
from kx86.series.posting import Posting, repository
from kx86.series.senders import same_person
from kx86.series.titles import title_key

# So many patches of a posting, and lines of each, are compared.
_PATCHES = 120
_LINES = 128
_HOLDERS = 4


@dataclass(frozen=True, kw_only=True)
class Sight:
    """A posting and its place in order of dates, with the marks by which it is compared.

    `lane` is the same for postings that may be versions of each other: of one repository, for the same kernels.
    """

    at: int
    posting: Posting
    lane: tuple[str, ...]

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The words of the title."""
        return title_key(self.posting.title)

    @cached_property
    def author(self) -> Address:
        """Who sent it."""
        return Address(name=self.posting.author_name, email=self.posting.author_email)

    @cached_property
    def number(self) -> tuple[int, ...]:
        """The version as numbers: (2, 1) for v2.1."""
        return tuple(int(part) for part in self.posting.version.split(".") if part.isdecimal()) or (1,)

    @cached_property
    def patches(self) -> tuple[Digest, ...]:
        """The patches that are compared."""
        return self.posting.patches[:_PATCHES]

    @cached_property
    def patch_keys(self) -> tuple[tuple[str, ...], ...]:
        """The words of each patch's title."""
        return tuple(title_key(patch.title) for patch in self.patches)

    @cached_property
    def ids(self) -> frozenset[str]:
        """The Message-IDs of its mails."""
        return frozenset(mail.message_id for mail in self.posting.mails)

    @cached_property
    def change_ids(self) -> frozenset[str]:
        """The change ids of its mails."""
        return frozenset(mail.change_id for mail in self.posting.mails if mail.change_id)

    @cached_property
    def _lines(self) -> dict[int, list[int]]:
        """Which patches hold a line of a sketch; a line that many hold tells nothing."""
        found: dict[int, list[int]] = {}
        for number, patch in enumerate(self.patches):
            for line in patch.sketch[:_LINES]:
                found.setdefault(line, []).append(number)
        return {line: numbers for line, numbers in found.items() if len(numbers) <= _HOLDERS}

    def alike(self, other: "Sight") -> int:
        """Count the patches of another posting that are here too: same change, same title, or most lines the same."""
        ids = {patch.patch_id for patch in self.patches if patch.patch_id}
        keys = set(self.patch_keys)
        both = 0
        for patch, key in zip(other.patches, other.patch_keys, strict=True):
            both += patch.patch_id in ids or key in keys or self._resembles(patch)
        return min(both, len(self.patches))

    def _resembles(self, patch: Digest) -> bool:
        """Does a patch here share at least half of its lines with this one?"""
        mine = patch.sketch[:_LINES]
        hits: dict[int, int] = {}
        for line in mine:
            for number in self._lines.get(line, ()):
                hits[number] = hits.get(number, 0) + 1
        return any(
            2 * count >= len(mine) + min(len(self.patches[number].sketch), _LINES) - count for number, count in hits.items()
        )

    def is_by_author_of(self, other: "Sight") -> bool:
        """Did the same person send both?"""
        return same_person(self.author, other.author)


def sights(postings: Iterable[Posting], profile: Profile | None) -> list[Sight]:
    """Make the sights of postings, in order of dates, each posting once."""
    by_id = {posting.id: posting for posting in postings}
    ordered = sorted(by_id.values(), key=lambda posting: (posting.date, posting.id))
    return [Sight(at=at, posting=posting, lane=_lane(posting, profile)) for at, posting in enumerate(ordered)]


def _lane(posting: Posting, profile: Profile | None) -> tuple[str, ...]:
    where = repository(posting, profile) if profile else "linux"
    return ("stable", *sorted(posting.words)) if posting.picked else (where,)
