# SPDX-License-Identifier: GPL-2.0-or-later
"""Two versions of a series in; patch by patch what is the same, changed, new, dropped or moved, out.

This is git range-diff in memory: it needs the mails and no repository, so that it works without base, clone or network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kx86.patch.align import rising, steps
from kx86.patch.patch_id import patch_id
from kx86.series.cuts import Cut, Places, Row, cuts
from kx86.series.interdiff import HunkChange, compare_hunks
from kx86.series.pairing import pair
from kx86.series.patch import Patch
from kx86.series.series import Series

Kind = Literal["same", "changed", "new", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchRef:
    """A patch by its number in the posting, its shortlog, and its name: Message-ID or commit."""

    n: int
    m: int
    shortlog: str
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchChange:
    """What became of a patch, or of the cover letter.

    `kind` "same" means that both versions change the same lines (the same patch id); the words around may still differ:
    `shortlog` holds the old one when it changed, `changelog` is a diff of its lines (empty when the words are the same,
    however wrapped), `tags_added` and `tags_dropped` are trailers.  `reordered` marks a patch that changed its place among
    the others.  `hunks` are empty for "same".  `likeness` is the share of lines that both hold, in percent.
    """

    kind: Kind
    old: PatchRef | None
    new: PatchRef | None
    reordered: bool = False
    shortlog: str | None = None
    changelog: tuple[Row, ...] = ()
    tags_added: tuple[str, ...] = ()
    tags_dropped: tuple[str, ...] = ()
    hunks: tuple[HunkChange, ...] = ()
    likeness: int = 0

    @property
    def identical(self) -> bool:
        """Is nothing changed, neither code nor words?"""
        return self.kind == "same" and not (self.shortlog or self.changelog or self.tags_added or self.tags_dropped)

    @property
    def unread(self) -> tuple[HunkChange, ...]:
        """The hunks that a reader of the old version has not seen."""
        return tuple(hunk for hunk in self.hunks if hunk.unread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions of a series beside each other: the cover letter, and the patches, dropped ones where they stood."""

    old_version: str
    new_version: str
    cover: PatchChange | None
    patches: tuple[PatchChange, ...]

    def of_old(self, n: int) -> PatchChange | None:
        """What became of patch `n` of the old version; 0 is the cover letter."""
        told = (self.cover, *self.patches)
        return next((one for one in told if one is not None and one.old is not None and one.old.n == n), None)


def compare(old: Series, new: Series, *, images: bool = False) -> Comparison:
    """Compare two versions of a series; `images` asks for interdiffs of changed hunks instead of two-level diffs."""
    pairs = pair(old.patches, new.patches)
    stay = {pairs[index][1] for index in rising([one for one, _ in pairs])}
    before, after = _Side(old.patches), _Side(new.patches)
    by_new = {two: one for one, two in pairs}
    changes: list[PatchChange] = []
    for place, patch in enumerate(new.patches):
        if place not in by_new:
            changes.append(_arrived(patch, before, after))
        else:
            one = old.patches[by_new[place]]
            changes.append(_pair_change(one, patch, before, after, reordered=place not in stay, images=images))
    return Comparison(
        old_version=old.version,
        new_version=new.version,
        cover=_cover(old.cover, new.cover),
        patches=tuple(_put_in(changes, [(one, _left(one, before, after)) for one in _dropped(old, by_new)])),
    )


class _Side:
    """One version: its hunks by patch, and all of them together."""

    def __init__(self, patches: Sequence[Patch]) -> None:
        self.cuts: dict[int, list[Cut]] = {id(patch): cuts(patch) for patch in patches}
        self.all = Places([cut for parts in self.cuts.values() for cut in parts])


def _ref(patch: Patch) -> PatchRef:
    return PatchRef(n=patch.n, m=patch.m, shortlog=patch.shortlog, name=patch.message_id or patch.commit)


def _dropped(old: Series, by_new: dict[int, int]) -> list[Patch]:
    kept = set(by_new.values())
    return [patch for place, patch in enumerate(old.patches) if place not in kept]


def _put_in(changes: list[PatchChange], dropped: Sequence[tuple[Patch, PatchChange]]) -> list[PatchChange]:
    """Put dropped patches behind the one that they followed, as far as that one is left."""
    behind: dict[int, list[PatchChange]] = {}
    known = sorted((one.old.n, at) for at, one in enumerate(changes) if one.old)
    at = 0
    for patch, change in dropped:
        while at < len(known) and known[at][0] < patch.n:
            at += 1
        behind.setdefault(known[at - 1][1] if at else -1, []).append(change)
    told = list(behind.get(-1, ()))
    for place, one in enumerate(changes):
        told += [one, *behind.get(place, ())]
    return told


def _arrived(patch: Patch, before: _Side, after: _Side) -> PatchChange:
    hunks = compare_hunks([], after.cuts[id(patch)], before.all, after.all)
    return PatchChange(kind="new", old=None, new=_ref(patch), hunks=hunks)


def _left(patch: Patch, before: _Side, after: _Side) -> PatchChange:
    hunks = compare_hunks(before.cuts[id(patch)], [], before.all, after.all)
    return PatchChange(kind="dropped", old=_ref(patch), new=None, hunks=hunks)


def _pair_change(one: Patch, two: Patch, before: _Side, after: _Side, *, reordered: bool, images: bool) -> PatchChange:
    here, there = before.cuts[id(one)], after.cuts[id(two)]
    same = _same_diff(one, two, here, there)
    added, dropped = _tags(one, two)
    return PatchChange(
        kind="same" if same else "changed",
        old=_ref(one),
        new=_ref(two),
        reordered=reordered,
        shortlog=one.shortlog if one.shortlog != two.shortlog else None,
        changelog=_text(one.changelog, two.changelog),
        tags_added=added,
        tags_dropped=dropped,
        hunks=() if same else compare_hunks(here, there, before.all, after.all, images=images),
        likeness=100 if same else _likeness(here, there),
    )


def _same_diff(one: Patch, two: Patch, here: Sequence[Cut], there: Sequence[Cut]) -> bool:
    """Do two patches change the same lines of the same files?  Context may differ, which a patch id would count."""
    ids = patch_id(one.diff), patch_id(two.diff)
    if ids[0] is not None and ids[0] == ids[1]:
        return True
    if len(here) != len(there) or one.touch.files != two.touch.files:
        return False
    modes = [[(file.mode, file.binary) for file in patch.diff.files] for patch in (one, two)]
    return modes[0] == modes[1] and all(
        (left.path, left.changed) == (right.path, right.changed) for left, right in zip(here, there, strict=True)
    )


def _likeness(here: Sequence[Cut], there: Sequence[Cut]) -> int:
    left, right = ({line for cut in parts for line in cut.strong} for parts in (here, there))
    return 200 * len(left & right) // max(1, len(left) + len(right))


def _tags(one: Patch, two: Patch) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tags that the new version adds, and those that it drops."""
    left, right = (dict.fromkeys(f"{tag.key}: {tag.value}" for tag in patch.trailers) for patch in (one, two))
    return tuple(tag for tag in right if tag not in left), tuple(tag for tag in left if tag not in right)


def _text(old: Sequence[str], new: Sequence[str]) -> tuple[Row, ...]:
    """The diff of two texts by their lines; nothing when only the lines are broken elsewhere."""
    if "".join("".join(old).split()) == "".join("".join(new).split()):
        return ()
    told = steps([line.rstrip() for line in old], [line.rstrip() for line in new])
    return tuple(
        Row(" " if step.mark == "=" else step.mark, new[step.new] if step.new >= 0 else old[step.old]) for step in told
    )


def _cover(one: Patch | None, two: Patch | None) -> PatchChange | None:
    if one is None or two is None:
        return None
    text = _text(one.changelog, two.changelog)
    return PatchChange(
        kind="changed" if text or one.shortlog != two.shortlog else "same",
        old=_ref(one),
        new=_ref(two),
        shortlog=one.shortlog if one.shortlog != two.shortlog else None,
        changelog=text,
        likeness=0 if text else 100,
    )
