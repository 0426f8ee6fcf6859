# SPDX-License-Identifier: GPL-2.0-or-later
"""Make reports for tests of what is printed."""

from collections.abc import Sequence

from kx86.apps.cli.view import (
    FindingView,
    NotRunView,
    PatchView,
    ProblemView,
    ReportView,
    SeriesView,
    SummaryView,
    WhereView,
)


def finding(rule: str, level: str, n: int | None, message: str, **more: object) -> FindingView:
    """Make a finding; what is left of `more` is about its place, on the subject by default."""
    hint, replacement, section = more.pop("hint", None), more.pop("replacement", None), more.pop("section", "Shortlog")
    place = {"part": "subject", "file": None, "line": None, "text": "", **more}
    return FindingView(
        rule=rule,
        section=section,
        level=level,
        n=n,
        message_id=None,
        where=WhereView(**place),
        message=message,
        hint=hint,
        replacement=replacement,
    )


def series(findings: Sequence[FindingView], m: int = 1, title: str = "x86/misc", **more: object) -> SeriesView:
    """Make a series of `m` commits."""
    patches = tuple(
        PatchView(
            n=n,
            m=m,
            message_id=None,
            commit=f"{n:040x}"[::-1],
            subject=f"KVM: x86: Do {n}",
            shortlog=f"KVM: x86: Do {n}",
        )
        for n in range(1, m + 1)
    )
    return SeriesView(
        **{
            "title": title,
            "version": "1",
            "rfc": False,
            "cover": None,
            "concerned": True,
            "patches": patches,
            "findings": tuple(findings),
            **more,
        }
    )


def report(
    *of: SeriesView, not_run: Sequence[tuple[str, str]] = (), problems: Sequence[tuple[str, str]] = ()
) -> ReportView:
    """Make a report on some series."""
    levels = [found.level for one in of for found in one.findings]
    return ReportView(
        kx86="0.1.0",
        format=1,
        edition="2023-02",
        series=of,
        summary=SummaryView(
            errors=levels.count("error"),
            warnings=levels.count("warning"),
            advice=levels.count("advice"),
            not_run=tuple(NotRunView(*one) for one in not_run),
        ),
        problems=tuple(ProblemView(*one) for one in problems),
    )
