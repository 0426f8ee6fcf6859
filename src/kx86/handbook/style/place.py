# SPDX-License-Identifier: GPL-2.0-or-later
"""Places in a window as findings name them, and which windows the coding style is about."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Where
from kx86.patch.window import Window
from kx86.profile.model import Area
from kx86.series.patch import Patch

AREAS: frozenset[Area] = frozenset({"kvm", "tests", "guest", "x86", "neutral"})
MOST = 3  # findings of one rule on one file
MOST_WARNINGS = 5


def c_windows(patch: Patch) -> Iterator[Window]:
    """The windows on C files and headers."""
    return (window for window in patch.windows if not window.file.endswith(".S"))


def judged(window: Window, facts: Facts) -> bool:
    """Does the style of KVM x86 hold for this file?  Other architectures and subsystems have customs of their own.

    What other architectures keep among KVM's selftests shares the style of the selftests around it.
    """
    hint = facts.profile.hint(window.file)
    if hint is None or hint.area in AREAS:
        return hint is not None
    return any(other.area == "tests" and window.file.startswith(other.prefix) for other in facts.profile.paths)


def at(window: Window, index: int, column: int | None = None, width: int = 1) -> Where:
    """One line of a window, optionally with the piece that is meant."""
    return Where(
        part="diff", file=window.file, line=window.start + index, text=window.lines[index], column=column, width=width
    )


def over(window: Window, first: int, last: int) -> Where:
    """Several lines of a window, `last` included."""
    text = "\n".join(window.lines[first : last + 1])
    return Where(part="diff", file=window.file, line=window.start + first, text=text)


def runs(indices: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of consecutive indices."""
    first = last = -1
    for index in indices:
        if index != last + 1 or last < 0:
            if last >= 0:
                yield first, last
            first = index
        last = index
    if last >= 0:
        yield first, last


def few(found: Iterable[tuple[int, Finding]], most: int = MOST) -> Iterator[Finding]:
    """The findings that weigh most, at most so many a file; the last one says how many others there are."""
    files: dict[str | None, list[tuple[int, Finding]]] = {}
    for weight, finding in found:
        files.setdefault(finding.where.file, []).append((weight, finding))
    for here in files.values():
        chosen = sorted(range(len(here)), key=lambda index: -here[index][0])[:most]
        shown = [here[index][1] for index in sorted(chosen)]
        rest = len(here) - len(shown)
        yield from shown[:-1]
        yield (
            replace(shown[-1], message=f"{shown[-1].message.rstrip('.')} ({rest} more in this file).")
            if rest
            else shown[-1]
        )


def few_evenly(findings: Iterable[Finding], most: int = MOST) -> Iterator[Finding]:
    """The first findings, at most so many a file; the last one says how many others there are."""
    return few(((0, finding) for finding in findings), most)
