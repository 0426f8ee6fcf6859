# SPDX-License-Identifier: GPL-2.0-or-later
"""A file and a diff of it in; the file as `git am` would write it, or the reason why it would not, out.

No fuzz: every line of context must be there.  A hunk may have moved, however far, as it may for git; of several places the
nearest to where the hunk expects itself is taken.  One difference: hunks must come in the order of the file.
"""

from typing import NamedTuple

from kx86.patch.diff import FileDiff, Hunk

_STRIDE = 4096
# A file whose hunks each moved by themselves is none of what the diff was made from, and costly to search.
_MOST_MOVED = 64


class Fit(NamedTuple):
    """The post-image, or why there is none."""

    post: bytes | None
    why: str = ""


class _Images(NamedTuple):
    """A hunk as bytes: before, after, whether lines of context end it, and whether a line end ends what is before."""

    old: bytes
    new: bytes
    trailing: bool
    ended: bool


def fit(pre: bytes, file: FileDiff) -> Fit:
    """Put the hunks of a diff into a file; a binary change is none that a text could take."""
    if file.binary:
        return Fit(None, "a binary change, which a mail carries only in part")
    # With a line end in front of every line, the first included, one search finds whole lines only.  The text is so one byte
    # longer than the file, and what is found at an offset of it begins at the same offset of the file.
    text = b"\n" + pre
    out: list[bytes] = []
    cursor = lines = moved = drift = 0
    for number, hunk in enumerate(file.hunks, 1):
        images = _images(hunk) if hunk.complete else None
        if images is None:
            return Fit(None, f"hunk {number} at line {hunk.old_start} is cut or mangled")
        gap = max(hunk.new_start - 1, 0) - lines
        at = _place(text, cursor, hunk, images, gap)
        if at is None:
            return Fit(None, f"hunk {number} at line {hunk.old_start} does not fit")
        further = pre.count(b"\n", cursor, at) - gap
        moved += further != drift
        drift = further
        if moved > _MOST_MOVED:
            return Fit(None, f"{moved} of its hunks moved, each in a way of its own")
        out += (pre[cursor:at], images.new)
        lines += pre.count(b"\n", cursor, at) + images.new.count(b"\n")
        cursor = at + len(images.old)
    out.append(pre[cursor:])
    return Fit(b"".join(out))


def _images(hunk: Hunk) -> _Images | None:
    """A hunk before and after; None when it holds what no file holds."""
    try:
        rows = [(line.kind, line.text.encode("utf-8", "surrogateescape") + b"\n") for line in hunk.lines]
    except UnicodeEncodeError:
        return None
    old = b"".join(text for kind, text in rows if kind != "+")
    new = b"".join(text for kind, text in rows if kind != "-")
    trailing = bool(rows) and rows[-1][0] == " "
    return _Images(
        old if hunk.old_newline else old[:-1], new if hunk.new_newline else new[:-1], trailing, hunk.old_newline
    )


def _place(text: bytes, cursor: int, hunk: Hunk, images: _Images, gap: int) -> int | None:
    """Where the hunk begins, `gap` lines behind the last one if nothing moved; None when it is nowhere.

    As for git, a hunk that begins at the first line, or has no context below, must be at that end of the file.
    """
    end = len(text) - 1 - len(images.old)
    wanted = b"\n" + images.old
    if hunk.old_start <= 1:
        fits = cursor == 0 and text.startswith(wanted)
        return 0 if fits and (images.trailing or end == 0) and (images.ended or end == 0) else None
    if not images.trailing or not images.ended:
        return end if end >= cursor and text.startswith(wanted, end) else None
    expected = _skip(text, cursor, gap)
    if text.startswith(wanted, expected):
        return expected
    return _nearest(text, wanted, cursor, expected)


def _nearest(text: bytes, wanted: bytes, cursor: int, expected: int) -> int | None:
    """The place that is the fewest lines away; below before above, as git looks."""
    above = text.rfind(wanted, cursor, expected + len(wanted) - 1)
    if above < 0:
        below = text.find(wanted, expected)
        return below if below >= 0 else None
    far = _skip(text, expected, text.count(b"\n", above, expected))
    below = text.find(wanted, expected, far + len(wanted))
    return below if below >= 0 else above


def _skip(text: bytes, at: int, lines: int) -> int:
    """The offset so many lines further on, at most the end of the file."""
    while lines > 0:
        block = text.count(b"\n", at + 1, at + 1 + _STRIDE)
        if block >= lines:
            for _ in range(lines):
                at = text.index(b"\n", at + 1)
            return at
        if at + 1 + _STRIDE >= len(text):
            return len(text) - 1
        lines -= block
        at += _STRIDE
    return at
