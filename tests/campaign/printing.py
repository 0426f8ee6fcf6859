# SPDX-License-Identifier: GPL-2.0-or-later
"""Every form in which findings can be printed."""

from collections.abc import Callable

import msgspec

from kx86.apps.cli.formats import b4_checks, checkpatch_lines
from kx86.apps.cli.render import Style, render
from kx86.apps.cli.terminal import Paint
from kx86.apps.cli.view import ReportView, report_view
from kx86.flows.check import Checked, Report
from kx86.flows.sources import Problem
from kx86.handbook.check import Remark
from kx86.series.series import Series

FORMS: dict[str, Callable[[ReportView], bytes]] = {
    "text": lambda view: "\n".join(render(view, Style(Paint(False), 100, False))).encode(),
    "full text": lambda view: "\n".join(render(view, Style(Paint(True), 100, True))).encode(),
    "JSON": lambda view: msgspec.json.encode(view),
    "b4 review": lambda view: msgspec.json.encode(b4_checks(view)),
    "checkpatch": lambda view: "\n".join(checkpatch_lines(view)).encode(),
}


def report(series: Series, remarks: tuple[Remark, ...], edition: str) -> ReportView:
    """Make a report of what was found in a series."""
    return report_view(
        Report(
            edition=edition,  # type: ignore[arg-type]
            checked=(Checked(series=series, remarks=remarks),),
            not_run=(),
            problems=tuple(Problem("a mail", problem) for patch in series.mails for problem in patch.problems),
        )
    )
