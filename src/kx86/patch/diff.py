# SPDX-License-Identifier: GPL-2.0-or-later
"""The diff model."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

LONGEST = 2000
"""As many characters of a line of code are looked at; a longer line is data, cut and not judged."""


class Line(NamedTuple):
    """One line of a hunk: kind, text without its mark and line end, numbers in the pre- and post-image (None where absent).

    A named tuple, not a dataclass: a diff holds thousands, and a tuple is built in a fraction of the time.
    """

    kind: Literal["+", "-", " "]
    text: str
    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """A hunk: starts and lengths as its header says, the text behind the second @@, and its lines.

    `complete` is false when the lines are fewer or more than the header says.  `old_newline` and `new_newline` are
    false when "\\ No newline at end of file" follows the last line of that image.
    """

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    heading: str
    lines: tuple[Line, ...]
    complete: bool = True
    old_newline: bool = True
    new_newline: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDiff:
    """What a diff does to one file.

    `old`/`new` are paths without a/ b/, None for /dev/null.  Blobs are abbreviated as written, None when absent or all zeros.
    `mode` is the mode in the post-image, or that of a deleted file; `old_mode` is set when the mode changes.
    """

    old: str | None
    new: str | None
    old_blob: str | None = None
    new_blob: str | None = None
    mode: str | None = None
    old_mode: str | None = None
    binary: bool = False
    renamed: bool = False
    copied: bool = False
    hunks: tuple[Hunk, ...] = ()

    @property
    def path(self) -> str:
        """The path in the post-image, or the pre-image path of a deleted file."""
        return self.new or self.old or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """A whole diff.  `problems` names in words what could not be read (truncated hunk, mangled line)."""

    files: tuple[FileDiff, ...]
    problems: tuple[str, ...] = ()
