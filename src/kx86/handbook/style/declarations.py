# SPDX-License-Identifier: GPL-2.0-or-later
"""Declarations: their order, the blank line behind them, and none inside for()."""

import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kx86.handbook.c_findings import MOST_WARNINGS, few_evenly, judged
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import rule
from kx86.handbook.style.place import at, c_files, over, runs
from kx86.handbook.style.runs import NAME, TYPE, Declaration, Run, runs_in, runs_of
from kx86.patch.window import Window
from kx86.series.patch import Patch

if TYPE_CHECKING:
    from kx86.patch.cview import CView

_FOR = re.compile(rf"for(?<!\wfor)[ \t]?\([ \t]*(?={TYPE}{NAME}[ \t]*=)")
_STATEMENT = re.compile(
    r"[ \t]+(?:(?:if|for|while|switch|return|do|goto)\b|[\w.>\-\[\]*]+[ \t]*(?:[|&+\-*/^]|<<|>>)?=[^=]"
    r"|(?!DE(?:FINE|CLARE)|guard\b|CLASS\b|scoped_|__free|_Static|static_assert|BUILD_BUG|union\b|struct\b)"
    r"(?:[a-z_]\w*|TEST_\w+|__TEST\w+|GUEST_\w+|WARN\w*|BUG\w*)\()"
)


def _runs(patch: Patch, facts: Facts) -> Iterator[tuple[Window, Run]]:
    """Runs of declarations with their window: from the view of a whole file where there is one, else from the hunks."""
    for window, whole in c_files(patch, facts):
        for run in runs_in(window) if whole is None else runs_of(whole.view):
            yield window, run


@rule("CS-FIRTREE", level=Level.ADVICE, statement="STYLE-3")
def not_a_fir_tree(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Order declarations as a reverse fir tree: the longest line first.

    A declaration that needs an earlier one for its value may follow it.
    """
    found = (
        _fir_tree_finding(window, part)
        for window, run in _runs(patch, facts)
        for part in _segments(run)
        if _is_inverted(window, part) and judged(window.file, facts)
    )
    yield from few_evenly(found)


def _segments(run: Run) -> Iterator[list[Declaration]]:
    """The stretches of plain single-line declarations; others are not compared."""
    part: list[Declaration] = []
    for declaration in run.declarations:
        if declaration.is_plain:
            part.append(declaration)
        else:
            yield part
            part = []
    yield part


def _is_inverted(window: Window, part: list[Declaration]) -> bool:
    return any(
        above.length < below.length
        and (window.new[above.first] or window.new[below.first])
        and not above.names & below.uses
        for above, below in itertools.pairwise(part)
    )


# Nobody orders more declarations than this by hand.
_MOST = 50


def _fir_tree_finding(window: Window, part: list[Declaration]) -> Finding:
    ordered = _fir_tree(window, part) if len(part) <= _MOST else part
    moved = [index for index, (old, new) in enumerate(zip(part, ordered)) if old is not new]
    first, last = (moved[0], moved[-1]) if moved else (0, len(part) - 1)
    text = "\n".join(window.lines[declaration.first] for declaration in ordered[first : last + 1])
    return Finding(
        where=over(window, part[first].first, part[last].first),
        message="Declarations are not in reverse fir tree order.",
        hint="Put the longest line first.",
        replacement=text if moved else None,
    )


def _fir_tree(window: Window, part: list[Declaration]) -> list[Declaration]:
    """The old declarations as they are, each new one in front of the first that is shorter and behind those it needs."""
    ordered = [one for one in part if not window.new[one.first]]
    for one in sorted((one for one in part if window.new[one.first]), key=lambda one: -one.length):
        least = max((index + 1 for index, above in enumerate(ordered) if above.names & one.uses), default=0)
        most = next((index for index, below in enumerate(ordered) if one.names & below.uses), len(ordered))
        shorter = (index for index in range(least, most) if ordered[index].length < one.length)
        ordered.insert(max(least, next(shorter, most)), one)
    return ordered


@rule("CS-BLANK-DECL", level=Level.WARNING, statement="STYLE-2")
def no_blank_line(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Leave a blank line between declarations and statements."""
    yield from few_evenly(_without_blank(patch, facts), MOST_WARNINGS)


def _without_blank(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for window, run in _runs(patch, facts):
        if _runs_into_code(window, run) and judged(window.file, facts):
            end = run.last
            yield Finding(
                where=over(window, end, end + 1),
                message="No blank line between the declarations and the first statement.",
                replacement=f"{window.lines[end]}\n\n{window.lines[end + 1]}",
            )


def _runs_into_code(window: Window, run: Run) -> bool:
    behind = run.last + 1
    if not run.ends or behind >= len(window.lines) or not (window.new[run.last] or window.new[behind]):
        return False
    return window.indent(behind) == window.indent(run.first) and _STATEMENT.match(window.lines[behind]) is not None


@rule("CS-DECL-FOR", level=Level.WARNING, statement="STYLE-2")
def declared_in_for(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Declare loop variables at the head of the block, not inside for()."""
    yield from few_evenly(_declared_in_for(patch, facts), MOST_WARNINGS)


def _declared_in_for(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for window, whole in c_files(patch, facts):
        columns = _columns(window) if whole is None else _columns_of(whole.view)
        columns = {index: column for index, column in columns.items() if window.new[index]}
        if not columns or not judged(window.file, facts):
            continue
        for first, last in runs(columns):
            column = columns[first]
            what = "Loop variable is" if first == last else f"{last - first + 1} loop variables are"
            yield Finding(
                where=at(window, first, column, max(1, window.lines[first].find("=", column) - column)),
                message=f"{what} declared inside for().",
                hint="Declare it with the other variables of the function.",
            )


def _columns(window: Window) -> dict[int, int]:
    """Line and column of each declaration inside for()."""
    found = {window.index(match.start()): match.end() for match in _FOR.finditer(window.code)}
    return {index: end - window.offsets[index] for index, end in found.items()}


def _columns_of(view: "CView") -> dict[int, int]:
    declared = {declaration.line - 1: declaration.text for declaration in view.for_declarations}
    return {index: max(0, view.lines[index].find(text)) for index, text in declared.items()}
