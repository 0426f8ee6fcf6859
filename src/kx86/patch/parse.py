# SPDX-License-Identifier: GPL-2.0-or-later
"""Unified diffs as mails carry them: git and quilt style, with whatever stands before, between and behind the hunks.

The counts in the @@ header say where a hunk ends, so that prose, signatures and trailers never become hunk lines.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from kx86.patch.diff import Diff, FileDiff, Hunk, Line
from kx86.patch.paths import git_names, strip_pair, written_name

_HUNK = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@ ?(.*)")
_INDEX = re.compile(r"index ([0-9a-f]{4,64})\.\.([0-9a-f]{4,64})(?: ([0-7]{6}))?\s*$")
_MOST_PROBLEMS = 20
_make = tuple.__new__


def parse_diff(text: str) -> Diff:
    """Read every file diff in `text`; lines that belong to none are passed over."""
    return _Reader(_lines(text)).read()


def _lines(text: str) -> list[str]:
    # Carriage returns in hunks may be content; only when header lines have them too did a mailer add them.
    if "\r\n" in text:
        at = text.find("+++ ")
        end = text.find("\n", at)
        if at >= 0 and text[end - 1 : end] == "\r":
            text = text.replace("\r\n", "\n")
    return text.split("\n")


@dataclass(slots=True)
class _Open:
    """The file diff being read."""

    old: str | None = None
    new: str | None = None
    old_blob: str | None = None
    new_blob: str | None = None
    mode: str | None = None
    old_mode: str | None = None
    binary: bool = False
    renamed: bool = False
    copied: bool = False
    created: bool = False
    deleted: bool = False
    hunks: list[Hunk] = field(default_factory=list)

    def close(self) -> FileDiff:
        return FileDiff(
            old=None if self.created else self.old,
            new=None if self.deleted else self.new,
            old_blob=self.old_blob,
            new_blob=self.new_blob,
            mode=self.mode,
            old_mode=self.old_mode if self.old_mode != self.mode else None,
            binary=self.binary,
            renamed=self.renamed,
            copied=self.copied,
            hunks=tuple(self.hunks),
        )


def _blob(text: str) -> str | None:
    return text if text.strip("0") else None


def _read_index(file: _Open, line: str) -> None:
    if found := _INDEX.match(line):
        file.old_blob, file.new_blob = _blob(found[1]), _blob(found[2])
        file.mode = found[3] or file.mode


def _read_old_mode(file: _Open, line: str) -> None:
    file.old_mode = line[9:].strip()


def _read_new_mode(file: _Open, line: str) -> None:
    file.mode = line[9:].strip()


def _read_new_file(file: _Open, line: str) -> None:
    file.created, file.mode = True, line[14:].strip()


def _read_deleted_file(file: _Open, line: str) -> None:
    file.deleted, file.mode = True, line[18:].strip()


def _read_rename_from(file: _Open, line: str) -> None:
    file.renamed, file.old = True, written_name(line[12:])


def _read_rename_to(file: _Open, line: str) -> None:
    file.renamed, file.new = True, written_name(line[10:])


def _read_copy_from(file: _Open, line: str) -> None:
    file.copied, file.old = True, written_name(line[10:])


def _read_copy_to(file: _Open, line: str) -> None:
    file.copied, file.new = True, written_name(line[8:])


def _read_binary(file: _Open, line: str) -> None:
    file.binary = True


def _read_nothing(file: _Open, line: str) -> None:
    pass


_EXTENDED: tuple[tuple[str, Callable[[_Open, str], None]], ...] = (
    ("index ", _read_index),
    ("new file mode ", _read_new_file),
    ("deleted file mode ", _read_deleted_file),
    ("old mode ", _read_old_mode),
    ("new mode ", _read_new_mode),
    ("similarity index ", _read_nothing),
    ("dissimilarity index ", _read_nothing),
    ("rename from ", _read_rename_from),
    ("rename to ", _read_rename_to),
    ("copy from ", _read_copy_from),
    ("copy to ", _read_copy_to),
    ("GIT binary patch", _read_binary),
    ("Binary files ", _read_binary),
)
_EXTENDED_KEYS = tuple(key for key, _ in _EXTENDED)


class _Reader:
    """Walks over the lines once; `read` may be called once."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._open: _Open | None = None
        self._files: list[FileDiff] = []
        self._problems: list[str] = []

    def read(self) -> Diff:
        """Read all lines."""
        lines, total, at = self._lines, len(self._lines), 0
        while at < total:
            line = lines[at]
            if line.startswith("@@ -"):
                at = self._read_hunk(at)
            elif line.startswith("diff --"):
                at = self._start_git(at)
            elif line.startswith("--- ") and self._starts_plain(at):
                at = self._start_plain(at)
            else:
                at += 1
        self._close()
        return Diff(files=tuple(self._files), problems=tuple(self._problems))

    def _close(self) -> None:
        if self._open is not None:
            self._files.append(self._open.close())
            self._open = None

    def _problem(self, at: int, text: str) -> None:
        if len(self._problems) < _MOST_PROBLEMS:
            self._problems.append(f"line {at + 1} of the diff: {text}")

    def _line(self, at: int) -> str:
        return self._lines[at] if at < len(self._lines) else ""

    def _start_git(self, at: int) -> int:
        line = self._lines[at]
        if not line.startswith("diff --git "):
            if line.startswith(("diff --cc ", "diff --combined ")):
                self._close()
                self._problem(at, "the diff of a merge cannot be read")
            return at + 1
        if not starts_git_diff(line, self._line(at + 1)):
            return at + 1
        self._close()
        file = self._open = _Open()
        at = self._read_extended(file, at + 1)
        if self._line(at).startswith("--- ") and self._line(at + 1).startswith("+++ "):
            self._read_names(file, at)
            return at + 2
        if not (file.renamed or file.copied):
            file.old, file.new = git_names(line[11:].rstrip())
        return at

    def _read_extended(self, file: _Open, at: int) -> int:
        while (line := self._line(at)).startswith(_EXTENDED_KEYS):
            read = next(read for key, read in _EXTENDED if line.startswith(key))
            read(file, line)
            at += 1
        return at

    def _read_names(self, file: _Open, at: int) -> None:
        old, new = strip_pair(written_name(self._lines[at][4:]), written_name(self._lines[at + 1][4:]))
        file.created, file.deleted = old is None, new is None
        if not (file.renamed or file.copied):
            file.old, file.new = old, new

    def _starts_plain(self, at: int) -> bool:
        return self._line(at + 1).startswith("+++ ") and self._line(at + 2).startswith("@@ -")

    def _start_plain(self, at: int) -> int:
        self._close()
        self._open = _Open()
        self._read_names(self._open, at)
        return at + 2

    def _read_hunk(self, at: int) -> int:
        read = read_hunk(self._lines, at)
        if read is None:
            self._problem(at, "this hunk header cannot be read")
            return at + 1
        hunk, end = read
        if self._open is None:
            self._problem(at, "this hunk belongs to no file")
            return end
        if not hunk.complete:
            self._problem(
                at, f"the lines of this hunk of {self._open.new or self._open.old} are not as many as it says"
            )
        self._open.hunks.append(hunk)
        return end


def starts_git_diff(line: str, following: str) -> bool:
    """Is `line` the head of a git diff, and not prose that quotes the command?"""
    return line.startswith("diff --git ") and following.startswith(("--- ", *_EXTENDED_KEYS))


def read_hunk(lines: list[str], at: int) -> tuple[Hunk, int] | None:
    """The hunk whose header is at `at` and the index of the first line behind it; None when the header cannot be read."""
    head = _HUNK.match(lines[at])
    if head is None:
        return None
    first, old_length, second, new_length, heading = head.groups()
    old_start, new_start = int(first), int(second)
    old_count = 1 if old_length is None else int(old_length)
    new_count = 1 if new_length is None else int(new_length)
    rows, end, complete, unended = _rows(
        lines, at + 1, old_start, new_start, old_start + old_count, new_start + new_count
    )
    hunk = Hunk(
        old_start=old_start,
        old_count=old_count,
        new_start=new_start,
        new_count=new_count,
        heading=heading.rstrip(),
        lines=tuple(rows),
        complete=complete and not _goes_on(lines, end),
        old_newline="-" not in unended,
        new_newline="+" not in unended,
    )
    return hunk, end


def _rows(
    lines: list[str], at: int, old: int, new: int, old_end: int, new_end: int
) -> tuple[list[Line], int, bool, str]:
    """Hunk lines from `at` on, the index behind them, are they all, and the images that end without a newline."""
    rows: list[Line] = []
    append, total, unended = rows.append, len(lines), ""
    while (old < old_end or new < new_end) and at < total:
        line = lines[at]
        mark = line[:1]
        if mark == " " and old < old_end and new < new_end:
            append(_make(Line, (" ", line[1:], old, new)))
            old += 1
            new += 1
        elif mark == "+" and new < new_end:
            append(_make(Line, ("+", line[1:], None, new)))
            new += 1
        elif (
            mark == "-"
            and old < old_end
            and not (line[1:2] == "-" and _ends_early(lines, at, old_end - old, new_end - new))
        ):
            append(_make(Line, ("-", line[1:], old, None)))
            old += 1
        elif not line and old < old_end and new < new_end:
            append(_make(Line, (" ", "", old, new)))
            old += 1
            new += 1
        elif mark == "\\" and rows:
            unended += _without_newline(rows)
        else:
            break
        at += 1
    complete = old == old_end and new == new_end
    if not complete:
        _drop_bare(lines, at, rows)
    if at < total and rows and lines[at].startswith("\\ "):
        unended += _without_newline(rows)
        at += 1
    return rows, at, complete, unended


def _drop_bare(lines: list[str], at: int, rows: list[Line]) -> None:
    # Blank lines at the end of a cut hunk belong to the mail.
    while rows and at > 0 and lines[at - 1] == "":
        rows.pop()
        at -= 1


def _without_newline(rows: list[Line]) -> str:
    return "-+" if rows[-1].kind == " " else rows[-1].kind


def _ends_early(lines: list[str], at: int, old_left: int, new_left: int) -> bool:
    """Does a signature or the next file begin here, in the middle of a hunk whose counts promise more?

    A line that completes the hunk as counted is always content.
    """
    line = lines[at]
    following = lines[at + 1] if at + 1 < len(lines) else ""
    if line in ("--", "-- "):
        return (old_left, new_left) != (1, 0) and following[:1] not in ("+", "-", " ", "\\")
    if line.startswith("--- ") and following.startswith("+++ ") and (old_left, new_left) != (1, 1):
        return at + 2 < len(lines) and lines[at + 2].startswith("@@ -")
    return False


def _goes_on(lines: list[str], at: int) -> bool:
    """Do lines that can only be hunk lines stand behind the counted ones?"""
    line = lines[at] if at < len(lines) else ""
    if line.startswith("+"):
        return not line.startswith("+++ ")
    return line.startswith(" \t") or (line.startswith("-") and line[1:2] in ("\t", "}", "{", "#"))
