# SPDX-License-Identifier: GPL-2.0-or-later
"""What patches ask for, as it comes in; builds and runs, each once and with every reason, out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kx86.testing.plan import LEVELS, Build, Level, Run, Setting, Suite, Vendor, Why, reaches

_VENDORS: tuple[Vendor, ...] = ("any", "amd", "intel")
_SUITES: tuple[Suite, ...] = ("selftests", "kvm-unit-tests", "boot")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunKey:
    """What tells runs apart."""

    suite: Suite
    vendor: Vendor
    settings: tuple[Setting, ...] = ()
    tests: tuple[str, ...] = ()


@dataclass(slots=True)
class _Asked:
    level: Level
    statement: str
    why: dict[Why, Level] = field(default_factory=dict)

    def add(self, level: Level, statement: str, why: Why) -> None:
        if LEVELS.index(level) < LEVELS.index(self.level):
            self.level, self.statement = level, statement
        elif level == self.level:
            # Of two that ask alike the one that asks it of more changes stands first in the handbook.
            self.statement = min(self.statement, statement, key=lambda one: (one.startswith("M-"), one))
        if why not in self.why or LEVELS.index(level) < LEVELS.index(self.why[why]):
            self.why[why] = level

    def reasons(self) -> tuple[Why, ...]:
        """The reasons: those that ask most first, then by patch."""
        return tuple(sorted(self.why, key=lambda one: (LEVELS.index(self.why[one]), one.n)))


@dataclass(slots=True)
class Collected:
    """Takes what is asked for, a reason at a time."""

    _builds: dict[str, _Asked] = field(default_factory=dict)
    _runs: dict[RunKey, _Asked] = field(default_factory=dict)

    def build(self, name: str, level: Level, statement: str, why: Why) -> None:
        """Take a reason for a build."""
        self._builds.setdefault(name, _Asked(level, statement)).add(level, statement, why)

    def run(self, key: RunKey, level: Level, statement: str, why: Why) -> None:
        """Take a reason for a run."""
        self._runs.setdefault(key, _Asked(level, statement)).add(level, statement, why)

    def builds(self, order: Sequence[str]) -> tuple[Build, ...]:
        """Return the builds, the most demanding first, in the order of their names otherwise."""
        rank = {name: number for number, name in enumerate(order)}
        made = [
            Build(configuration=name, level=one.level, statement=one.statement, why=one.reasons())
            for name, one in self._builds.items()
        ]
        return tuple(sorted(made, key=lambda one: (LEVELS.index(one.level), rank.get(one.configuration, len(rank)))))

    def runs(self, tdp_off: frozenset[tuple[str, str]]) -> tuple[Run, ...]:
        """Return the runs, the most demanding first; one that any vendor can do is part of one that a vendor must do."""
        self._fold()
        made = [
            Run(
                suite=key.suite,
                vendor=key.vendor,
                settings=key.settings,
                tests=key.tests,
                tdp=not any((f"{one.module}.{one.param}", one.value) in tdp_off for one in key.settings),
                level=asked.level,
                statement=asked.statement,
                why=asked.reasons(),
            )
            for key, asked in self._runs.items()
        ]
        return tuple(sorted(made, key=_rank))

    def _fold(self) -> None:
        for key in [key for key in self._runs if key.vendor == "any"]:
            for other in self._owned(key):
                if reaches(self._runs[other].level, self._runs[key].level):
                    folded = self._runs.pop(key)
                    for why, level in folded.why.items():
                        self._runs[other].add(level, folded.statement, why)
                    break

    def _owned(self, key: RunKey) -> Iterable[RunKey]:
        """The same runs on machines of a vendor."""
        vendors: tuple[Vendor, ...] = ("amd", "intel")
        for vendor in vendors:
            own = RunKey(suite=key.suite, vendor=vendor, settings=key.settings, tests=key.tests)
            if own in self._runs:
                yield own


def _rank(run: Run) -> tuple[int, bool, bool, int, bool, int, tuple[Setting, ...], tuple[str, ...]]:
    return (
        LEVELS.index(run.level),
        bool(run.settings),
        bool(run.tests),
        _SUITES.index(run.suite),
        run.tdp,
        _VENDORS.index(run.vendor),
        run.settings,
        run.tests,
    )
