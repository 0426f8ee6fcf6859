# SPDX-License-Identifier: GPL-2.0-or-later
"""What `kx86 plan --json` prints of a series."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kx86.testing.plan import Asked, Plan

if TYPE_CHECKING:
    from kx86.series.series import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyView:
    """A reason, and the number of the patch that it is about."""

    n: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildView:
    """A build: the name of a configuration, how much it is asked for, by what, and why."""

    configuration: str
    level: str
    statement: str
    section: str
    patches: tuple[int, ...]
    why: tuple[WhyView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A run: the suite, whose processor, the module params that are set, the tests that matter, and why."""

    suite: str
    vendor: str
    tdp: bool
    settings: dict[str, str]
    tests: tuple[str, ...]
    level: str
    statement: str
    section: str
    patches: tuple[int, ...]
    why: tuple[WhyView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LackingView:
    """What was left out or is not known, why, and what to type."""

    what: str
    why: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A series and its plan.  `id` is the Message-ID of the cover letter or first patch, or the first commit."""

    id: str | None
    title: str
    m: int
    edition: str
    concerned: tuple[int, ...]
    builds: tuple[BuildView, ...]
    runs: tuple[RunView, ...]
    lacking: tuple[LackingView, ...]


def plan_view(series: "Series", plan: Plan) -> PlanView:
    """Make the view of a plan."""
    names = [name for mail in series.mails if (name := mail.message_id or mail.commit)]
    first = series.cover or (series.patches[0] if len(series.patches) == 1 else None)
    return PlanView(
        id=names[0] if names else None,
        title=first.subject.raw if first is not None else series.title,
        m=len(series.patches),
        edition=plan.edition,
        concerned=plan.concerned,
        builds=tuple(
            BuildView(
                configuration=one.configuration,
                level=one.level,
                statement=one.statement,
                section=one.section,
                patches=one.patches,
                why=_why(one),
            )
            for one in plan.builds
        ),
        runs=tuple(
            RunView(
                suite=one.suite,
                vendor=one.vendor,
                tdp=one.tdp,
                settings={f"{setting.module}.{setting.param}": setting.value for setting in one.settings},
                tests=one.tests,
                level=one.level,
                statement=one.statement,
                section=one.section,
                patches=one.patches,
                why=_why(one),
            )
            for one in plan.runs
        ),
        lacking=tuple(LackingView(what=one.what, why=one.why, hint=one.hint) for one in plan.lacking),
    )


def _why(one: Asked) -> tuple[WhyView, ...]:
    return tuple(WhyView(n=why.n, reason=why.text) for why in one.why)
