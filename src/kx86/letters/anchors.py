# SPDX-License-Identifier: GPL-2.0-or-later
"""A patch and quoted lines in; which lines of the patch they are, out.

Quotes come trimmed, wrapped and with their white space changed, but in the order of the patch.  Lines are compared without
white space, looked for right behind the last one first, and a line that many places hold is taken only next to another.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from kx86.patch.diff import FileDiff
from kx86.patch.touch import function_head
from kx86.series.patch import Patch

Part = Literal["subject", "changelog", "trailers", "notes", "diff", "cover", "patch"]

_START = 16
_STRONG = 7
_LOOKS = 8
_AHEAD = 3
_COMMON = 200


class Place(NamedTuple):
    """A line of a patch: its part, its text with the mark of the diff, and in the diff file, hunk, place in it and line.

    `hunk` counts in the patch; it is -1 outside of hunks.  `at` is the index among the lines of the hunk, -1 for its header.
    `line` is that of the post-image, or of the line above one that is removed.
    """

    part: Part
    text: str
    key: str
    file: str = ""
    hunk: int = -1
    at: int = -1
    line: int = 0


def key_of(text: str) -> str:
    """What lines are compared by: the text without white space."""
    return "".join(text.split())


def places(patch: Patch) -> list[Place]:
    """All lines of a patch or cover letter that are not blank, in the order of the mail."""
    body: Part = "cover" if patch.is_cover else "changelog"
    told = list(_text("subject", [patch.shortlog]))
    told += _text(body, patch.changelog)
    told += _text("trailers", patch.trailer_lines)
    told += _text("notes", patch.notes)
    hunk = 0
    for file in patch.diff.files:
        told += _file(file, hunk)
        hunk += len(file.hunks)
    return told


def _text(part: Part, lines: Sequence[str]) -> Iterator[Place]:
    return (Place(part, line, key_of(line)) for line in lines if line.strip())


def _file(file: FileDiff, number: int) -> Iterator[Place]:
    path = file.path
    for head in (
        f"diff --git a/{file.old or file.new} b/{file.new or file.old}",
        f"--- a/{file.old}" if file.old else "--- /dev/null",
        f"+++ b/{file.new}" if file.new else "+++ /dev/null",
    ):
        yield Place("diff", head, key_of(head), path)
    for index, hunk in enumerate(file.hunks, number):
        head = f"@@ -{hunk.old_start},{hunk.old_count} +{hunk.new_start},{hunk.new_count} @@ {hunk.heading}"
        yield Place("diff", head, key_of(head), path, index, -1, hunk.new_start)
        line = hunk.new_start
        for at, one in enumerate(hunk.lines):
            line = one.new or line
            text = one.kind + one.text
            key = key_of(text)
            if key not in ("", "+", "-"):
                yield Place("diff", text, key, path, index, at, line)


class Lines:
    """The lines of a patch, to look quoted ones up; made once for all replies to it."""

    def __init__(self, patch: Patch) -> None:
        self.places = places(patch)
        self.by_key: dict[str, list[int]] = {}
        self.by_start: dict[str, list[int]] = {}
        for index, place in enumerate(self.places):
            self.by_key.setdefault(place.key, []).append(index)
            if len(place.key) > _START:
                self.by_start.setdefault(place.key[:_START], []).append(index)


class Finder:
    """Finds the lines that one reply quotes, from top to bottom."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.places = lines.places
        self._last = -1
        # What is left of the last line, when only its beginning was quoted.
        self._rest = ""

    def find(self, quoted: Sequence[str]) -> list[int | None]:
        """The index of the place of each quoted line; None for a line that is not from the patch, or blank."""
        keys = [key_of(text) for text in quoted]
        found: list[int | None] = [None] * len(keys)
        at = 0
        while at < len(keys):
            index, size = self._place(keys, at)
            if index is not None:
                found[at : at + size] = [index] * size
                if index != self._last and len(self.places[index].key) == len(keys[at]):
                    self._rest = ""
                self._last = index
            at += size
        return found

    def continues(self, quoted: str, behind: str) -> bool:
        """Is `behind` the end of the line whose beginning is quoted last: a line that was wrapped without its mark?"""
        if self._last < 0 or not behind.strip():
            return False
        key = self.places[self._last].key
        start = key_of(quoted)
        return bool(start) and key != start and key in (start + key_of(behind), key_of(behind))

    def _place(self, keys: Sequence[str], at: int) -> tuple[int | None, int]:
        """Where the line `at` stands, and over how many quoted lines it was wrapped."""
        key = keys[at]
        if not key:
            return None, 1
        if len(key) > 2 and self._rest.startswith(key):
            self._rest = self._rest[len(key) :]
            return self._last, 1
        following = self._last + 1
        if following < len(self.places):
            if self.places[following].key == key:
                return following, 1
            size = self._wrapped(following, keys, at)
            if size:
                return following, size
        index = self._best(self._lines.by_key.get(key, ()), keys, at)
        if index is not None:
            return index, 1
        if len(key) >= _START:
            for index in self._near(self._lines.by_start.get(key[:_START], ())):
                size = self._wrapped(index, keys, at)
                if size:
                    return index, size
        return None, 1

    def _wrapped(self, index: int, keys: Sequence[str], at: int) -> int:
        """Over how many quoted lines the place is wrapped; 0 when it does not begin with the first of them."""
        whole = self.places[index].key
        if len(keys[at]) < _STRONG or len(whole) == len(keys[at]) or not whole.startswith(keys[at]):
            return 0
        done, size = len(keys[at]), 1
        for key in keys[at + 1 : at + 1 + _LOOKS]:
            if not key or not whole.startswith(key, done):
                break
            done, size = done + len(key), size + 1
        # A beginning alone is a quote that was cut, if it is long enough to be known.
        if done < len(whole) and done < _START:
            return 0
        self._rest = whole[done:]
        return size

    def _near(self, homes: Sequence[int]) -> list[int]:
        """A few places, those behind the last line first."""
        cut = bisect_right(homes, self._last)
        return [*homes[cut : cut + _LOOKS], *homes[max(0, cut - _LOOKS) : cut][::-1]]

    def _best(self, homes: Sequence[int], keys: Sequence[str], at: int) -> int | None:
        if not homes or len(homes) > _COMMON:
            return None
        strong = len(keys[at]) >= _STRONG
        ahead = [key for key in keys[at + 1 : at + 1 + 2 * _AHEAD] if key][:_AHEAD]
        best: tuple[int, int] | None = None
        for rank, index in enumerate(self._near(homes)):
            same = 0
            while same < len(ahead) and index + 1 + same < len(self.places):
                if self.places[index + 1 + same].key != ahead[same]:
                    break
                same += 1
            # What lies behind the last line is likelier than what lies before it.
            worth = 2 * same + (1 if index > self._last else 0)
            if (strong or same) and (best is None or worth > best[0]):
                best = (worth, index)
            if rank == 0 and same == len(ahead) and index > self._last:
                break
        return best[1] if best else None


def function_at(patch: Patch, hunk: int, at: int) -> str:
    """The function that a line of a hunk belongs to: the last head above it in the hunk, else that of the heading."""
    number = 0
    for file in patch.diff.files:
        if hunk < number + len(file.hunks):
            here = file.hunks[hunk - number]
            for line in reversed(here.lines[: at + 1][-_COMMON:]):
                name = function_head(line.text) if "(" in line.text else ""
                if name and not line.text.rstrip().endswith(";"):
                    return name
            return function_head(here.heading) or here.heading[:80]
        number += len(file.hunks)
    return ""
