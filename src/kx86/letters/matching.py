# SPDX-License-Identifier: GPL-2.0-or-later
"""What a notice lists and the patches of a posting in; which patch each listed one is out.

Subjects are changed when patches are taken, and mails about new commits count anew, so that number, subject, earlier commit and
order are asked in turn.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from kx86.letters.listing import Listed
from kx86.mail.late import late

# Pairs that are compared word by word.
_MOST_PAIRS = 20_000
_ALIKE = 0.5
_WORD = late(r"[a-z0-9_]{1,60}")


class Posted(Protocol):
    """A patch or cover letter as it was posted."""

    @property
    def message_id(self) -> str:
        """Its Message-ID."""

    @property
    def n(self) -> int:
        """Its number, 0 for a cover letter."""

    @property
    def title(self) -> str:
        """Its subject without brackets."""

    @property
    def words(self) -> tuple[str, ...]:
        """Words in the brackets of its subject that name a repository or tree."""

    @property
    def sender_email(self) -> str:
        """The address that it was sent from."""


class PostedSeries(Protocol):
    """One version of a series as it was posted."""

    @property
    def cover(self) -> Posted | None:
        """The cover letter."""

    @property
    def patches(self) -> Sequence[Posted]:
        """The patches at hand, in order."""

    @property
    def m(self) -> int:
        """How many patches were announced."""


def plain(subject: str) -> str:
    """A subject for comparing: letters and digits alone."""
    return " ".join(_WORD.findall(subject.lower()))


def numbers(
    listing: Sequence[Listed], posting: PostedSeries, known: Mapping[int, tuple[str, str | None]] = {}
) -> list[int | None]:
    """The number in the posting of each listed patch, None where nothing fits.

    `known` has what earlier notices said: number in the posting -> (subject, commit).
    """
    total = total_of(posting)
    if listing and all(one.m == total and one.n is not None for one in listing):
        return [one.n for one in listing]
    found = _by_name(listing, posting, known)
    guessed = _by_likeness(listing, found, posting, known)
    return _by_order(listing, found, guessed, sorted(known) if known else [patch.n for patch in posting.patches])


def total_of(posting: PostedSeries) -> int:
    """How many patches a posting has, as far as that is known."""
    return min(max([posting.m, *(patch.n for patch in posting.patches)], default=1), 999)


def _by_name(
    listing: Sequence[Listed], posting: PostedSeries, known: Mapping[int, tuple[str, str | None]]
) -> list[int | None]:
    """Match by the commit or subject that an earlier notice had, or by the subject posted; each number once."""
    by_sha1 = {sha1[:12]: n for n, (_, sha1) in known.items() if sha1}
    by_subject = {plain(patch.title): patch.n for patch in reversed(posting.patches)}
    by_subject |= {plain(subject): n for n, (subject, _) in known.items() if subject}
    found: list[int | None] = []
    taken: set[int] = set()
    for one in listing:
        n = by_sha1.get((one.sha1 or "")[:12]) or (by_subject.get(plain(one.subject)) if one.subject else None)
        n = None if n in taken else n
        found.append(n)
        if n is not None:
            taken.add(n)
    return found


def _by_likeness(
    listing: Sequence[Listed],
    found: Sequence[int | None],
    posting: PostedSeries,
    known: Mapping[int, tuple[str, str | None]],
) -> list[int | None]:
    """Match what is left by the words of the subject, as posted or as listed before."""
    taken = {n for n in found if n is not None}
    free = {patch.n: [_words(patch.title)] for patch in posting.patches if patch.n not in taken}
    for n, (subject, _) in known.items():
        if n not in taken and subject:
            free.setdefault(n, []).append(_words(subject))
    guessed = list(found)
    pairs = 0
    for at, one in enumerate(listing):
        pairs += len(free)
        if guessed[at] is not None or not one.subject or pairs > _MOST_PAIRS:
            continue
        words = _words(one.subject)
        likeness, n = max(
            ((max(_likeness(words, other) for other in others), -n) for n, others in free.items()), default=(0.0, 0)
        )
        if likeness >= _ALIKE:
            guessed[at] = -n
            del free[-n]
    return guessed


def _by_order(
    listing: Sequence[Listed], found: list[int | None], guessed: list[int | None], candidates: list[int]
) -> list[int | None]:
    """When as many are listed as may be meant and the matches agree, the order tells the rest, and beats likeness."""
    if len(listing) != len(candidates) or any(n not in (None, c) for n, c in zip(found, candidates, strict=True)):
        return guessed
    sure = sum(n is not None for n in guessed)
    agree = sum(n == c for n, c in zip(guessed, candidates, strict=True))
    # A list of one, or of bare commits, has nothing but its place; else some subjects must show that this posting is meant.
    alone = len(listing) == 1 or not any(one.subject for one in listing)
    return list(candidates) if alone or (sure and 2 * agree >= sure) else guessed


def _words(subject: str) -> set[str]:
    return set(plain(subject).split())


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0
