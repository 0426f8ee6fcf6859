# SPDX-License-Identifier: GPL-2.0-or-later
"""What holds for every finding on any mail."""

from collections.abc import Iterator

from campaign.way import RULES
from kx86.handbook.check import Remark
from kx86.handbook.finding import Where
from kx86.series.patch import Patch
from kx86.series.series import Series

_GRAVITY = {"advice": 0, "warning": 1, "error": 2}
_LEVELS = {rule.id: _GRAVITY[rule.level] for rule in RULES}


def faults(series: Series, remarks: tuple[Remark, ...]) -> Iterator[str]:
    """Say what is wrong with remarks on a series."""
    patches = {patch.n: patch for patch in series.mails}
    for remark in remarks:
        found = remark.finding
        for fault in (
            *_place_faults(found.where, patches.get(remark.n) if remark.n is not None else None, series),
            *(["is graver than its rule"] if _GRAVITY[remark.level] > _LEVELS[remark.rule.id] else ()),
            *(["is about no patch of the series"] if remark.n is not None and remark.n not in patches else ()),
            *(["has no message"] if not found.message.strip() or "\n" in found.message else ()),
            *(["rewrites nothing"] if found.replacement is not None and found.replacement == found.where.text else ()),
        ):
            yield f"{remark.rule.id} {fault}: {found}"[:2000]


def _place_faults(where: Where, patch: Patch | None, series: Series) -> Iterator[str]:
    first = where.text.split("\n", 1)[0]
    if where.column is not None and not 0 <= where.column <= len(first):
        yield f"has column {where.column} in a text of {len(first)}"
    if where.width < 0 or (where.column is not None and where.column + where.width > len(where.text) + 1):
        yield f"has width {where.width} at column {where.column} in a text of {len(where.text)}"
    if where.part == "diff" and where.file is not None:
        among = [patch] if patch is not None else list(series.mails)
        if not any(where.file in _names(one) for one in among):
            yield f"names {where.file!r}, which the diff does not touch"
    if where.line is None:
        return
    lines = _lines(where, patch)
    if lines is None:
        yield "has a line in a part without lines"
    elif where.line not in lines:
        yield f"has line {where.line}, which its part lacks"
    elif first and not any(first.strip() in line for line in lines[where.line]):
        yield f"has a text that is not that of its line: {lines[where.line]!r}"


def _names(patch: Patch) -> set[str | None]:
    return {name for file in patch.diff.files for name in (file.old, file.new)}


def _lines(where: Where, patch: Patch | None) -> dict[int, list[str]] | None:
    """The lines of the part that a place is in, by number; the hunks of a hostile diff may give one number twice."""
    if patch is None:
        return None
    if where.part == "diff":
        found: dict[int, list[str]] = {}
        for line in (
            line for file in patch.diff.files if file.path == where.file for hunk in file.hunks for line in hunk.lines
        ):
            if line.new is not None:
                found.setdefault(line.new, []).append(line.text)
        return found
    parts = {
        "changelog": patch.changelog,
        "cover": patch.changelog,
        "trailers": patch.trailer_lines,
        "notes": patch.notes,
    }
    lines = parts.get(where.part)
    return {number: [line] for number, line in enumerate(lines, 1)} if lines is not None else None
