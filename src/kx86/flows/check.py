# SPDX-License-Identifier: GPL-2.0-or-later
"""Check series against the handbook: gather the facts that the rules need, once and in batches, and run the rules."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kx86.flows.facts import Gatherer
from kx86.flows.sources import Input, Problem
from kx86.handbook.check import NotRun, Remark, check_series, count, runnable
from kx86.handbook.facts import Edition, Facts
from kx86.handbook.finding import Level
from kx86.handbook.registry import AnyRule
from kx86.handbook.scope import is_kvm_series
from kx86.series.series import Series

if TYPE_CHECKING:
    from kx86.flows.checkpatch import Foreign
    from kx86.ports.checkpatch import Checkpatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A series, what the rules say about it, and what somebody else's tool says.

    `concerned` is false when no patch touches KVM x86, so that the handbook has no say.
    """

    series: Series
    remarks: tuple[Remark, ...]
    foreign: "tuple[Foreign, ...]" = ()
    concerned: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The answer to one `kx86 check`."""

    edition: Edition
    checked: tuple[Checked, ...]
    not_run: tuple[NotRun, ...]
    problems: tuple[Problem, ...] = ()

    def counts(self) -> Mapping[Level, int]:
        """Count the findings of all series by level."""
        counts = count(remark for one in self.checked for remark in one.remarks)
        for one in self.checked:
            for found in one.foreign:
                counts[found.level] += 1
        return counts

    @property
    def refused(self) -> bool:
        """Is the answer no?  Only errors refuse, and with `strict` every warning is an error."""
        counts = self.counts()
        return bool(counts[Level.ERROR])


@dataclass(slots=True)
class Check:
    """How to check: the rules that were chosen, the facts at hand, whether warnings count as errors, and checkpatch.pl."""

    rules: Sequence[AnyRule]
    gather: Gatherer
    strict: bool = False
    checkpatch: "Checkpatch | None" = None
    not_run: dict[str, NotRun] = field(default_factory=dict)

    def report(self, into: Input, edition: Edition, progress: Callable[[str], None] = lambda _: None) -> Report:
        """Check each series in turn; `progress` hears how many are done."""
        checked = []
        for number, series in enumerate(into.series):
            if number:
                progress(f"checking: {number} of {len(into.series)} series")
            checked.append(self._one(series, edition))
        return Report(
            edition=edition,
            checked=tuple(checked),
            not_run=tuple(self.not_run.values()),
            problems=tuple(into.problems),
        )

    def _one(self, series: Series, edition: Edition) -> Checked:
        facts = self.gather.facts(series, edition, needs_of(self.rules))
        for lacking in runnable(self.rules, facts)[1]:
            self.not_run.setdefault(lacking.rule, lacking)
        remarks = check_series(self.rules, series, facts)
        concerned = is_kvm_series(series, facts.profile)
        checked = Checked(
            series=series, remarks=remarks, foreign=self._ask_checkpatch(series, facts), concerned=concerned
        )
        return _stricter(checked) if self.strict else checked

    def _ask_checkpatch(self, series: Series, facts: Facts) -> "tuple[Foreign, ...]":
        if self.checkpatch is None:
            return ()
        from kx86.flows.checkpatch import ask_checkpatch

        return ask_checkpatch(self.checkpatch, series, (rule.id for rule in runnable(self.rules, facts)[0]))


def needs_of(rules: Iterable[AnyRule]) -> frozenset[str]:
    """Collect the optional facts that any of the rules needs."""
    return frozenset(need for rule in rules for need in rule.needs)


def _stricter(checked: Checked) -> Checked:
    """Make every warning an error."""
    return replace(
        checked,
        remarks=tuple(replace(r, level=Level.ERROR) if r.level is Level.WARNING else r for r in checked.remarks),
        foreign=tuple(replace(f, level=Level.ERROR) if f.level is Level.WARNING else f for f in checked.foreign),
    )
