# SPDX-License-Identifier: GPL-2.0-or-later
"""What the author of a patch says: passages that can be searched across line ends, with the place of each match."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from kx86.handbook.finding import Part, Where
from kx86.handbook.prose import prose
from kx86.series.patch import Patch
from kx86.series.series import Series


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Lines of one part of a patch and their numbers; `text` has them joined, an empty line where lines were left out."""

    part: Part
    text: str
    rows: tuple[tuple[int, str], ...]

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        starts, at = [], 0
        for line in self.text.split("\n"):
            starts.append(at)
            at += len(line) + 1
        return tuple(starts)

    def where(self, match: re.Match[str], group: int | str = 0) -> Where:
        """Name the place where a group of a match begins; the caret ends with the line."""
        begin, end = match.span(group)
        row = bisect_right(self._starts, begin) - 1
        number, line = self.rows[row]
        column = begin - self._starts[row]
        width = max(1, min(end - begin, len(line) - column))
        return Where(part=self.part, line=number, text=line, column=column, width=width)


def written(patch: Patch) -> Iterator[Passage]:
    """Give the changelog (the letter itself, for a cover) and the notes below the `---` as they are written."""
    for part, lines in _parts(patch):
        yield Passage(part=part, text="\n".join(lines), rows=tuple(enumerate(lines, 1)))


def sentences(patch: Patch, cue: re.Pattern[str]) -> Iterator[Passage]:
    """Give the prose of the changelog (or letter) and of the notes: no code, logs or tables; quoted text is blanked.

    A part without the cue is left out: looking for a word is much cheaper than telling prose from code.
    """
    for part, lines in _parts(patch):
        if not cue.search("\n".join(lines)):
            continue
        texts: list[str] = []
        rows: list[tuple[int, str]] = []
        for line in prose(lines):
            if rows and line.number != rows[-1][0] + 1:
                texts.append("")
                rows.append((line.number - 1, ""))
            texts.append(line.text)
            rows.append((line.number, line.original))
        if rows:
            yield Passage(part=part, text="\n".join(texts), rows=tuple(rows))


def find(patch: Patch, pattern: re.Pattern[str]) -> tuple[re.Match[str], Where] | None:
    """Find the first match in what is written about a patch, and its place."""
    for passage in written(patch):
        match = pattern.search(passage.text)
        if match:
            return match, passage.where(match)
    return None


def says(patch: Patch, pattern: re.Pattern[str]) -> bool:
    """Tell whether the shortlog, changelog, trailers or notes of a patch match."""
    parts = (patch.changelog, patch.trailer_lines, patch.notes)
    return pattern.search(patch.shortlog) is not None or any(pattern.search("\n".join(lines)) for lines in parts)


def anybody_says(series: Series, pattern: re.Pattern[str]) -> bool:
    """Tell whether the cover letter or any patch of a series matches."""
    return any(says(patch, pattern) for patch in series.mails)


def series_place(series: Series) -> Where:
    """Name the place of a remark on a series as a whole: its cover letter, or its subjects."""
    return Where(part="headers" if series.cover is None else "cover", text=series.title)


def and_list(words: Iterable[str], most: int = 3) -> str:
    """Join names for a sentence: `a`, `a and b`, `a, b and 4 more`."""
    names = list(words)
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1} more"]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _parts(patch: Patch) -> Iterator[tuple[Part, tuple[str, ...]]]:
    if patch.changelog:
        yield ("cover" if patch.is_cover else "changelog"), patch.changelog
    if patch.notes:
        yield "notes", patch.notes
