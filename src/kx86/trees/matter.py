# SPDX-License-Identifier: GPL-2.0-or-later
"""A series in; what routing looks at out: paths with the lines that change, titles, names, and what the trailers say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from kx86.series.named import named_shas
from kx86.series.patch import Patch
from kx86.series.senders import is_stable_pick
from kx86.series.series import Series

# More of each tells nothing new, or is hostile.
_MOST_FILES = 400
_MOST_NAMES = 200
_MOST_PATCHES = 400
_LONGEST_TITLE = 300

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A patch as routing sees it.

    `files` maps each path to how many lines change there.  `names` are functions that it touches.  `fixes` are the SHA1s of
    its Fixes: trailers, `stable` tells that it asks for a backport.
    """

    n: int
    shortlog: str
    files: Mapping[str, int]
    names: frozenset[str] = frozenset()
    fixes: tuple[str, ...] = ()
    stable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A posting, or commits, as routing sees it; `words` are those in the brackets of its subjects that mean no version.

    `base` is the commit that it says to be based on, or stands on.  `picked` tells patches for a stable kernel.
    `missing` counts patches that were announced and are not at hand: a list may get the tests alone.
    """

    title: str
    pieces: tuple[Piece, ...]
    words: tuple[str, ...] = ()
    rfc: bool = False
    base: str | None = None
    picked: bool = False
    missing: int = 0

    @property
    def m(self) -> int:
        """How many patches were announced."""
        return len(self.pieces) + self.missing


def matter_of(series: Series, stable: str = "") -> Matter:
    """See a series as routing does; `stable` is the address that asks for a backport."""
    mails = series.mails[:2]
    first = series.patches[0] if series.patches else None
    told = next((mail.base.commit for mail in series.mails if mail.base and mail.base.commit), None)
    return Matter(
        title=series.title[:_LONGEST_TITLE]
        if series.cover
        else (first.shortlog if first else series.title)[:_LONGEST_TITLE],
        pieces=tuple(_piece(patch, stable) for patch in series.patches[:_MOST_PATCHES]),
        words=tuple(dict.fromkeys(word.lower() for mail in mails for word in mail.subject.words)),
        rfc=series.rfc,
        base=told or (first.parent if first else None),
        picked=any(is_stable_pick(patch) for patch in series.patches[:2]),
        missing=len(series.missing),
    )


def matter_of_subjects(title: str, patches: Iterable[tuple[str, Sequence[str]]]) -> Matter:
    """See a series of which only the title, the shortlogs and perhaps the paths are known."""
    listed = list(islice(patches, _MOST_PATCHES))
    pieces = tuple(
        Piece(n=n, shortlog=subject[:_LONGEST_TITLE], files=dict.fromkeys(files[:_MOST_FILES], 1))
        for n, (subject, files) in enumerate(listed, 1)
    )
    return Matter(title=title[:_LONGEST_TITLE], pieces=pieces)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without the s of a plural; a name such as vmx_vcpu_run gives three."""
    return tuple(_single(word) for word in _WORD.findall(text.lower()))


def _single(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _piece(patch: Patch, stable: str) -> Piece:
    touch = patch.touch
    lines = dict.fromkeys(touch.files[:_MOST_FILES], 0)
    for file in patch.diff.files:
        if file.path in lines:
            lines[file.path] += sum(line.kind != " " for hunk in file.hunks for line in hunk.lines)
    return Piece(
        n=patch.n,
        shortlog=patch.shortlog[:_LONGEST_TITLE],
        files={path: max(1, number) for path, number in lines.items()},
        names=frozenset(sorted(touch.functions)[:_MOST_NAMES]),
        fixes=named_shas(patch)[:8],
        stable=bool(stable) and any(one.name == "cc" and stable in one.value.lower() for one in patch.trailers),
    )
