# SPDX-License-Identifier: GPL-2.0-or-later
"""The report as plain values: what --json prints and text is rendered from."""

from typing import Any

from kx86 import __version__
from kx86.flows.check import Checked, Report
from kx86.handbook.check import Remark
from kx86.handbook.finding import Level
from kx86.handbook.sections import section_of

FORMAT = 1


def report_view(report: Report) -> dict[str, Any]:
    """Return a report in the form of the JSON contract."""
    counts = report.counts()
    return {
        "kx86": __version__,
        "format": FORMAT,
        "edition": report.edition,
        "series": [series_view(one) for one in report.checked],
        "summary": {
            "errors": counts[Level.ERROR],
            "warnings": counts[Level.WARNING],
            "advice": counts[Level.ADVICE],
            "not_run": [{"rule": lacking.rule, "needs": lacking.needs} for lacking in report.not_run],
        },
        "problems": [{"source": p.source, "message": p.message} for p in report.problems],
    }


def series_view(one: Checked) -> dict[str, Any]:
    """Return one series and its findings."""
    series = one.series
    return {
        "title": series.title,
        "version": series.version,
        "rfc": series.rfc,
        "cover": series.cover.message_id if series.cover else None,
        "patches": [
            {"n": p.n, "message_id": p.message_id, "commit": p.commit, "subject": p.subject.raw} for p in series.patches
        ],
        "findings": [finding_view(remark) for remark in one.remarks],
    }


def finding_view(remark: Remark) -> dict[str, Any]:
    """Return one finding."""
    found, where = remark.finding, remark.finding.where
    return {
        "rule": remark.rule.id,
        "section": section_of(remark.rule.statement),
        "level": str(remark.level),
        "n": remark.n,
        "message_id": remark.message_id,
        "where": {"part": where.part, "file": where.file, "line": where.line, "text": where.text},
        "message": found.message,
        "hint": found.hint,
        "replacement": found.replacement,
    }
