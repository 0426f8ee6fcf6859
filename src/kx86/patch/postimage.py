# SPDX-License-Identifier: GPL-2.0-or-later
"""The post-image of a file from its pre-image and a diff: what `git apply` would write, or nothing when it would refuse."""

from kx86.patch.diff import FileDiff, Hunk

# How far a hunk may have drifted.  A longer search finds look-alikes, and makes hostile input costly.
_FARTHEST = 100
# A hunk with fewer lines of pre-image is told apart by its place alone.
_LEAST_CONTEXT = 3


def apply(pre: bytes, file: FileDiff) -> bytes | None:
    """The file after the diff; None when a hunk does not fit, is cut, or is binary.  A deleted file becomes empty."""
    if file.binary or not all(hunk.complete for hunk in file.hunks):
        return None
    ended = not pre or pre.endswith(b"\n")
    lines = pre.split(b"\n")
    if ended:
        lines.pop()
    out: list[bytes] = []
    cursor = drift = 0
    for hunk in file.hunks:
        images = _images(hunk)
        if images is None:
            return None
        old, new = images
        expected = hunk.old_start - (1 if hunk.old_count else 0) + drift
        at = _place(lines, old, cursor, expected)
        if at is None or not _ends_fit(hunk, at_end=at + len(old) == len(lines), ended=ended):
            return None
        drift += at - expected
        out += lines[cursor:at]
        out += new
        cursor = at + len(old)
    out += lines[cursor:]
    if file.hunks and cursor == len(lines):
        ended = file.hunks[-1].new_newline
    return b"\n".join(out) + (b"\n" if out and ended else b"")


def _images(hunk: Hunk) -> tuple[list[bytes], list[bytes]] | None:
    """The lines of the hunk before and after; None when they hold what no file holds."""
    try:
        rows = [(line.kind, line.text.encode("utf-8", "surrogateescape")) for line in hunk.lines]
    except UnicodeEncodeError:
        return None
    return [text for kind, text in rows if kind != "+"], [text for kind, text in rows if kind != "-"]


def _place(lines: list[bytes], old: list[bytes], first: int, expected: int) -> int | None:
    """Where the pre-image of a hunk begins: at the expected line, or as near as it is found."""
    size, last = len(old), len(lines) - len(old)
    if first <= expected <= last and lines[expected : expected + size] == old:
        return expected
    if size < _LEAST_CONTEXT:
        return None
    for distance in range(1, _FARTHEST + 1):
        for at in (expected - distance, expected + distance):
            # Compare one line first: slices are copies.
            if first <= at <= last and lines[at] == old[0] and lines[at : at + size] == old:
                return at
    return None


def _ends_fit(hunk: Hunk, *, at_end: bool, ended: bool) -> bool:
    """Do hunk and file agree on a missing newline at the end of the file?"""
    if not at_end:
        return hunk.old_newline and hunk.new_newline
    return hunk.old_newline == ended or not hunk.old_count
