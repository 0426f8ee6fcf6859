# SPDX-License-Identifier: GPL-2.0-or-later
"""What `kx86 route` prints of a series."""

from collections.abc import Iterator, Sequence

from kx86.apps.cli.render import Style
from kx86.apps.cli.route_view import PieceView, RouteView
from kx86.apps.cli.terminal import cut, fold, printable
from kx86.flows.route import Routed

_LONGEST = 140
_SHORTEST_LIST = 4
_LEAST = 0.02


def route_lines(found: Routed, view: RouteView, style: Style) -> Iterator[str]:
    """Yield the title, where it goes, and why; with `verbose` what speaks against it as well."""
    paint = style.paint
    yield paint("title", cut(printable(_title(found)), _LONGEST))
    yield f"  {_where(view, style)}"
    word = "because "
    for reason in view.reasons:
        yield from fold(printable(reason), style.width, f"    {word}", " " * 12)
        word = " " * len("because ")
    word = "but "
    for doubt in view.doubts if style.verbose or len(view.doubts) < 2 else view.doubts[:1]:
        yield from fold(printable(doubt), style.width, f"    {word}", " " * 8)
        word = " " * len("but ")
    yield from _apart(view.per_patch, found.matter.m, style)


def _title(found: Routed) -> str:
    series = found.series
    if series is None:
        return found.matter.title
    first = series.cover or (series.patches[0] if series.patches else None)
    if first is None or series.local:
        count = len(series.patches)
        return f"{series.title}: {count} commits" if count > 1 else found.matter.title
    return first.subject.raw


def _where(view: RouteView, style: Style) -> str:
    paint = style.paint
    sure = f"({view.confidence:.2f})"
    if view.release == "none":
        return f"{paint('warning', printable(view.target or view.tree))} {sure}: not for this tree"
    place = paint("good", printable(f"{view.tree} {view.branch}"))
    when = "as a fix for the current release" if view.release == "current" else "for the next release"
    named = [f"{one.topic} {one.confidence:.2f}" for one in view.chances if one.confidence >= _LEAST]
    rest = f"; else {', '.join(named)}" if named else ""
    return f"{place}, {when} {sure}{paint('dim', printable(rest))}"


def _apart(pieces: Sequence[PieceView], m: int, style: Style) -> Iterator[str]:
    """The patches that would go elsewhere by themselves, grouped by topic."""
    groups: dict[str, list[int]] = {}
    for one in pieces:
        if one.alone:
            groups.setdefault(one.alone, []).append(one.n)
    for topic, numbers in groups.items():
        shown = numbers if style.verbose else numbers[:_SHORTEST_LIST]
        named = ", ".join(f"{n}/{m}" for n in shown) + (" ..." if len(shown) < len(numbers) else "")
        yield f"    {style.paint('dim', printable(f'{named} alone would go to {topic}'))}"
