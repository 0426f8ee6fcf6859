# SPDX-License-Identifier: GPL-2.0-or-later
"""Plan what is built and run for series: gather what the clone and the machine at hand know of each."""

from collections.abc import Callable
from dataclasses import dataclass

from kx86.handbook.facts import Edition
from kx86.profile.model import Profile
from kx86.series.series import Series
from kx86.testing.plan import Plan
from kx86.testing.planning import PlanFacts, plan
from kx86.testing.read import Testing


@dataclass(slots=True)
class Planner:
    """Plan series one after another.

    `edition` tells that of a series.  `machine` names the programs that are there, of those that configurations need.
    """

    profile: Profile
    testing: Testing
    edition: Callable[[Series], Edition]
    machine: frozenset[str] = frozenset()

    def plan(self, series: Series) -> Plan:
        """Plan what is built and run for a series."""
        return plan(series, self.facts(series))

    def facts(self, series: Series) -> PlanFacts:
        """Gather what a plan of this series is made from."""
        return PlanFacts(edition=self.edition(series), profile=self.profile, testing=self.testing, machine=self.machine)
