# SPDX-License-Identifier: GPL-2.0-or-later
"""The diff model."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a hunk: kind, text without its mark and line end, numbers in the pre- and post-image (None where absent)."""

    kind: Literal["+", "-", " "]
    text: str
    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """A hunk: starts and lengths as its header says, the text behind the second @@, and its lines."""

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    heading: str
    lines: tuple[Line, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDiff:
    """What a diff does to one file.  `old`/`new` are paths without a/ b/, None for /dev/null."""

    old: str | None
    new: str | None
    old_blob: str | None = None
    new_blob: str | None = None
    mode: str | None = None
    binary: bool = False
    renamed: bool = False
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
