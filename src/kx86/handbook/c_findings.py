# SPDX-License-Identifier: GPL-2.0-or-later
"""What the rules on C files share: whose files they judge, and how many findings a reader gets to see."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding
from kx86.profile.model import Area

AREAS: frozenset[Area] = frozenset({"kvm", "tests", "guest", "x86", "neutral"})
MOST = 3  # findings of one rule on one file
MOST_WARNINGS = 5


def judged(file: str, facts: Facts) -> bool:
    """Does the style of KVM x86 hold for this file?  Other architectures and subsystems have customs of their own.

    What other architectures keep among KVM's selftests shares the style of the selftests around it.
    """
    hint = facts.profile.hint(file)
    if hint is None or hint.area in AREAS:
        return hint is not None
    return any(other.area == "tests" and file.startswith(other.prefix) for other in facts.profile.paths)


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
