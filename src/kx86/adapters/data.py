# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of data files in; their content as values out: verbs, misspellings, the profile, the examples of rules."""

import os
import re
from collections.abc import Callable, Iterator, KeysView, Mapping
from functools import cache, cached_property
from importlib.util import find_spec

# Plain paths: pathlib alone costs as much as reading the profile.
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DATA = os.path.join(PACKAGE, "data")
_WORDS = 800


class Misspellings(Mapping[str, tuple[str, ...]]):
    """Wrong word to corrections: read when the first word is looked up, an entry split only when it is asked for.

    The file is sorted, so the words of one patch are found in its text by halving; reading all entries costs as much as
    some thousand words, and is done when more than _WORDS are asked for.
    """

    def __init__(self, read: Callable[[], str]) -> None:
        self._read = read
        self._looked_up: dict[str, str | None] = {}

    @cached_property
    def _text(self) -> str:
        return self._read()

    @cached_property
    def _raw(self) -> dict[str, str]:
        return parse_misspellings(self._text)

    def _find(self, word: str) -> str | None:
        if "_raw" in self.__dict__ or len(self._looked_up) > _WORDS:
            return self._raw.get(word)
        if word not in self._looked_up:
            self._looked_up[word] = find_misspelling(self._text, word)
        return self._looked_up[word]

    def __getitem__(self, word: str) -> tuple[str, ...]:
        right = self._find(word)
        if right is None:
            raise KeyError(word)
        return corrections(right)

    def keys(self) -> KeysView[str]:
        """Return the wrong words; once all are read, the view of a real dict, whose set operations are fast."""
        return self._raw.keys() if "_raw" in self.__dict__ else KeysView(self)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._find(word) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


def find_misspelling(text: str, word: str) -> str | None:
    """Find the right side of a word's line in a dictionary that is sorted by its lines without regard to case."""
    wanted = f"{word}->"
    low, high = 0, len(text)
    while low < high:
        start = text.rfind("\n", low, (low + high) // 2) + 1 or low
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end]
        if line.startswith(wanted):
            right = line[len(wanted) :]
            return None if "->" in right or _disabled(right) else right
        if line.lower() < wanted:
            low = end + 1
        else:
            high = start
    return None


def corrections(right: str) -> tuple[str, ...]:
    """Split the right side of a dictionary line.

    A comma at the end tells that there are several candidates; what follows the last comma otherwise is a reason.
    """
    candidates, comma, _reason = right.rpartition(",")
    return tuple(word.strip() for word in (candidates if comma else right).split(",") if word.strip())


def parse_misspellings(text: str) -> dict[str, str]:
    """Read codespell's dictionary format, `wrong->right` a line.  Entries that codespell itself disables are left out."""
    if text.count("->") != text.count("\n") or re.search("->.*->", text):
        text = "".join(f"{line}\n" for line in text.split("\n") if line.count("->") == 1)
    # Split all lines at once: a split for each of 60,000 lines costs twice the time.
    words = text.replace("->", "\n").split("\n")
    raw = dict(zip(words[::2], words[1::2], strict=False))
    if "disabled due" in text or "disabled because" in text:
        raw = {wrong: right for wrong, right in raw.items() if not _disabled(right)}
    return raw


def _disabled(right: str) -> bool:
    reason = right.rpartition(",")[2].strip()
    return reason.startswith(("disabled due", "disabled because"))


@cache
def verbs() -> frozenset[str]:
    """Return base forms of English and kernel verbs."""
    lines = _text(DATA, "verbs.txt").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


@cache
def misspellings() -> Mapping[str, tuple[str, ...]]:
    """Return codespell's main dictionary; empty when codespell is not installed."""
    return Misspellings(_dictionary)


def _dictionary() -> str:
    # Find the package without importing it: the import alone costs more than the check of a patch.
    spec = find_spec("codespell_lib")
    if spec is None or not spec.submodule_search_locations:
        return ""
    folder = os.path.join(spec.submodule_search_locations[0], "data")
    return _text(folder, "dictionary.txt") if os.path.isfile(os.path.join(folder, "dictionary.txt")) else ""


def _text(*path: str) -> str:
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def profile_text(name: str = "kvm-x86") -> str:
    """Return the text of a profile that ships with kx86."""
    return _text(DATA, f"{name}.toml")


def text_of_testing(name: str = "kvm-x86") -> str:
    """Return the text of how a subsystem is built and tested, for a profile that ships with kx86."""
    return _text(DATA, f"{name}.testing.toml")


def examples_text(section: str) -> str:
    """Return the examples of a section's rules as they are written; empty for a section without examples."""
    path = os.path.join(PACKAGE, "handbook", section, "examples.toml")
    return _text(path) if os.path.isfile(path) else ""


def statements_text() -> str:
    """Return the statements of the handbook."""
    return _text(DATA, "statements.toml")


def handbook_text() -> str:
    """Return the handbook in words of kx86, both editions."""
    return _text(DATA, "handbook.md")


class ShippedWords:
    """The word lists that ship with kx86."""

    def verbs(self) -> frozenset[str]:
        """Return English verbs in their base form."""
        return verbs()

    def misspellings(self) -> Mapping[str, tuple[str, ...]]:
        """Return wrong words and their corrections."""
        return misspellings()
