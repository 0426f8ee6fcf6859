# SPDX-License-Identifier: GPL-2.0-or-later
"""What `kx86 plan` prints of a series."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

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
    for name, rows in (("build", _builds(view.builds)), ("run", _runs(view.runs))):
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


def _runs(runs: Sequence[RunView]) -> list[_Row]:
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
    return _with_alike(_on_both(_suites_together(rows)))


def _suites_together(rows: Sequence[_Row]) -> list[_Row]:
    """Join the suites that run in the same way."""
    made: dict[tuple[object, ...], _Row] = {}
    for row in rows:
        key = (row.level, row.vendor, row.with_, row.tests, row.why)
        if key in made:
            first = made[key]
            statements = tuple(dict.fromkeys((*first.statements, *row.statements)))
            made[key] = replace(first, what=f"{first.what}, {row.what}", statements=statements)
        else:
            made[key] = row
    return list(made.values())


def _on_both(rows: Sequence[_Row]) -> list[_Row]:
    """Join what both vendors are asked for alike."""
    made: dict[tuple[object, ...], _Row] = {}
    for row in rows:
        key = (row.level, row.what, row.with_ and row.tdp, row.tests, row.why, row.vendor == "AMD or Intel")
        first = made.get(key)
        if first is not None and {first.vendor, row.vendor} == {"AMD", "Intel"}:
            made[key] = replace(first, vendor="AMD and Intel", with_=(*first.with_, *row.with_))
        else:
            made[key if first is None else (*key, row.vendor, row.with_)] = row
    return list(made.values())


def _with_alike(rows: Sequence[_Row]) -> list[_Row]:
    """Join runs of one vendor with one param each: so many lines nobody reads."""
    made: dict[tuple[object, ...], _Row] = {}
    for number, row in enumerate(rows):
        joins = row.tdp and row.with_ and not row.tests
        key = (row.level, row.what, row.vendor, row.statements) if joins else (number,)
        if key in made:
            first = made[key]
            made[key] = replace(
                first,
                with_=(*first.with_, *row.with_),
                why=tuple(dict.fromkeys((*first.why, *row.why))),
                patches=tuple(sorted({*first.patches, *row.patches})),
            )
        else:
            made[key] = row
    return list(made.values())


def _lines(row: _Row, view: PlanView, style: Style, *, explain: bool) -> Iterator[str]:
    paint = style.paint
    head = f"    {paint('good', printable(_said(row)))}"
    if explain:
        named = f"(Testing: {', '.join(row.statements)})"
        yield f"{head} {paint('dim', named)}"
        for one in sorted(row.why, key=lambda one: one.n):
            yield from fold(printable(one.reason), style.width, f"      {one.n}/{view.m} ", " " * 10)
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
