# SPDX-License-Identifier: GPL-2.0-or-later
"""The post-image of a file from its pre-image and a diff: what `git apply` would write, or nothing when it would refuse."""

import re

from kx86.patch.diff import FileDiff, Hunk

_LINE_END = re.compile(rb"\n")
# How far a hunk may have drifted.  A longer search finds look-alikes, and makes hostile input costly.
_FARTHEST = 100
# A hunk with fewer lines of pre-image is told apart by its place alone.
_LEAST_CONTEXT = 3


def apply(pre: bytes, file: FileDiff) -> bytes | None:
    """The file after the diff; None when a hunk does not fit, is cut, or is binary.  A deleted file becomes empty."""
    if file.binary or not all(hunk.complete for hunk in file.hunks):
        return None
    ended = not pre or pre.endswith(b"\n")
    text = pre if ended else pre + b"\n"
    # Where each line begins, and where one more would.
    starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
    out: list[bytes] = []
    cursor = drift = 0
    for hunk in file.hunks:
        images = _images(hunk)
        if images is None:
            return None
        old, new = images
        expected = hunk.old_start - (1 if hunk.old_count else 0) + drift
        at = _place(text, starts, old, cursor, expected, hunk.old_count)
        if at is None or not _ends_fit(hunk, at_end=at + hunk.old_count == len(starts) - 1, ended=ended):
            return None
        drift += at - expected
        out += (text[starts[cursor] : starts[at]], new)
        cursor = at + hunk.old_count
    out.append(text[starts[cursor] :])
    if file.hunks and cursor == len(starts) - 1:
        ended = file.hunks[-1].new_newline
    post = b"".join(out)
    return post if ended or not post else post[:-1]


def _images(hunk: Hunk) -> tuple[bytes, bytes] | None:
    """The lines of the hunk before and after; None when they hold what no file holds."""
    try:
        rows = [(line.kind, line.text.encode("utf-8", "surrogateescape") + b"\n") for line in hunk.lines]
    except UnicodeEncodeError:
        return None
    return b"".join(text for kind, text in rows if kind != "+"), b"".join(text for kind, text in rows if kind != "-")


def _place(text: bytes, starts: list[int], old: bytes, first: int, expected: int, size: int) -> int | None:
    """The line where the pre-image of a hunk begins: the expected one, or the nearest that fits."""
    last = len(starts) - 1 - size
    if first <= expected <= last and text.startswith(old, starts[expected]):
        return expected
    if size < _LEAST_CONTEXT:
        return None
    for distance in range(1, _FARTHEST + 1):
        for at in (expected - distance, expected + distance):
            if first <= at <= last and text.startswith(old, starts[at]):
                return at
    return None


def _ends_fit(hunk: Hunk, *, at_end: bool, ended: bool) -> bool:
    """Do hunk and file agree on a missing newline at the end of the file?"""
    if not at_end:
        return hunk.old_newline and hunk.new_newline
    return hunk.old_newline == ended or not hunk.old_count
