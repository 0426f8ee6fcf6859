# SPDX-License-Identifier: GPL-2.0-or-later
"""Two versions of a series beside each other, as a person reads them: one line a patch, below it what is new to read."""

from collections.abc import Iterator, Sequence

from kx86.apps.cli.render import Style
from kx86.apps.cli.terminal import Paint, cut, printable
from kx86.series.compare import Comparison, PatchChange
from kx86.series.cuts import Row
from kx86.series.interdiff import HunkChange

_MARKS = {"same": "=", "changed": "!", "new": ">", "dropped": "<"}
_MOST_ROWS = 60
_LONGEST = 200


def render_diff(comparison: Comparison, style: Style) -> Iterator[str]:
    """Yield the lines of a comparison."""
    if comparison.cover is not None and not comparison.cover.identical:
        yield style.paint("title", "cover letter")
        yield from words(comparison.cover, style)
    width = len(str(max((ref.n for one in comparison.patches for ref in (one.old, one.new) if ref), default=1)))
    for one in comparison.patches:
        yield head(one, style, width)
        yield from patch_body(one, style)
    yield ""
    yield summary(comparison)


def head(one: PatchChange, style: Style, width: int = 1) -> str:
    """The line of a patch: its numbers in both versions, the mark of git range-diff, and its shortlog."""
    old, new = (str(ref.n) if ref else "-" for ref in (one.old, one.new))
    ref = one.new or one.old
    title = cut(printable(ref.shortlog if ref else ""), _LONGEST)
    mark = "~" if one.kind == "same" and not one.identical else _MARKS[one.kind]
    said = f"{old:>{width}} {mark} {new:>{width}}  {title}"
    notes = [note for note in ("moved in the series" if one.reordered else "", _hunks(one)) if note]
    plain = one.identical and not one.reordered
    return style.paint("dim" if plain else "title", said) + style.paint(
        "dim", f"  ({', '.join(notes)})" if notes else ""
    )


def _hunks(one: PatchChange) -> str:
    """Say how many hunks are to be read."""
    unread, known = len(one.unread), sum(1 for hunk in one.hunks if hunk.fate in ("same", "moved"))
    if not one.hunks:
        return ""
    left = sum(1 for hunk in one.hunks if hunk.fate in ("gone", "moved away"))
    parts = ((unread, "to read"), (known, "as before"), (left, "gone"))
    counts = [f"{number} {word}" for number, word in parts if number]
    return f"hunks: {', '.join(counts)}"


def patch_body(one: PatchChange, style: Style) -> Iterator[str]:
    """Yield what changed in the words of a patch, and its hunks that are new to the reader."""
    yield from words(one, style)
    for hunk in one.hunks:
        yield from _hunk(hunk, style, whole=one.kind != "dropped")


def words(one: PatchChange, style: Style) -> Iterator[str]:
    """Yield what changed in subject, changelog and trailers."""
    if one.shortlog is not None and one.new is not None:
        yield style.paint("dim", "    subject:")
        yield from _rows([Row("-", one.shortlog), Row("+", one.new.shortlog)], style)
    changed = [row for row in one.changelog if row.outer != " " and row.text.strip()]
    if changed:
        yield style.paint("dim", "    changelog:" if one.new and one.new.n else "    text:")
        yield from _rows(changed, style)
    tags = [Row("-", tag) for tag in one.tags_dropped] + [Row("+", tag) for tag in one.tags_added]
    yield from _rows(tags, style)


def _hunk(hunk: HunkChange, style: Style, *, whole: bool) -> Iterator[str]:
    place = printable(f"{hunk.path}:{hunk.line}") + (f" {cut(printable(hunk.heading), 80)}" if hunk.heading else "")
    if hunk.fate == "same" or not whole:
        return
    if hunk.fate == "moved":
        yield style.paint("dim", f"    {place}: as in {_other(hunk)} before")
    elif hunk.fate == "moved away":
        yield style.paint("dim", f"    {place}: now in {_other(hunk)}")
    else:
        said = {"changed": "", "new": " (new)", "gone": " (gone)"}[hunk.fate]
        yield style.paint("caret", f"  @ {place}{said}")
        if hunk.fate == "gone" and not style.verbose:
            return
        yield from _rows(hunk.rows, style)


def _other(hunk: HunkChange) -> str:
    path = printable(hunk.other_path or "")
    return f"patch {hunk.other_n}" if path == printable(hunk.path) else f"{path} of patch {hunk.other_n}"


def _rows(rows: Sequence[Row], style: Style) -> Iterator[str]:
    """Yield rows with the mark of the versions in front; long ones are cut unless everything is wanted."""
    shown = rows if style.verbose else rows[:_MOST_ROWS]
    for row in shown:
        if row.outer == "@":
            yield style.paint("dim", f"    ... {row.text} lines as before")
        else:
            yield _painted(row, style.paint)
    if len(rows) > len(shown):
        yield style.paint("dim", f"    ... {len(rows) - len(shown)} more lines: -v")


def _painted(row: Row, paint: Paint) -> str:
    text = f"    {row.outer}{cut(printable(row.text), _LONGEST)}".rstrip()
    return paint("old", text) if row.outer == "-" else paint("new", text) if row.outer == "+" else text


def summary(comparison: Comparison) -> str:
    """Say in one line how the versions differ."""
    kinds = [one.kind for one in comparison.patches]
    same = sum(1 for one in comparison.patches if one.kind == "same")
    counts = [(same, "the same"), (kinds.count("changed"), "changed"), (kinds.count("new"), "new")]
    counts.append((kinds.count("dropped"), "dropped"))
    said = ", ".join(f"{number} {word}" for number, word in counts if number) or "no patches"
    unread = sum(len(one.unread) for one in comparison.patches)
    read = f"; {unread} {'hunk' if unread == 1 else 'hunks'} to read" if unread else "; no code to read"
    return printable(f"v{comparison.old_version} to v{comparison.new_version}: {said}{read}.")
