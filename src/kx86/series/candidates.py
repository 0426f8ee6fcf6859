# SPDX-License-Identifier: GPL-2.0-or-later
"""Sights of postings in; the edges between those that may be versions of each other out.

Only postings that meet under a key are weighed, and each key remembers the newest few, so that the work grows with the
number of postings.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence

from kx86.series.evidence import Edge, weigh
from kx86.series.senders import name_parts
from kx86.series.sight import Sight
from kx86.series.titles import telling
from kx86.series.union import Union

_Key = tuple[object, ...]
# So many postings are remembered under a key, and weighed for one posting.
_NEWEST = 8
_MOST = 32
# So many patches, lines of the first few, words of a title and links make keys.
_PATCHES = 40
_SKETCHED = 10
_LINES = 3
_WORDS = 8
_LINKS = 40


def edges(sights: Sequence[Sight]) -> list[Edge]:
    """Weigh each posting with earlier ones that it shares a key with."""
    person = _persons(sights)
    home = {message_id: sight.at for sight in sights for message_id in sight.ids}
    meetings = _Meetings()
    found: dict[tuple[int, int], Edge] = {}
    for sight in sights:
        met = meetings.meet(sight.at, _keys(sight, person[sight.person]))
        met.update(dict.fromkeys(_linked(sight, home), _MOST))
        met.pop(sight.at, None)
        for other in sorted(met, key=lambda other: (-met[other], -other))[:_MOST]:
            one, two = (sights[other], sight) if other < sight.at else (sight, sights[other])
            edge = weigh(one, two)
            if edge is not None:
                found[one.at, two.at] = edge
    return list(found.values())


class _Meetings:
    """Remembers under each key the first posting and the newest few.

    Most keys are met once; a list for each of them would keep the garbage collector busy.
    """

    def __init__(self) -> None:
        self._first: dict[_Key, int] = {}
        self._newest: dict[_Key, list[int]] = {}

    def meet(self, at: int, keys: Iterable[_Key]) -> dict[int, int]:
        """Put a posting under its keys; tell which ones were there, and under how many keys."""
        met: dict[int, int] = {}
        for key in keys:
            first = self._first.setdefault(key, at)
            if first == at:
                continue
            met[first] = met.get(first, 0) + 1
            newest = self._newest.setdefault(key, [])
            for other in newest:
                met[other] = met.get(other, 0) + 1
            newest.append(at)
            del newest[:-_NEWEST]
        return met


def _linked(sight: Sight, home: dict[str, int]) -> Iterator[int]:
    """The postings that a posting links to, and the one that it amends."""
    if sight.posting.reroll_of in home:
        yield home[sight.posting.reroll_of]
    for mail in sight.posting.mails[:4]:
        for link in mail.links[:_LINKS]:
            if link.message_id in home:
                yield home[link.message_id]


def _persons(sights: Iterable[Sight]) -> dict[tuple[str, str], Hashable]:
    """What stands for each sender, the same for names and addresses that may be one person's."""
    union: Union[Hashable] = Union()
    people = sorted({sight.person for sight in sights})
    for name, email in people:
        union.join((name, email), email.lower())
        for words in name_parts(name):
            union.join((name, email), words)
    return {one: union.top(one) for one in people}


def _keys(sight: Sight, person: Hashable) -> Iterator[_Key]:
    """The keys under which a posting may meet its other versions; patches sent again in a thread meet only those."""
    if sight.posting.reroll:
        return
    for change_id in sorted(sight.change_ids)[:_PATCHES]:
        yield ("change", change_id)
    yield ("title", sight.lane, sight.key)
    yield from ((person, "word", word) for word in sorted(telling(sight.key), key=_by_length)[:_WORDS])
    for patch, key in zip(sight.patches[:_PATCHES], sight.patch_keys, strict=False):
        if patch.patch_id:
            yield (person, "patch", patch.patch_id)
        yield (person, "shortlog", key)
    for patch in sight.patches[:_SKETCHED]:
        yield from ((person, "line", line) for line in patch.sketch[:_LINES])


def _by_length(word: str) -> tuple[int, str]:
    return -len(word), word
