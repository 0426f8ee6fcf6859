# SPDX-License-Identifier: GPL-2.0-or-later
"""Two postings in; whether they are versions of one series by themselves, how surely and why, out.

A revision number alone never links two postings; it only keeps apart what it contradicts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kx86.series.chain import By, Link
from kx86.series.sight import Sight
from kx86.series.titles import are_near, are_related

_DAY = 86_400
# A series that rests longer is not continued but begun anew; the same version is sent again sooner, or not at all.
_LONGEST = 900 * _DAY
_AGAIN = 120 * _DAY
_SOON = 60 * _DAY
# What stands before a link to an earlier version: "Link to v1:", "v2:", "[RFC]", "previous version:".
_NAMED = re.compile(r"(?<![a-z0-9])v(?:er(?:sion)?)?[ .]?(\d{1,3})(?![\d.]*\d)", re.IGNORECASE)
_EARLIER = re.compile(
    r"\b(?:prev(?:ious(?:ly)?)?|last|rfc(?:[ _-]?v?\d{1,3})?|original|old(?:er)?|earlier|history)\b", re.IGNORECASE
)
# Such a label says it by itself; of any other that holds a version the version may be that of a series in its neighbourhood.
_PLAIN = re.compile(
    r"\W{0,6}(?:(?:links?|diff|changes?|changelog|since|from|to|in|of|the|rfc|patch|posting)\W{1,3}){0,5}v(?:er(?:sion)?)?[ .]?\d",
    re.IGNORECASE,
)
_ON_TOP = re.compile(
    r"\b(?:depends?|depending|based|on top|prerequisite|requires?|base|apply|applies|fix(?:es)?|see"
    r"|(?:prev\w{0,9}|other|companion|related|separate|earlier)\s(?:patch\s?)?(?:series|set))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Edge:
    """A link between two postings, by their places, and how sure it is: the lower the rank the surer."""

    rank: int
    earlier: int
    later: int
    link: Link


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two postings, the earlier first, and what they have in common.

    `gap` counts the seconds between them.  `same_title` holds when the titles have the same words, `same_author` when the same
    person sent both.
    """

    one: Sight
    two: Sight
    gap: int
    same_title: bool
    same_author: bool

    @cached_property
    def alike(self) -> int:
        """How many patches are in both."""
        return self.one.alike(self.two)

    @property
    def smaller(self) -> int:
        """The number of patches of the smaller."""
        return min(len(self.one.patches), len(self.two.patches))

    @property
    def larger(self) -> int:
        """The number of patches of the larger."""
        return max(len(self.one.patches), len(self.two.patches))

    @cached_property
    def has_near_title(self) -> bool:
        """Do the titles share most of the words that tell something?"""
        return self.same_title or are_near(self.one.key, self.two.key)

    @property
    def is_mostly_same(self) -> bool:
        """Is at least half of the smaller, and a third of the larger, in both?"""
        return 0 < self.smaller <= 2 * self.alike and self.larger <= 3 * self.alike

    @property
    def advances(self) -> bool:
        """Does the version go up, or an RFC become a version?"""
        one, two = self.one.posting, self.two.posting
        if one.rfc and not two.rfc:
            return True
        return self.two.number > self.one.number

    @property
    def is_next(self) -> bool:
        """Is it the very next version, or the first one after an RFC?"""
        one, two = self.one.posting, self.two.posting
        if one.rfc and not two.rfc and self.two.number == (1,):
            return True
        return two.version_written and self.two.number[0] == self.one.number[0] + 1

    @property
    def is_next_soon(self) -> bool:
        """Was the next version, by its own number, sent soon after?"""
        return self.is_next and self.two.posting.version_written and self.gap <= _SOON

    @property
    def is_reworked(self) -> bool:
        """Is it the next version, soon after, under nearly the same title and on the same files, though no line was kept?"""
        return self.is_next_soon and self.has_near_title and not self.one.files.isdisjoint(self.two.files)

    @property
    def is_same_version(self) -> bool:
        """Do both have the same version, and are both or neither an RFC?"""
        return self.one.posting.rfc == self.two.posting.rfc and self.one.number == self.two.number

    @property
    def is_again(self) -> bool:
        """Was the same version sent again: marked so, at once, after a part of it, or with most patches the same?"""
        one, two = self.one.posting, self.two.posting
        if not (self.same_author and self.gap <= _AGAIN):
            return False
        if self.same_title and (two.resend or ((one.missing or two.missing) and 2 * self.alike >= self.smaller)):
            return True
        if not self.is_mostly_same:
            return False
        # What was split off begins at version 1, or at the next one.
        grown = self.two.number > (1,) and self.alike == self.smaller and self.larger <= 2 * self.alike
        return self.has_near_title or grown or self.larger * 4 <= self.alike * 5

    @property
    def agrees(self) -> bool:
        """Do the versions allow that one follows the other?"""
        return self.advances or (self.is_same_version and self.is_again) or self.is_late

    @property
    def is_late(self) -> bool:
        """Does an earlier version carry the later date, by a clock that was wrong or a number that was forgotten?"""
        back = self.one.posting.rfc == self.two.posting.rfc and self.two.number < self.one.number
        return back and self.is_mostly_same and self.has_near_title


def pair_of(one: Sight, two: Sight) -> Pair:
    """Put two postings side by side, the earlier first."""
    return Pair(
        one=one,
        two=two,
        gap=abs(two.posting.date - one.posting.date),
        same_title=one.key == two.key != (),
        same_author=one.is_by_author_of(two),
    )


def weigh(one: Sight, two: Sight) -> Edge | None:
    """The link between two postings, None when they are not versions of one series by themselves."""
    if one.lane != two.lane:
        return None
    found = next(_judgements(pair_of(one, two)), None)
    if found is None:
        return None
    rank, by, reasons = found
    return Edge(rank, one.at, two.at, Link(earlier=one.posting.id, later=two.posting.id, reasons=reasons, by=by))


def _judgements(pair: Pair) -> Iterator[tuple[int, By, tuple[str, ...]]]:
    """What links two postings, the surest first."""
    if two := _reroll(pair):
        yield two
    if pair.one.change_ids & pair.two.change_ids:
        yield 1, "change-id", ("same change-id",)
    if not (pair.same_author or pair.same_title):
        return
    # A clock may be wrong by years.
    if pair.gap > _LONGEST and not (pair.same_title and pair.is_mostly_same):
        return
    if pair.same_title and pair.same_author and pair.agrees:
        yield 2, "title", (f"same title and author, {_days(pair.gap)} apart",)
    label = _label(pair)
    if label is not None and (found := _by_link(pair, label)):
        yield found
    yield from _by_patches(pair)


def _reroll(pair: Pair) -> tuple[int, By, tuple[str, ...]] | None:
    one, two = pair.one.posting, pair.two.posting
    if two.reroll_of == one.id or one.reroll_of == two.id:
        return 0, "link", ("patches sent again in the thread",)
    return None


def _by_link(pair: Pair, label: str) -> tuple[int, By, tuple[str, ...]] | None:
    """Judge a link from one to the other: two series may link to each other without being versions."""
    supported = pair.is_mostly_same or pair.has_near_title
    calls_it = _calls(label, pair, borne_out=supported or pair.alike > 0 or pair.is_next)
    reasons: tuple[str, ...] = (
        f"the {_what(pair.two)} links it as {label!r}" if label else f"the {_what(pair.two)} links it",
    )
    if _ON_TOP.search(label) or not pair.advances:
        return None
    if pair.same_author and (calls_it or (supported and pair.is_next)):
        # Of a series that was split, the part that kept the title goes on.
        return 3 if pair.has_near_title else 4, "link", reasons
    if pair.same_author and (supported or pair.is_next_soon) and (pair.alike or not pair.smaller):
        return 5, "link", reasons
    return (5, "link", reasons) if calls_it and pair.same_title else None


def _calls(label: str, pair: Pair, *, borne_out: bool) -> bool:
    """Does the label call what it links an earlier version of the same?"""
    number = _NAMED.search(label)
    if number is not None and (int(number[1]),) == pair.one.number[:1]:
        return borne_out or _PLAIN.match(label) is not None
    return borne_out and _EARLIER.search(label) is not None


def _by_patches(pair: Pair) -> Iterator[tuple[int, By, tuple[str, ...]]]:
    """Judge by what the patches have in common."""
    if not pair.agrees or not pair.smaller:
        return
    # A part of a series that was made a series of its own is half of the other at most.
    most = pair.is_mostly_same and (pair.has_near_title or pair.larger <= 2 * pair.alike)
    whole = pair.alike == pair.smaller and pair.is_next and pair.two.posting.version_written
    shared = f"{pair.alike} of {pair.smaller} patches alike"
    if pair.same_author and (most or whole):
        yield 6 if most else 7, "patches", (shared, f"same author, {_days(pair.gap)} apart")
    elif pair.same_author and pair.alike and pair.is_next and pair.has_near_title:
        yield 7, "title", (f"title nearly the same, {shared}", f"same author, {_days(pair.gap)} apart")
    elif pair.same_author and pair.alike and pair.is_next_soon and are_related(pair.one.key, pair.two.key):
        yield 7, "patches", (f"{shared} and words of the title", f"same author, {_days(pair.gap)} apart")
    elif pair.same_author and pair.is_reworked:
        yield 7, "title", ("title nearly the same", f"same author and files, {_days(pair.gap)} apart")
    elif pair.same_title and most and not pair.same_author:
        yield 8, "patches", (f"same title, {shared}", f"{_days(pair.gap)} apart")


def _label(pair: Pair) -> str | None:
    """What stands before the link from the later posting's cover or patches to the earlier; None without a link."""
    ids = pair.one.ids
    for mail in pair.two.posting.mails[:4]:
        for link in mail.links:
            if link.message_id in ids:
                return link.label
    return None


def _what(sight: Sight) -> str:
    posting = sight.posting
    version = f" of {'RFC ' if posting.rfc else ''}v{posting.version}"
    return ("cover letter" if posting.cover else "patch") + version


def _days(seconds: int) -> str:
    days = round(seconds / _DAY)
    return "a day or less" if days <= 1 else f"{days} days"
