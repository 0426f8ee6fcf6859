# SPDX-License-Identifier: GPL-2.0-or-later
"""A posting in; what versions are told by out, made once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kx86.mail.message import Address
from kx86.profile.model import Profile
from kx86.series.digest import Digest
from kx86.series.posting import Posting, repository
from kx86.series.senders import same_person
from kx86.series.titles import title_key

# So many patches of a posting are compared; those that share one of so many lines with another are looked at closely.
_PATCHES = 120
_FIRST = 16
_HOLDERS = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class Sight:
    """A posting and its place in order of dates, with the marks by which it is compared.

    `lane` is the same for postings that may be versions of each other: of one repository, for the same kernels.  `key` holds
    the words of the title, `person` name and address of who sent it, `number` the version as numbers, (2, 1) for v2.1, and
    `patches` those that are compared.
    """

    at: int
    posting: Posting
    lane: tuple[str, ...]
    key: tuple[str, ...]
    person: tuple[str, str]
    number: tuple[int, ...]
    patches: tuple[Digest, ...]

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
    def files(self) -> frozenset[str]:
        """The names of the files that it touches, without their folders."""
        return frozenset().union(*map(_names, self.patches))

    @cached_property
    def _patch_ids(self) -> frozenset[str]:
        return frozenset(patch.patch_id for patch in self.patches if patch.patch_id)

    @cached_property
    def _files(self) -> dict[tuple[str, ...], frozenset[str]]:
        """The names of the files that the patches of each title touch."""
        found: dict[tuple[str, ...], frozenset[str]] = {}
        for patch, key in zip(self.patches, self.patch_keys, strict=True):
            found[key] = found.get(key, frozenset()) | _names(patch)
        return found

    @cached_property
    def _by_line(self) -> dict[int, list[int]]:
        """Which patches hold one of the first lines of their sketches; a line that many hold tells nothing."""
        found: dict[int, list[int]] = {}
        for number, patch in enumerate(self.patches):
            for line in patch.sketch[:_FIRST]:
                found.setdefault(line, []).append(number)
        return {line: numbers for line, numbers in found.items() if len(numbers) <= _HOLDERS}

    @cached_property
    def _sketches(self) -> tuple[frozenset[int], ...]:
        return tuple(frozenset(patch.sketch) for patch in self.patches)

    def alike(self, other: "Sight") -> int:
        """Count the patches of another posting that are here too: same change, same title and file, or most lines the same."""
        both = 0
        for number, (patch, key) in enumerate(zip(other.patches, other.patch_keys, strict=True)):
            # Spelling mistakes are fixed under one title in many files.
            titled = key in self._files and not self._files[key].isdisjoint(_names(patch))
            same = titled or patch.patch_id in self._patch_ids
            both += same or self._resembles(patch, other._sketches[number])
        return min(both, len(self.patches))

    def _resembles(self, patch: Digest, lines: frozenset[int]) -> bool:
        """Does a patch here share at least half of its lines with this one?

        Sketches begin with the lowest checksums, so that patches that share half of their lines share some of the first.
        """
        near: dict[int, int] = {}
        by_line = self._by_line
        for line in patch.sketch[:_FIRST]:
            for number in by_line.get(line, ()):
                near[number] = near.get(number, 0) + 1
        for number in sorted(near, key=near.__getitem__, reverse=True)[:_HOLDERS]:
            mine = self._sketches[number]
            both = len(mine & lines)
            if 2 * both >= len(mine) + len(lines) - both:
                return True
        return False

    def is_by_author_of(self, other: "Sight") -> bool:
        """Did the same person send both?"""
        return _same_person(*self.person, *other.person)


@lru_cache(maxsize=16384)
def _same_person(name: str, email: str, other_name: str, other_email: str) -> bool:
    return same_person(Address(name=name, email=email), Address(name=other_name, email=other_email))


def _names(patch: Digest) -> frozenset[str]:
    """The names of the files that a patch touches, without their folders, which are moved at times."""
    return frozenset(path.rpartition("/")[2] for path in patch.files)


def sights(postings: Iterable[Posting], profile: Profile | None) -> list[Sight]:
    """Make the sights of postings, in order of dates, each posting once."""
    by_id = {posting.id: posting for posting in postings}
    ordered = sorted(by_id.values(), key=lambda posting: (posting.date, posting.id))
    return [_sight(at, posting, profile) for at, posting in enumerate(ordered)]


def _sight(at: int, posting: Posting, profile: Profile | None) -> Sight:
    return Sight(
        at=at,
        posting=posting,
        lane=_lane(posting, profile),
        key=title_key(posting.title),
        person=(posting.author_name, posting.author_email),
        number=_number(posting.version),
        patches=posting.patches[:_PATCHES],
    )


@lru_cache(maxsize=256)
def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal()) or (1,)


def _lane(posting: Posting, profile: Profile | None) -> tuple[str, ...]:
    where = repository(posting, profile) if profile else "linux"
    return ("stable", *sorted(posting.words)) if posting.picked else (where,)
