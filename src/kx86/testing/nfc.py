# SPDX-License-Identifier: GPL-2.0-or-later
"""A patch, the objects before and after it, and what no object shows in; whether it changes nothing, as far as proved, out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kx86.series.patch import Patch
from kx86.testing.objects.compare import Change, Compared, Rename

State = Literal["same", "differs", "unseen", "failed"]
_CLAIM = re.compile(
    r"\bno (?:(?:intended|intentional|actual|real) )?(?:functional|behaviou?ral)\b(?: \w+){0,2}?"
    r" (?:change|impact|difference|effect)s?\b(?: intended\b| is intended\b)?"
    r"|\bno (?:change|difference)s? (?:in|of) (?:functionality|behaviou?r)\b|\bNFC\b",
    re.IGNORECASE,
)
_NOT_CODE = ("Documentation/", "tools/", "samples/", "LICENSES/", "MAINTAINERS", "CREDITS", ".mailmap")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file, and the line in it when only that one is meant."""

    file: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sameness:
    """What is proved of a patch.

    `claims` says what the patch says of itself: nothing functional changes, only comments change.  `compared` are the objects that
    were compiled anew or that differ, `unseen` what it changes where no compiler looked in this configuration, `why` the reason
    when it could not be built.
    """

    n: int
    commit: str
    title: str
    claims: tuple[str, ...] = ()
    compared: tuple[Compared, ...] = ()
    unseen: tuple[Place, ...] = ()
    why: str = ""

    @property
    def state(self) -> State:
        """Same, when that is proved; `unseen` when what was compiled is the same, and not all of it was compiled."""
        if self.why:
            return "failed"
        if not all(one.is_same for one in self.compared):
            return "differs"
        return "unseen" if self.unseen else "same"

    @property
    def is_refuted(self) -> bool:
        """Does it claim something that is not proved?"""
        return bool(self.claims) and self.state != "same"

    @property
    def changes(self) -> tuple[Change, ...]:
        """All that differs, in any object, each once."""
        return tuple(dict.fromkeys(change for one in self.compared for change in one.changes))

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions that differ, by name."""
        return tuple(sorted({change.name for change in self.changes if change.what == "function"}))

    @property
    def renames(self) -> tuple[Rename, ...]:
        """What has another name and is the same in all else."""
        return tuple(dict.fromkeys(rename for one in self.compared for rename in one.renames))


def claims_of(patch: Patch, *, only_comments: bool) -> tuple[str, ...]:
    """Return what a patch says of itself that objects can prove, in its own words where there are some."""
    said = _CLAIM.search(" ".join((patch.shortlog, *patch.changelog)))
    claims = [" ".join(said[0].split())] if said else []
    return (*claims, *(["only comments change"] if only_comments else []))


def is_code(path: str) -> bool:
    """May a file change what is built?"""
    return not path.startswith(_NOT_CODE) and not path.endswith((".rst", ".txt", ".md"))


def is_shared_header(path: str) -> bool:
    """Is it a header of the whole kernel, so that code is compiled with it that nobody compared?"""
    return path.endswith(".h") and "include/" in path and "kvm" not in path


def read_sources(made: str, paths: Iterable[str]) -> frozenset[str]:
    """Tell which paths an object was compiled from; `made` is what Kbuild keeps beside it (`.svm.o.cmd`)."""
    return frozenset(path for path in paths if f"/{path} " in made or f" {path} " in made or f"/{path}\n" in made)
