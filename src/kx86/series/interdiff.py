# SPDX-License-Identifier: GPL-2.0-or-later
"""Two versions of a patch in; what became of each hunk out, from the mails alone.

The base is not known, so that hunks are compared by what they add and remove.  Context and line numbers do not count: a patch
that was only rebased has nothing new to read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kx86.patch.align import steps
from kx86.series.cuts import Cut, Places, Row, is_strong, settle

Fate = Literal["same", "changed", "new", "gone", "moved", "moved away"]

_AROUND = 3
# As much of a hunk is laid open line by line.
_MOST_ROWS = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class HunkChange:
    """What became of a hunk.

    `path`, `heading` and `line` (where it begins) are those of the new version, of the old one for a hunk that is gone or went
    elsewhere.  `other_n` and `other_path` say which patch and file it came from ("moved") or went to ("moved away").  `rows`
    are the two-level diff of a hunk that is changed, new or gone.  `old` and `new` are places among the hunks of each patch.
    """

    fate: Fate
    path: str
    heading: str
    line: int
    old: int | None = None
    new: int | None = None
    other_n: int | None = None
    other_path: str | None = None
    rows: tuple[Row, ...] = ()

    @property
    def unread(self) -> bool:
        """Does it hold what a reader of the old version has not seen?"""
        return self.fate in ("changed", "new")


def compare_hunks(
    old: Sequence[Cut], new: Sequence[Cut], elsewhere_old: Places, elsewhere_new: Places, *, images: bool = False
) -> tuple[HunkChange, ...]:
    """Tell what became of the hunks of a patch: those of the new version in order, then those that are no longer there.

    `elsewhere_old` and `elsewhere_new` hold the hunks of the other patches of each version, where hunks may have come from or
    gone to.  `images` asks for an interdiff where two versions of a hunk meet the same lines of the file.
    """
    found = settle(old, new)
    kept = {id(home) for home in found.values()}
    told = [_arrived(cut, found.get(id(cut)), elsewhere_old, images=images) for cut in new]
    told += [_left(cut, elsewhere_new) for cut in old if id(cut) not in kept]
    return tuple(told)


def _arrived(cut: Cut, home: Cut | None, elsewhere: Places, *, images: bool) -> HunkChange:
    if home is not None and home.changed == cut.changed:
        if home.path == cut.path:
            return _told("same", cut, old=home.place, new=cut.place)
        return _told("moved", cut, old=home.place, new=cut.place, other=home)
    if home is not None:
        rows = interdiff(home, cut) if images and _meets_same(home, cut) else two_level(home, cut)
        return _told("changed", cut, old=home.place, new=cut.place, rows=rows)
    source = elsewhere.holds(cut)
    if source is not None:
        return _told("moved", cut, new=cut.place, other=source)
    return _told("new", cut, new=cut.place, rows=tuple(Row("+", line) for line in cut.lines[:_MOST_ROWS]))


def _left(cut: Cut, elsewhere: Places) -> HunkChange:
    home = elsewhere.holds(cut)
    if home is not None:
        return _told("moved away", cut, old=cut.place, other=home)
    return _told("gone", cut, old=cut.place, rows=tuple(Row("-", line) for line in cut.lines[:_MOST_ROWS]))


def _told(
    fate: Fate,
    cut: Cut,
    *,
    old: int | None = None,
    new: int | None = None,
    other: Cut | None = None,
    rows: tuple[Row, ...] = (),
) -> HunkChange:
    return HunkChange(
        fate=fate,
        path=cut.path,
        heading=cut.heading,
        line=cut.hunk.new_start,
        old=old,
        new=new,
        other_n=other.n if other else None,
        other_path=other.path if other else None,
        rows=rows,
    )


def _meets_same(old: Cut, new: Cut) -> bool:
    """Do both versions of a hunk begin with much the same lines of the file?  Else their images cannot be compared."""
    before, after = (
        {line.text for line in cut.hunk.lines if line.kind != "+" and is_strong(line.text)} for cut in (old, new)
    )
    return 2 * len(before & after) >= max(len(before), len(after))


def two_level(old: Cut, new: Cut) -> tuple[Row, ...]:
    """The diff of two versions of a hunk, as git range-diff shows it.

    Lines far from any change are left out, and a change of context is shown as what the context is now.
    """
    return _near(_settled(_rows(old.lines, new.lines)))


def _settled(rows: Sequence[Row]) -> list[Row]:
    """Leave old context out, take new context as it is, and put it above the lines that are gone next to it."""
    told: list[Row] = []
    gone: list[Row] = []
    for row in rows:
        if row.outer == "-":
            gone += [row] if row.text[:1] != " " else []
        elif row.outer == "+" and row.text[:1] == " ":
            told.append(Row(" ", row.text))
        else:
            told += [*gone, row]
            gone = []
    return [*told, *gone]


def interdiff(old: Cut, new: Cut) -> tuple[Row, ...]:
    """The diff of what two versions of a hunk make of the file; the text of a row carries no mark of its own."""
    before = [line.text for line in old.hunk.lines if line.kind != "-"]
    after = [line.text for line in new.hunk.lines if line.kind != "-"]
    return _near(_rows(before, after))


def _rows(old: Sequence[str], new: Sequence[str]) -> list[Row]:
    told = steps(old[:_MOST_ROWS], new[:_MOST_ROWS])
    return [
        Row(" " if step.mark == "=" else step.mark, new[step.new] if step.new >= 0 else old[step.old]) for step in told
    ]


def _near(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Keep the rows around changes, and say where some are left out."""
    keep = [False] * len(rows)
    for at, row in enumerate(rows):
        if row.outer != " ":
            for near in range(max(0, at - _AROUND), min(len(rows), at + _AROUND + 1)):
                keep[near] = True
    told: list[Row] = []
    skipped = 0
    for row, kept in zip(rows, keep, strict=True):
        if not kept:
            skipped += 1
            continue
        if skipped and told:
            told.append(Row("@", str(skipped)))
        skipped = 0
        told.append(row)
    return tuple(told)
