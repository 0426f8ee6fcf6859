# SPDX-License-Identifier: GPL-2.0-or-later
"""Collected tags as plain values."""

from dataclasses import dataclass

from kx86.letters.tags import Collected


@dataclass(frozen=True, slots=True, kw_only=True)
class TagView:
    """A tag taken for a patch: the trailer, and the mail that gives it."""

    n: int
    text: str
    message_id: str
    version: str
    remark: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftView:
    """A tag that is taken only by name, and why."""

    text: str
    message_id: str
    version: str
    patches: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NakView:
    """Somebody says no, to a patch or (0) to the whole posting."""

    sender: str
    text: str
    message_id: str
    version: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TagsView:
    """All tags of a posting."""

    taken: tuple[TagView, ...]
    left: tuple[LeftView, ...]
    naks: tuple[NakView, ...]


def tags_view(tags: Collected) -> TagsView:
    """Turn tags into plain values."""
    return TagsView(
        taken=tuple(
            TagView(n=patch.n, text=tag.text, message_id=tag.message_id, version=tag.version, remark=tag.remark or None)
            for patch in tags.patches
            for tag in patch.taken
        ),
        left=tuple(
            LeftView(text=x.text, message_id=x.message_id, version=x.version, patches=x.patches, reason=x.reason)
            for x in tags.left
        ),
        naks=tuple(
            NakView(sender=x.sender, text=x.text, message_id=x.message_id, version=x.version, n=x.n) for x in tags.naks
        ),
    )
