# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests and the KVM changes that they depend on stand in an order that can be bisected."""

import re
from bisect import bisect
from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.kinds import only_tests, touches_source
from kx86.handbook.rule import series_rule
from kx86.handbook.said import find
from kx86.series.patch import Patch
from kx86.series.series import Series

_FAILS_UNTIL_LATER = re.compile(
    r"\b(?:fails?|failing|crash(?:es)?|hangs?)\s+(?:\w+\s+){0,4}?(?:until|before|without|prior\s+to)\s+"
    r"(?:the\s+|a\s+|this\s+)?(?:(?:next|following|subsequent|upcoming|later)\b|(?:KVM\s+)?(?:fix|patch)\b)",
    re.I,
)
_BROKEN_BY_EARLIER = re.compile(
    r"\b(?:broken|breaks?|fails?|failing|failed)\s+(?:\w+\s+){0,4}?(?:by|after|since|because\s+of|due\s+to|with)\s+"
    r"(?:the\s+)?(?:previous|preceding|earlier|last)\s+(?:patch(?:es)?|commits?|changes?)\b",
    re.I,
)


@series_rule("SR-ORDER-TESTS", level=Level.ADVICE, statement="M-CO", scope="kvm", editions=("merged",))
def tests_in_order(series: Series, facts: Facts) -> Iterator[Finding]:
    """Order tests for bisection: a test that fails because of a bug after the fix, an updated test before the change.

    Only the author's own words are judged: a test that "fails until the next patch" stands too early, one that "fails since
    the previous patch" too late.
    """
    sources = [patch.n for patch in series.patches if touches_source(patch, facts.profile)]
    if not sources:
        return
    for patch in series.patches:
        if only_tests(patch):
            at = bisect(sources, patch.n)
            yield from _too_early(patch, sources[at : at + 1])
            yield from _too_late(patch, sources[max(at - 1, 0) : at])


def _too_early(patch: Patch, later: list[int]) -> Iterator[Finding]:
    said = find(patch, _FAILS_UNTIL_LATER) if later else None
    if said is not None:
        yield Finding(
            n=patch.n,
            where=said[1],
            message=f"The test fails until a later patch ({later[0]}) fixes KVM.",
            hint="Move the test behind the fix, so that every patch of the series passes the tests.",
        )


def _too_late(patch: Patch, earlier: list[int]) -> Iterator[Finding]:
    said = find(patch, _BROKEN_BY_EARLIER) if earlier else None
    if said is not None:
        yield Finding(
            n=patch.n,
            where=said[1],
            message=f"The test is repaired after the KVM change (patch {earlier[-1]}) that makes it fail.",
            hint="Move the test's update before the KVM change, so that every patch of the series passes the tests.",
        )
