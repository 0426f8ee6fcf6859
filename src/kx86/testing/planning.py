# SPDX-License-Identifier: GPL-2.0-or-later
"""A series and facts in; what must be built and run for it, and why, out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kx86.handbook.facts import Edition
from kx86.handbook.scope import is_for_other_arch, is_kvm
from kx86.profile.model import Profile
from kx86.series.patch import Patch
from kx86.series.series import Series
from kx86.testing.plan import Build, Plan, Why
from kx86.testing.read import Testing


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What a plan is made from beside the series.

    `machine` names the programs that are there, of those that configurations need.  `before` maps (n, path) to the file as it is
    before patch n, as far as that is known.
    """

    edition: Edition
    profile: Profile
    testing: Testing
    machine: frozenset[str] = frozenset()
    before: Mapping[tuple[int, str], bytes] = field(default_factory=dict)


def plan(series: Series, facts: PlanFacts) -> Plan:
    """Plan what is built and run for a series."""
    concerned = tuple(patch for patch in series.patches if _is_concerned(patch, facts.profile))
    if not concerned:
        return Plan(edition=facts.edition)
    numbers = tuple(patch.n for patch in concerned)
    why = tuple(Why(n, "every patch must build") for n in numbers)
    first = next(iter(facts.testing.configurations))
    builds = (Build(configuration=first, level="mandatory", statement="TEST-1", why=why),)
    return Plan(edition=facts.edition, builds=builds, concerned=numbers)


def _is_concerned(patch: Patch, profile: Profile) -> bool:
    return is_kvm(patch, profile) and not is_for_other_arch(patch, profile)
