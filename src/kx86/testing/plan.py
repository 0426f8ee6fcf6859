# SPDX-License-Identifier: GPL-2.0-or-later
"""What must be built and run for a series, and why, as values that depend on no machine."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, get_args

from kx86.handbook.facts import Edition

Level = Literal["mandatory", "strongly encouraged", "encouraged"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""The handbook's own words, the most demanding first."""

Suite = Literal["selftests", "kvm-unit-tests", "boot"]
Vendor = Literal["amd", "intel", "any"]


class Why(NamedTuple):
    """What asks for something: the number of the patch, 0 for the series as a whole, and the reason in words."""

    n: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Something to do: how much it is asked for, by which statement in which section of the handbook, and why."""

    level: Level
    statement: str
    section: str = "Testing"
    why: tuple[Why, ...]

    @cached_property
    def patches(self) -> tuple[int, ...]:
        """The numbers of the patches that ask for it, in order."""
        return tuple(sorted({one.n for one in self.why if one.n}))

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """The reasons in words, each once."""
        return tuple(dict.fromkeys(one.text for one in self.why))


@dataclass(frozen=True, kw_only=True)
class Build(Asked):
    """A build: the name of a configuration of the subsystem; `patches` are those that must be built in it."""

    configuration: str


class Setting(NamedTuple):
    """A module param and its value, as text: `kvm_intel`, `ept`, `0`."""

    module: str
    param: str
    value: str

    def __str__(self) -> str:
        return f"{self.module}.{self.param}={self.value}"


@dataclass(frozen=True, kw_only=True)
class Run(Asked):
    """A run of a suite on one machine, with the modules loaded in one way.

    `vendor` is whose processor runs it; `any` is content with either.  `settings` are the module params that are set, all others
    keep their defaults.  `tdp` is false when these settings turn TDP (EPT, NPT) off.  `tests` names the tests of the suite that
    matter; none means all.
    """

    suite: Suite
    vendor: Vendor
    settings: tuple[Setting, ...] = ()
    tdp: bool = True
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """What the plan could not see or had to leave out: what it is about, why, and the next command to type."""

    what: str
    why: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All that must be built and run for a series, the most demanding first.

    `concerned` are the numbers of the patches that touch the subsystem; with none nothing is asked.  `lacking` tells what was left
    out or not known.
    """

    edition: Edition
    builds: tuple[Build, ...] = ()
    runs: tuple[Run, ...] = ()
    lacking: tuple[Lacking, ...] = ()
    concerned: tuple[int, ...] = ()

    def down_to(self, level: Level) -> "Plan":
        """Leave out what is asked for less than that."""
        return Plan(
            edition=self.edition,
            builds=tuple(one for one in self.builds if reaches(one.level, level)),
            runs=tuple(one for one in self.runs if reaches(one.level, level)),
            lacking=self.lacking,
            concerned=self.concerned,
        )


def reaches(level: Level, least: Level) -> bool:
    """Is a level at least as demanding as another?"""
    return LEVELS.index(level) <= LEVELS.index(least)


def strongest(levels: Iterable[Level]) -> Level:
    """The most demanding of some levels, of which there is at least one."""
    return min(levels, key=LEVELS.index)
