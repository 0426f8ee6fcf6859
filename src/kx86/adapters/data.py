# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of data files in; their content as values out: verbs, misspellings, the profile."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


class Misspellings(Mapping[str, tuple[str, ...]]):
    """Wrong word to corrections, split only when asked for: most of the table is never looked at."""

    __slots__ = ("_raw",)

    def __init__(self, raw: dict[str, str]) -> None:
        self._raw = raw

    def __getitem__(self, word: str) -> tuple[str, ...]:
        return corrections(self._raw[word])

    def __contains__(self, word: object) -> bool:
        return word in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


def corrections(right: str) -> tuple[str, ...]:
    """Split the right side of a dictionary line.

    A comma at the end tells that there are several candidates; what follows the last comma otherwise is a reason.
    """
    candidates, comma, _reason = right.rpartition(",")
    return tuple(word.strip() for word in (candidates if comma else right).split(",") if word.strip())


def parse_misspellings(text: str) -> Misspellings:
    """Read codespell's dictionary format, `wrong->right` a line.  Entries that codespell itself disables are left out."""
    if text.count("->") != text.count("\n") or re.search("->.*->", text):
        text = "".join(f"{line}\n" for line in text.split("\n") if line.count("->") == 1)
    # Split all lines at once: a split for each of 60,000 lines costs twice the time.
    words = text.replace("->", "\n").split("\n")
    raw = dict(zip(words[::2], words[1::2], strict=False))
    if "disabled due" in text or "disabled because" in text:
        raw = {wrong: right for wrong, right in raw.items() if not _disabled(right)}
    return Misspellings(raw)


def _disabled(right: str) -> bool:
    reason = right.rpartition(",")[2].strip()
    return reason.startswith(("disabled due", "disabled because"))


@cache
def verbs() -> frozenset[str]:
    """Base forms of English and kernel verbs."""
    lines = (DATA / "verbs.txt").read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


@cache
def misspellings() -> Mapping[str, tuple[str, ...]]:
    """Codespell's main dictionary; empty when codespell is not installed.

    The package is located but never imported: importing it costs more than the whole check of a patch.
    """
    spec = find_spec("codespell_lib")
    if spec is None or not spec.submodule_search_locations:
        return Misspellings({})
    file = Path(spec.submodule_search_locations[0]) / "data" / "dictionary.txt"
    return parse_misspellings(file.read_text(encoding="utf-8")) if file.is_file() else Misspellings({})


def profile_text(name: str = "kvm-x86") -> str:
    """The text of a profile that ships with kx86."""
    return (DATA / f"{name}.toml").read_text(encoding="utf-8")
