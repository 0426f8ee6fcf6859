# SPDX-License-Identifier: GPL-2.0-or-later
"""A remark below a line of a diff in; whether that line, or what stands next to it, changed in a later version, out."""

from collections.abc import Sequence

from kx86.letters.anchors import key_of
from kx86.letters.fate import Verdict
from kx86.letters.remarks import Remark
from kx86.letters.shelf import Near, Shelf, Spot
from kx86.series.patch import Patch

__all__ = ["Verdict", "follow_code"]

_STRONG = 7
# A line of this length is hardly there twice.
_TELLING = 20
# So many lines above the remark are looked for besides the nearest.
_ABOVE = 3


def follow_code(remark: Remark, before: Patch, after: Patch | None, old: Shelf, new: Shelf) -> Verdict:
    """Judge a remark by the lines that it stands below."""
    spots = _quoted(remark, before, old)
    if not spots:
        return _by_hunk(remark, before, after)
    last, text = spots[-1]
    here = old.near(last)
    homes = [home for home in new.spots(text) if _fits(last, home)]
    mine = [one for one in homes if after is not None and one.n == after.n]
    home = _nearest(last, here, mine, new, len(key_of(text)))
    if home is None:
        return _elsewhere(last, here, text, [one for one in homes if after is None or one.n != after.n], after, new)
    return _compared(spots, home, old, new)


def _compared(spots: Sequence[tuple[Spot, str]], home: Spot, old: Shelf, new: Shelf) -> Verdict:
    """Judge by what stands around the line, which is still there."""
    last, text = spots[-1]
    here, there = old.near(last), new.near(home)
    shown = (_show(home, text),)
    place = (home.n, home.file, home.line)
    alien = bool(_plain(here)) and bool(_plain(there)) and _plain(here).isdisjoint(_plain(there))
    if alien and all(one[0] == " " for one in _both(there)):
        return Verdict("moved", "medium", "the same line stands elsewhere in the file", shown, *place)
    beside = _beside(here, there, min(len(spots), _ABOVE) - 1)
    if beside:
        return Verdict("changed", "medium", "the lines next to it changed", beside, *place)
    lost = tuple(f"-{spot.kind}{words}" for spot, words in spots[:-1] if not _still(spot, words, home, new))
    if lost:
        return Verdict("changed", "medium", "lines above it changed", lost, *place)
    if _name(home.file) != _name(last.file):
        return Verdict("moved", "high", f"the same lines stand in {home.file} now", shown, *place)
    why = "the same lines are still there" + ("" if home.file == last.file else f", in {home.file}")
    return Verdict("untouched", "high", why, shown, *place, old.around(last) != new.around(home))


def _name(path: str) -> str:
    """The name of a file without its folder: whole folders are renamed now and then."""
    return path.rpartition("/")[2]


def _quoted(remark: Remark, before: Patch, old: Shelf) -> list[tuple[Spot, str]]:
    """The last quoted lines as spots of the old version, up to the last one that says something."""
    told: list[tuple[Spot, str]] = []
    wanted = [line for line in remark.quoted if line[:1] in "+- " and key_of(line[1:])]
    for text in wanted[-1 - _ABOVE :]:
        home = next(
            (
                one
                for one in old.spots(text[1:])
                if one.n == before.n and one.hunk == remark.hunk and one.kind == text[0] and _before(one, told)
            ),
            None,
        )
        if home is not None:
            told.append((home, text[1:]))
    return told


def _before(spot: Spot, told: Sequence[tuple[Spot, str]]) -> bool:
    return not told or told[-1][0].at < spot.at


def _fits(last: Spot, home: Spot) -> bool:
    """May a line of the new version be the one that was commented?  One that the patch added must be added still."""
    return home.kind == last.kind or (last.kind == " " and home.kind == "+")


def _nearest(last: Spot, here: Near, homes: Sequence[Spot], new: Shelf, length: int) -> Spot | None:
    """The home that has the most of the old lines around it; a short line with none of them is another line."""
    best: tuple[tuple[int, bool, int], Spot] | None = None
    alone = len(homes) == 1 and homes[0].file == last.file and length >= _TELLING
    for home in homes:
        there = new.near(home)
        agreed = len(_plain(here) & _plain(there))
        if not agreed and not alone and _plain(here) and _plain(there):
            continue
        rank = (agreed, home.file == last.file, -abs(home.line - last.line))
        if best is None or rank > best[0]:
            best = (rank, home)
    return best[1] if best else None


def _both(near: Near) -> tuple[str, ...]:
    return (*near.above, *near.below)


def _plain(near: Near) -> set[str]:
    return {key_of(line[1:]) for line in _both(near)}


def _beside(here: Near, there: Near, quoted: int = 0) -> tuple[str, ...]:
    """The lines right above and below that differ, and those further above as far as they are `quoted`.

    A difference between two lines of context is the base's doing.
    """
    told: list[str] = []
    pairs = [(_at(here.above, far), _at(there.above, far)) for far in range(max(1, quoted))]
    for one, two in (*pairs, (_at(here.below, 0), _at(there.below, 0))):
        if one[1:].rstrip() != two[1:].rstrip() and {one[:1], two[:1]} - {" ", ""}:
            told += [f"{mark}{line}" for mark, line in (("-", one), ("+", two)) if line]
    return tuple(told)


def _at(lines: Sequence[str], far: int) -> str:
    return lines[far] if far < len(lines) else ""


def _still(spot: Spot, text: str, home: Spot, new: Shelf) -> bool:
    """Is a line above the remark still there?  Context may have gone out of sight, and brackets say nothing."""
    if spot.kind == " " or len(key_of(text)) < _STRONG:
        return True
    return any(one.n == home.n and one.kind == spot.kind for one in new.spots(text))


def _elsewhere(last: Spot, here: Near, text: str, homes: Sequence[Spot], after: Patch | None, new: Shelf) -> Verdict:
    """The line is not in the patch any more: look for it, with all that was around it, in the other patches."""
    for home in homes:
        around = _plain(here)
        if (
            len(key_of(text)) >= _STRONG
            and around
            and not _beside(here, new.near(home))
            and around & _plain(new.near(home))
        ):
            where = f"patch {home.n}" if home.file == last.file else f"{home.file} of patch {home.n}"
            return Verdict(
                "moved",
                "high",
                f"the same lines are in {where} now",
                (_show(home, text),),
                home.n,
                home.file,
                home.line,
            )
    if after is None:
        return Verdict("gone", "high", "the patch is no longer in the series", (f"-{_show(last, text)}",))
    if last.file not in after.touch.files:
        return Verdict("gone", "high", f"the patch leaves {last.file} alone now", (f"-{_show(last, text)}",), after.n)
    return Verdict("changed", "high", "the line is no longer there", (f"-{_show(last, text)}",), after.n, last.file)


def _by_hunk(remark: Remark, before: Patch, after: Patch | None) -> Verdict:
    """Judge a remark below the head of a hunk or file: did that file's part of the patch change?"""
    if after is None:
        return Verdict("gone", "medium", "the patch is no longer in the series")
    old, new = (
        [
            line.kind + line.text
            for file in patch.diff.files
            if file.path == remark.file
            for hunk in file.hunks
            for line in hunk.lines
            if line.kind != " "
        ]
        for patch in (before, after)
    )
    if old == new:
        return Verdict("untouched", "high", "the patch does the same to the file", n=after.n, file=remark.file)
    return Verdict("changed", "low", "the patch does something else to the file", n=after.n, file=remark.file)


def _show(spot: Spot, text: str) -> str:
    return f"{spot.kind}{text}"
