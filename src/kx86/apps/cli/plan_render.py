# SPDX-License-Identifier: GPL-2.0-or-later
"""What `kx86 plan` prints of a series."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from kx86.apps.cli.plan_view import BuildView, PlanView, RunView, WhyView
from kx86.apps.cli.render import Style
from kx86.apps.cli.terminal import cut, fold, printable

_LONGEST = 140
_SUITES = {"selftests": "selftests", "kvm-unit-tests": "KVM-unit-tests", "boot": "boot of a VM"}
_VENDORS = {"any": "AMD or Intel", "amd": "AMD", "intel": "Intel"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A line of the plan: what is done, for which patches, by which statements, and why.

    `with_` are module params; of rows that differ in nothing else each is a run of its own.
    """

    level: str
    what: str
    statements: tuple[str, ...]
    patches: tuple[int, ...]
    why: tuple[WhyView, ...]
    vendor: str = ""
    with_: tuple[str, ...] = ()
    tdp: bool = True
    tests: tuple[str, ...] = field(default=())


def plan_lines(view: PlanView, style: Style, *, explain: bool = False) -> Iterator[str]:
    """Yield the title, the builds and the runs, and what was left out; with `explain` every reason by patch."""
    paint = style.paint
    count = f": {view.m} patches" if view.m > 1 else ""
    yield paint("title", cut(printable(view.title), _LONGEST) + count)
    if not view.concerned:
        yield "  no code or tests of KVM x86 are touched: nothing to build or run"
        return
    for name, rows in (("build", _builds(view.builds)), ("run", _runs(view.runs, explain=explain))):
        for level, group in groupby(rows, key=lambda row: row.level):
            yield f"  {paint('title', name)}, {level}:"
            for row in group:
                yield from _lines(row, view, style, explain=explain)
    if not view.builds and not view.runs:
        yield "  nothing to build or run"
    for one in view.lacking:
        hint = f" ({one.hint})" if one.hint else ""
        text = printable(f"{one.what}: {one.why}{hint}")
        yield from fold(text, style.width, f"  {paint('warning', 'lacking')} ", " " * 10)


def _builds(builds: Sequence[BuildView]) -> list[_Row]:
    """Those that are asked for alike stand on one line."""
    rows: list[_Row] = []
    for one in builds:
        row = _Row(
            level=one.level, what=one.configuration, statements=(one.statement,), patches=one.patches, why=one.why
        )
        last = rows[-1] if rows else None
        if last is not None and replace(last, what=row.what) == row:
            rows[-1] = replace(last, what=f"{last.what}, {row.what}")
        else:
            rows.append(row)
    return rows


def _runs(runs: Sequence[RunView], *, explain: bool) -> list[_Row]:
    rows = [
        _Row(
            level=one.level,
            what=_SUITES[one.suite],
            statements=(one.statement,),
            patches=one.patches,
            why=one.why,
            vendor=_VENDORS[one.vendor],
            with_=(" ".join(f"{name}={value}" for name, value in one.settings.items()),) if one.settings else (),
            tdp=one.tdp,
            tests=one.tests,
        )
        for one in runs
    ]
    rows = _joined(rows, lambda row: (row.level, row.vendor, row.with_, row.tests, explain and row.why), "what")
    rows = _joined(rows, lambda row: (*_but_vendor(row), explain and row.why), "vendor")
    if explain:
        return rows
    rows = _joined(rows, lambda row: (row.level, row.what, row.vendor, row.with_, not row.tests), "tests")
    return _joined(rows, _one_at_a_time, "with_")


def _but_vendor(row: _Row) -> tuple[object, ...]:
    """What both vendors may be asked for alike: TDP off has a param for each."""
    return row.level, row.what, row.with_ if row.tdp else "TDP off", row.tests, row.vendor == "AMD or Intel"


def _one_at_a_time(row: _Row) -> tuple[object, ...]:
    """Runs of one vendor with one param each stand together: so many lines nobody reads."""
    return (row.level, row.what, row.vendor) if row.with_ and row.tdp else (row,)


def _joined(rows: Sequence[_Row], key: Callable[[_Row], object], differs: str) -> list[_Row]:
    """Join the rows that are alike but for one thing."""
    made: dict[object, _Row] = {}
    for row in rows:
        first = made.get(key(row))
        made[key(row)] = row if first is None else _both(first, row, differs)
    return list(made.values())


def _both(first: _Row, second: _Row, differs: str) -> _Row:
    given: dict[str, Any] = {}
    if differs == "what":
        given["what"] = f"{first.what}, {second.what}"
    elif differs == "vendor":
        given["vendor"] = f"{first.vendor} and {second.vendor}"
    return replace(
        first,
        statements=tuple(dict.fromkeys((*first.statements, *second.statements))),
        tests=tuple(dict.fromkeys((*first.tests, *second.tests))),
        with_=tuple(dict.fromkeys((*first.with_, *second.with_))),
        patches=tuple(sorted({*first.patches, *second.patches})),
        why=tuple(dict.fromkeys((*first.why, *second.why))),
        **given,
    )


def _lines(row: _Row, view: PlanView, style: Style, *, explain: bool) -> Iterator[str]:
    paint = style.paint
    head = f"    {paint('good', printable(_said(row)))}"
    if explain:
        named = f"(Testing: {', '.join(row.statements)})"
        yield f"{head} {paint('dim', named)}"
        for reason, patches in _by_reason(row.why).items():
            yield from fold(printable(f"{_numbers(patches, view.m)}{reason}"), style.width, "      ", "        ")
        return
    told = list(dict.fromkeys(one.reason for one in row.why))
    more = f"; {len(told) - 1} more" if len(told) > 1 else ""
    text = f"{_numbers(row.patches, view.m)}{told[0]}{more}"
    if len(_said(row)) + len(text) + 6 <= style.width:
        yield f"{head}: {paint('dim', printable(text))}"
    else:
        yield from (paint("good", line) if at == 0 else line for at, line in enumerate(_folded_head(row, style)))
        yield from (paint("dim", line) for line in fold(printable(text), style.width, "      ", "        "))


def _folded_head(row: _Row, style: Style) -> Iterable[str]:
    return fold(printable(_said(row)), style.width, "    ", "      ")


def _said(row: _Row) -> str:
    vendor = f" on {row.vendor}" if row.vendor else ""
    tests = f" ({', '.join(row.tests)})" if row.tests else ""
    if not row.with_:
        return f"{row.what}{tests}{vendor}"
    joined = ", ".join(row.with_)
    if not row.tdp:
        return f"{row.what}{tests}{vendor}, TDP off ({joined})"
    each = ", each of" if len(row.with_) > 1 else ","
    return f"{row.what}{tests}{vendor}{each} {joined}"


def _by_reason(why: Sequence[WhyView]) -> dict[str, list[int]]:
    """The patches of each reason, in the order in which they come."""
    found: dict[str, list[int]] = {}
    for one in sorted(why, key=lambda one: one.n):
        found.setdefault(one.reason, []).append(one.n)
    return found


def _numbers(patches: Sequence[int], m: int) -> str:
    """Say which patches ask, unless all of them do."""
    if m < 2 or len(patches) >= m:
        return ""
    runs: list[list[int]] = []
    for n in patches:
        if runs and n == runs[-1][-1] + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    said = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    shown = said[:6]
    return f"{', '.join(shown)}{' ...' if len(said) > 6 else ''} of {m}, "
