# SPDX-License-Identifier: GPL-2.0-or-later
"""A rule: one pure function tied to a statement of the handbook, and what is known about it."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Literal, NotRequired, Required, TypedDict, TypeVar, Unpack

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


class About(TypedDict):
    """What a decorator may say of a rule; needs, editions and off have defaults."""

    level: Required[Level]
    statement: Required[str]
    needs: NotRequired[tuple[Need, ...]]
    editions: NotRequired[tuple[Edition, ...]]
    off: NotRequired[bool]


def rule(
    id: str, *, scope: Scope = "kvm", **about: Unpack[About]
) -> Callable[[Callable[[Patch, Facts], Iterator[Finding]]], Rule[Patch]]:
    """Make a rule on a patch.  The docstring is the wording (first paragraph) and the explanation (the rest)."""
    return lambda find: _rule(id, "patch", scope, find, about)


def series_rule(
    id: str, *, scope: Scope = "series", **about: Unpack[About]
) -> Callable[[Callable[[Series, Facts], Iterator[Finding]]], Rule[Series]]:
    """Make a rule on a whole series; its findings carry the `n` of the patch, or None for the series."""
    return lambda find: _rule(id, "series", scope, find, about)


def _rule(
    id: str, on: Literal["patch", "series"], scope: Scope, find: Callable[[T, Facts], Iterator[Finding]], about: About
) -> Rule[T]:
    wording, explanation = _wording(find)
    return Rule(
        id=id,
        level=about["level"],
        statement=about["statement"],
        on=on,
        scope=scope,
        needs=about.get("needs", ()),
        editions=about.get("editions", EDITIONS),
        off=about.get("off", False),
        wording=wording,
        explanation=explanation,
        find=find,
    )


def _wording(find: Callable[..., object]) -> tuple[str, str]:
    text = inspect.cleandoc(find.__doc__ or "")
    first, _, rest = text.partition("\n\n")
    return " ".join(first.split()), rest.strip()
