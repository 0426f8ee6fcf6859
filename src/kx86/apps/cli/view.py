# SPDX-License-Identifier: GPL-2.0-or-later
"""The report as plain values: `--json` prints them as they are, and every other format is rendered from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kx86 import __version__
from kx86.apps.cli.form import FORMAT
from kx86.handbook.finding import Level
from kx86.handbook.sections import section_of

if TYPE_CHECKING:
    from kx86.flows.check import Checked, Report
    from kx86.flows.checkpatch import Foreign
    from kx86.handbook.check import Remark

CHECKPATCH = "checkpatch.pl"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhereView:
    """The place of a finding; `column` and `width` mark what is meant inside the (first line of the) text."""

    part: str
    file: str | None
    line: int | None
    text: str
    column: int | None = None
    width: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A finding; `n` is 0 for the cover letter, None for the series."""

    rule: str
    section: str
    level: str
    n: int | None
    message_id: str | None
    where: WhereView
    message: str
    hint: str | None
    replacement: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchView:
    """A patch of a series."""

    n: int
    m: int
    message_id: str | None
    commit: str | None
    subject: str
    shortlog: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesView:
    """A series and what was found in it; one that is not about KVM x86 does not concern the handbook."""

    title: str
    version: str
    rfc: bool
    cover: str | None
    concerned: bool
    patches: tuple[PatchView, ...]
    findings: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class NotRunView:
    """A rule that was not run, and the fact that it lacks."""

    rule: str
    needs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryView:
    """How many findings there are, and the rules that were not run."""

    errors: int
    warnings: int
    advice: int
    not_run: tuple[NotRunView, ...]


@dataclass(frozen=True, slots=True)
class ProblemView:
    """Input that could not be used, or not wholly."""

    source: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """The whole answer."""

    kx86: str
    format: int
    edition: str
    series: tuple[SeriesView, ...]
    summary: SummaryView
    problems: tuple[ProblemView, ...]


def report_view(report: "Report") -> ReportView:
    """Turn a report into plain values."""
    counts = report.counts()
    return ReportView(
        kx86=__version__,
        format=FORMAT,
        edition=report.edition,
        series=tuple(_series(one) for one in report.checked),
        summary=SummaryView(
            errors=counts[Level.ERROR],
            warnings=counts[Level.WARNING],
            advice=counts[Level.ADVICE],
            not_run=tuple(NotRunView(lacking.rule, lacking.needs) for lacking in report.not_run),
        ),
        problems=tuple(ProblemView(_utf8(problem.source), _utf8(problem.said)) for problem in report.problems),
    )


def _utf8(text: str) -> str:
    """Replace bytes of a file name that are no UTF-8, which JSON cannot hold."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _series(one: "Checked") -> SeriesView:
    series = one.series
    return SeriesView(
        title=series.title,
        version=series.version,
        rfc=series.rfc,
        cover=series.cover.message_id if series.cover else None,
        concerned=one.concerned,
        patches=tuple(
            PatchView(
                n=p.n, m=p.m, message_id=p.message_id, commit=p.commit, subject=p.subject.raw, shortlog=p.shortlog
            )
            for p in series.patches
        ),
        findings=(*_findings(one.remarks), *(_foreign(found) for found in one.foreign)),
    )


def _findings(remarks: "Iterable[Remark]") -> Iterable[FindingView]:
    for remark in remarks:
        found, where = remark.finding, remark.finding.where
        yield FindingView(
            rule=remark.rule.id,
            section=section_of(remark.rule.statement),
            level=str(remark.level),
            n=remark.n,
            message_id=remark.message_id,
            where=WhereView(
                part=where.part,
                file=where.file,
                line=where.line,
                text=where.text,
                column=where.column,
                width=where.width,
            ),
            message=found.message,
            hint=found.hint,
            replacement=found.replacement,
        )


def _foreign(found: "Foreign") -> FindingView:
    where = found.where
    return FindingView(
        rule=found.type,
        section=CHECKPATCH,
        level=str(found.level),
        n=found.n,
        message_id=found.message_id,
        where=WhereView(part=where.part, file=where.file, line=where.line, text=where.text),
        message=found.message,
        hint=None,
        replacement=None,
    )
