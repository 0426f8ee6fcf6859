# SPDX-License-Identifier: GPL-2.0-or-later
"""The versions of a series and the replies in their threads in; which posting and which patch each reply answers, out."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kx86.letters.given import Given
from kx86.letters.reply import Reply

# No discussion is that deep.
_MOST_STEPS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedPatch:
    """A patch of a posting: what tags are matched by.  `tags` are its own trailers as `Key: value`."""

    n: int
    message_id: str
    title: str
    patch_id: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One posting: how it is called ("v2"), its cover letter and its patches."""

    name: str
    cover: str | None = None
    patches: tuple[PostedPatch, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply at its place: the version, and the patch it answers, None for the whole posting."""

    reply: Reply
    version: Version
    patch: PostedPatch | None


def answers(
    newest: Version, older: Sequence[Version], replies: Iterable[Reply], others: Collection[str] = ()
) -> Iterator[Answer]:
    """Find what each reply answers, oldest first; replies to something else are left out.

    `others` are the Message-IDs of patches that belong to none of the versions: what answers them answers no version above.
    """
    posted: dict[str, tuple[Version, PostedPatch | None] | None] = dict.fromkeys(others)
    for version in (newest, *older):
        for patch in version.patches:
            posted.setdefault(patch.message_id, (version, patch))
        if version.cover:
            posted.setdefault(version.cover, (version, None))
    every = {reply.message_id: reply for reply in replies if reply.message_id not in posted}
    heads: dict[str, str | None] = {}
    for reply in sorted(every.values(), key=lambda one: (one.date, one.message_id)):
        head = _head(reply, every, posted, heads)
        place = posted[head] if head is not None else None
        if place is not None:
            yield Answer(reply, *place)


def _head(
    reply: Reply, every: Mapping[str, Reply], posted: Mapping[str, object], heads: dict[str, str | None]
) -> str | None:
    """The nearest patch or cover letter above a reply."""
    way: list[str] = []
    seen: set[str] = set()
    head: str | None = None
    at: Reply | None = reply
    while at is not None and at.message_id not in seen and len(way) < _MOST_STEPS:
        if at.message_id in heads:
            head = heads[at.message_id]
            break
        way.append(at.message_id)
        seen.add(at.message_id)
        head = next((one for one in at.parents if one in posted), None)
        if head is not None:
            break
        # References were cut off: go up by what is known of the mail above.
        at = next((every[one] for one in at.parents if one in every), None)
    heads.update(dict.fromkeys(way, head))
    return head


def meant(given: Given, answer: Answer) -> tuple[Sequence[PostedPatch], str]:
    """The patches of its posting that a tag is for, and what is wrong with the numbers it names."""
    patches = answer.version.patches
    if given.numbers:
        wanted = set(given.numbers)
        found = [one for one in patches if one.n in wanted]
        missing = sorted(wanted - {one.n for one in found})
        if missing:
            return found, f"it names patch {missing[0]}, which {answer.version.name} does not have"
        if answer.patch is not None and answer.patch.n not in wanted:
            return found, f"given on patch {answer.patch.n}, and names another: {_numbers(found)}"
        return found, ""
    if given.series or answer.patch is None:
        return patches, ""
    return (answer.patch,), ""


def _numbers(patches: Sequence[PostedPatch]) -> str:
    return ", ".join(str(one.n) for one in patches[:20])
