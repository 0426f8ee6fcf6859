# SPDX-License-Identifier: GPL-2.0-or-later
"""One patch or cover letter, wherever it came from, and the views of it that rules share."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from kx86.mail.message import Address
from kx86.mail.subject import Subject
from kx86.mail.trailers import Trailer
from kx86.patch.comment import Comment, comments
from kx86.patch.diff import Diff
from kx86.patch.touch import Touch, touch
from kx86.patch.window import Window, windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Base information as written: base-commit, prerequisite patch ids, and where it stood (n of the patch, 0 the cover)."""

    commit: str | None
    prerequisites: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Patch:
    """A patch (or a cover letter, `n` 0 and an empty diff).

    `n` of `m` are as in the subject, 1 of 1 when nothing is written.  `changelog` holds the lines above the trailers,
    `trailer_lines` the lines of the trailer block as written, `trailers` what they say, `notes` the lines between `---` and the
    diffstat or diff.  `line` numbers in findings count from 1 inside their part.  `author` is the in-body From: when there is
    one; `sender` is the From: header (equal to `author` for a commit).  `change_id` is that of b4, the same in every version of
    a series.  `local` tells a commit from a mail.
    """

    n: int
    m: int
    subject: Subject
    changelog: tuple[str, ...]
    trailer_lines: tuple[str, ...]
    trailers: tuple[Trailer, ...]
    notes: tuple[str, ...]
    diff: Diff
    author: Address
    sender: Address
    message_id: str | None = None
    commit: str | None = None
    parent: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    recipients: str = ""
    base: Base | None = None
    change_id: str | None = None
    local: bool = False
    problems: tuple[str, ...] = ()

    @property
    def shortlog(self) -> str:
        """The subject without its brackets."""
        return self.subject.title

    @cached_property
    def touch(self) -> Touch:
        """What the diff touches: files, added lines that are not moved, functions, identifiers."""
        return touch(self.diff)

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """The comments that hunks on C and assembly files show."""
        return tuple(comment for file in self.diff.files for comment in comments(file, self.touch.new))

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """The post-image lines of hunks on C and assembly files, masked and with brackets paired."""
        return windows(self.diff, self.touch.new)

    @cached_property
    def _windows_by_file(self) -> dict[str, list[Window]]:
        found: dict[str, list[Window]] = {}
        for window in sorted(self.windows, key=lambda window: window.start):
            found.setdefault(window.file, []).append(window)
        return found

    def window_at(self, file: str, line: int) -> Window | None:
        """The window that shows a line of a post-image."""
        here = self._windows_by_file.get(file, [])
        at = bisect_right(here, line, key=lambda window: window.start) - 1
        return here[at] if at >= 0 and line < here[at].start + len(here[at].lines) else None

    @property
    def is_cover(self) -> bool:
        """Is this a cover letter?"""
        return self.n == 0
