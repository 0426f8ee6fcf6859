# SPDX-License-Identifier: GPL-2.0-or-later
"""Check series against the handbook: gather the facts that the rules need, once and in batches, and run the rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kx86.flows.facts import Gatherer
from kx86.flows.sources import Problem
from kx86.handbook.check import NotRun, Remark, check_series, count, runnable
from kx86.handbook.facts import Edition
from kx86.handbook.finding import Level
from kx86.handbook.registry import AnyRule
from kx86.series.series import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A series and what the rules say about it."""

    series: Series
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The answer to one `kx86 check`."""

    edition: Edition
    checked: tuple[Checked, ...]
    not_run: tuple[NotRun, ...]
    problems: tuple[Problem, ...] = ()
    strict: bool = False
    notes: tuple[str, ...] = ()

    def counts(self) -> Mapping[Level, int]:
        """Count the findings of all series by level."""
        return count(remark for one in self.checked for remark in one.remarks)

    @property
    def refused(self) -> bool:
        """Is the answer no?  Only errors refuse, and with `strict` every warning is an error."""
        counts = self.counts()
        return bool(counts[Level.ERROR])


@dataclass(slots=True)
class Check:
    """How to check: the rules that were chosen, the facts at hand, and whether warnings count as errors."""

    rules: Sequence[AnyRule]
    gather: Gatherer
    strict: bool = False
    not_run: dict[str, NotRun] = field(default_factory=dict)

    def run(self, series: Iterable[Series], edition: Edition) -> tuple[Checked, ...]:
        """Check each series in turn."""
        return tuple(self._one(one, edition) for one in series)

    def _one(self, series: Series, edition: Edition) -> Checked:
        facts = self.gather.facts(series, edition, needs_of(self.rules))
        for lacking in runnable(self.rules, facts)[1]:
            self.not_run.setdefault(lacking.rule, lacking)
        remarks = check_series(self.rules, series, facts)
        return Checked(series=series, remarks=_stricter(remarks) if self.strict else remarks)


def needs_of(rules: Iterable[AnyRule]) -> frozenset[str]:
    """Collect the optional facts that any of the rules needs."""
    return frozenset(need for rule in rules for need in rule.needs)


def _stricter(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    from dataclasses import replace

    return tuple(replace(r, level=Level.ERROR) if r.level is Level.WARNING else r for r in remarks)
