# SPDX-License-Identifier: GPL-2.0-or-later
"""A line of prose and a table of misspellings in; the wrong words and their corrections out.

Only plain words count: identifiers, CamelCase, capitals, paths, links and quoted text hold abbreviations that look wrong.
"""

import re
from collections.abc import Iterator, Mapping

from kx86.handbook.prose import ProseLine, mask

# Words that stand free: between blanks, brackets and marks, never beside what identifiers and paths are made of.
_WORD = re.compile(r"(?<![\w./\\<>=@#$%&*:+~^-])[A-Za-z][a-z]+(?:['’-][a-z]+)*(?![\w/\\<>=@#$%&*+~^(\[-]|[.:]\w|->)")
# Shorter words are abbreviations more often than misspellings.
SHORTEST = 4
# Right in kernel changelogs although the dictionary has them.
KERNEL_WORDS = frozenset(["ser", "hist", "crate", "fpr", "iff", "cas", "ro", "rw"])


_ANY = re.compile(r"[a-z'’]{4,}")


def may_be_wrong(text: str, misspellings: Mapping[str, tuple[str, ...]]) -> bool:
    """Does a text of any length hold a word of the table?  A fast look that spares most texts the careful one."""
    return not misspellings.keys().isdisjoint(_ANY.findall(text.lower()))


def misspelled(
    line: ProseLine | str, misspellings: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """The misspelled words of a line: column, word as written, corrections in its case."""
    text = line if isinstance(line, str) else line.text
    if not may_be_wrong(text, misspellings):
        return
    if isinstance(line, str):
        text = mask(text)
    for match in _WORD.finditer(text):
        word = match.group()
        if len(word) < SHORTEST:
            continue
        for column, part in _parts(word, match.start(), misspellings):
            lower = part.lower()
            if len(part) >= SHORTEST and lower in misspellings and lower not in KERNEL_WORDS:
                yield column, part, tuple(_as_case(part, right) for right in misspellings[lower])


def _parts(word: str, column: int, misspellings: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[int, str]]:
    if "-" not in word or word.lower() in misspellings:
        yield column, word
        return
    for part in word.split("-"):
        yield column, part
        column += len(part) + 1


def _as_case(written: str, right: str) -> str:
    return right[0].upper() + right[1:] if written[0].isupper() else right
