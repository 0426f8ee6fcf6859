# SPDX-License-Identifier: GPL-2.0-or-later
"""The report for programs: checkpatch's lines, and the checks of `b4 review`."""

from collections.abc import Iterator

from kx86.apps.cli.render import counted
from kx86.apps.cli.terminal import printable
from kx86.apps.cli.view import FindingView, PatchView, ReportView, SeriesView

_CHECKPATCH = {"error": "ERROR", "warning": "WARNING", "advice": "CHECK"}
_B4 = {"error": "fail", "warning": "warn", "advice": "pass"}
_GRAVITY = ("error", "warning", "advice")


def checkpatch_lines(report: ReportView) -> Iterator[str]:
    """Yield a line for each finding as `checkpatch.pl --terse --show-types` does: `file:line: LEVEL:RULE: text`.

    What is not in a diff has no file: `-` stands for the one patch on standard input, a commit for one of several.
    """
    alone = sum(len(one.patches) for one in report.series) == 1
    for one in report.series:
        names = {} if alone else {patch.n: _name(patch) for patch in one.patches}
        for found in one.findings:
            where = found.where
            file = where.file or names.get(found.n or 0, "-")
            yield f"{printable(file)}:{where.line or 1}: {_CHECKPATCH[found.level]}:{found.rule}: {sentence(found)}"


def _name(patch: PatchView) -> str:
    return patch.commit[:12] if patch.commit else patch.message_id or f"{patch.n}/{patch.m}"


def sentence(found: FindingView) -> str:
    """Say a finding in one line: the message, and the rewrite when it is short, else the hint."""
    message = printable(found.message)
    rewrite = found.replacement
    if rewrite and "\n" not in rewrite and len(rewrite) <= 200:
        return f"{message} Write: {printable(rewrite.strip())}"
    return f"{message} {printable(found.hint)}" if found.hint else message


def b4_checks(report: ReportView) -> list[dict[str, str]]:
    """Return one check for each patch, as `b4 review` reads them from a check command."""
    return [check for one in report.series for check in _checks(one)]


def _checks(one: SeriesView) -> Iterator[dict[str, str]]:
    """A check for each patch; what concerns the cover letter or the whole series is shown with the first patch."""
    first = one.patches[0].n if one.patches else 0
    by_number: dict[int, list[FindingView]] = {}
    for found in one.findings:
        by_number.setdefault(found.n or first, []).append(found)
    numbers = [patch.n for patch in one.patches] or [first]
    return (_check(one, by_number.get(n, [])) for n in numbers)


def _check(one: SeriesView, mine: list[FindingView]) -> dict[str, str]:
    worst = next((level for level in _GRAVITY if any(found.level == level for found in mine)), None)
    return {
        "tool": "kx86",
        "status": _B4[worst] if worst else "pass",
        "summary": counted([sum(found.level == level for found in mine) for level in _GRAVITY]) or _nothing(one),
        "url": "",
        "details": "\n".join(_details(found) for found in mine),
    }


def _nothing(one: SeriesView) -> str:
    return "nothing to remark" if one.concerned else "no file of KVM x86"


def _details(found: FindingView) -> str:
    where = found.where
    place = f"{where.file or where.part}:{where.line}" if where.line else where.file or where.part
    return f"{found.level} {found.rule}: {printable(place)}: {sentence(found)}"
