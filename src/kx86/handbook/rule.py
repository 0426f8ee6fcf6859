# SPDX-License-Identifier: GPL-2.0-or-later
"""A rule: one pure function tied to a statement of the handbook, and what is known about it."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from kx86.handbook.facts import Edition, Facts
from kx86.handbook.finding import Finding, Level
from kx86.series.patch import Patch
from kx86.series.series import Series

Need = Literal["functions", "commits", "history", "previous", "post_images"]
# Which patches a rule speaks about: patches of KVM x86 (KVM's common code and selftests included); these and the cover
# letter of a series that is mostly KVM x86's; or any patch at all.  For a rule on a series: one that holds a patch of
# KVM x86; one that is mostly KVM x86's; or any.
Scope = Literal["kvm", "series", "any"]
T = TypeVar("T", Patch, Series)
EDITIONS: tuple[Edition, ...] = ("2023-02", "merged")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[T]):
    """A rule: id, level, statement of the handbook, our wording, and the pure function that finds violations.

    `on` tells whether the function gets a patch or a whole series.  `needs` names the optional facts without which the rule
    is not run.  `off` keeps a rule from running unless it is named by --only.
    """

    id: str
    level: Level
    statement: str
    on: Literal["patch", "series"]
    scope: Scope
    needs: tuple[Need, ...]
    editions: tuple[Edition, ...]
    off: bool
    wording: str
    explanation: str
    find: Callable[[T, Facts], Iterator[Finding]]


def rule(
    id: str,
    *,
    level: Level,
    statement: str,
    scope: Scope = "kvm",
    needs: tuple[Need, ...] = (),
    editions: tuple[Edition, ...] = EDITIONS,
    off: bool = False,
) -> Callable[[Callable[[Patch, Facts], Iterator[Finding]]], Rule[Patch]]:
    """Make a rule on a patch.  The docstring is the wording (first paragraph) and the explanation (the rest)."""

    def make(find: Callable[[Patch, Facts], Iterator[Finding]]) -> Rule[Patch]:
        wording, explanation = _wording(find)
        return Rule(
            id=id,
            level=level,
            statement=statement,
            on="patch",
            scope=scope,
            needs=needs,
            editions=editions,
            off=off,
            wording=wording,
            explanation=explanation,
            find=find,
        )

    return make


def series_rule(
    id: str,
    *,
    level: Level,
    statement: str,
    scope: Scope = "series",
    needs: tuple[Need, ...] = (),
    editions: tuple[Edition, ...] = EDITIONS,
    off: bool = False,
) -> Callable[[Callable[[Series, Facts], Iterator[Finding]]], Rule[Series]]:
    """Make a rule on a whole series; its findings carry the `n` of the patch, or None for the series."""

    def make(find: Callable[[Series, Facts], Iterator[Finding]]) -> Rule[Series]:
        wording, explanation = _wording(find)
        return Rule(
            id=id,
            level=level,
            statement=statement,
            on="series",
            scope=scope,
            needs=needs,
            editions=editions,
            off=off,
            wording=wording,
            explanation=explanation,
            find=find,
        )

    return make


def _wording(find: Callable[..., object]) -> tuple[str, str]:
    text = inspect.cleandoc(find.__doc__ or "")
    first, _, rest = text.partition("\n\n")
    return " ".join(first.split()), rest.strip()
