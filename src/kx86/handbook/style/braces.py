# SPDX-License-Identifier: GPL-2.0-or-later
"""Braces around one statement, and none around several lines."""

from collections.abc import Iterator

from kx86.handbook.c_findings import MOST_WARNINGS, few_evenly, judged
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import rule
from kx86.handbook.style.arms import Chain, bare_loops_in, bare_loops_of, chains_in, chains_of
from kx86.handbook.style.place import at, c_files, over
from kx86.patch.window import Window
from kx86.series.patch import Patch


@rule("CS-BRACES", level=Level.WARNING, statement="STYLE-2")
def needless_braces(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """No braces around a single statement that fits one line, when no other branch needs them."""
    found = (
        finding
        for window, chain in _chains(patch, facts)
        if all(arm.body == arm.body_end for arm in chain)
        for finding in _braced(window, chain, facts, "Braces around a single statement are not needed.")
    )
    yield from few_evenly(found, MOST_WARNINGS)


@rule("CS-BRACES-ML", level=Level.ADVICE, statement="STYLE-1")
def braces_around_long_statement(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """No braces around a single statement, even when it takes several lines.

    The tip tree asks for braces here, but nearly all of KVM does without; consistency comes first.
    """
    found = (
        finding
        for window, chain in _chains(patch, facts)
        if any(arm.body < arm.body_end for arm in chain)
        for finding in _braced(window, chain, facts, "Braces hold just one statement, if a long one.")
    )
    yield from few_evenly(found)


def _braced(window: Window, chain: Chain, facts: Facts, message: str) -> Iterator[Finding]:
    arm = next((arm for arm in chain if arm.braced and window.new[arm.head_end]), None)
    if arm is None or not judged(window.file, facts):
        return
    first, last = chain[0].head, chain[-1].end if chain[-1].braced else chain[-1].body_end
    text = list(_bare(window, chain))
    # A finding stands on the line of its brace, also when the condition takes lines before it.
    begin = arm.head_end if arm is chain[0] else first
    plain = all(window.lines[arm.head_end].rstrip().endswith("{") for arm in chain if arm.braced)
    yield Finding(
        where=over(window, begin, last),
        message=message,
        replacement="\n".join(text[begin - first :]) if plain else None,
    )


def _bare(window: Window, chain: Chain) -> Iterator[str]:
    """The lines of a chain without its braces."""
    for arm in chain:
        head = [line.rstrip() for line in window.lines[arm.head : arm.head_end + 1]]
        if arm.braced:
            head[-1] = head[-1].removesuffix("{").rstrip()
        if arm is not chain[0]:
            indent = head[0][: len(head[0]) - len(head[0].lstrip())]
            head[0] = indent + head[0].lstrip().removeprefix("} ")
        yield from head
        yield from window.lines[arm.body : arm.body_end + 1]


def _chains(patch: Patch, facts: Facts) -> Iterator[tuple[Window, Chain]]:
    for window, whole in c_files(patch, facts):
        for chain in chains_in(window) if whole is None else chains_of(whole.view):
            yield window, chain


@rule("CS-BRACES-NEED", level=Level.ADVICE, statement="STYLE-2")
def braces_needed(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Put braces around a body that is itself an if or a loop."""
    yield from few_evenly(_bare_loops(patch, facts))


def _bare_loops(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for window, whole in c_files(patch, facts):
        for head, body in bare_loops_in(window) if whole is None else bare_loops_of(whole.view):
            if window.new[head] and window.new[body] and judged(window.file, facts):
                yield Finding(
                    where=at(window, head),
                    message="The body of this loop is more than one simple statement and needs braces.",
                    hint="Braces go around everything that is more than one simple statement.",
                )
