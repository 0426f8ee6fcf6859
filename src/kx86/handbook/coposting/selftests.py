# SPDX-License-Identifier: GPL-2.0-or-later
"""Selftests go with the KVM changes that they belong to, other things do not go with selftests."""

import re
from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.kinds import only_documents, only_tests, touches_source, touches_tests
from kx86.handbook.rule import series_rule
from kx86.handbook.said import find
from kx86.series.series import Series

_ELSEWHERE = re.compile(
    r"\bself-?tests?\s+(?:patch(?:es)?\s+|series\s+|changes\s+)?(?:(?:is|are|was|were|will|to|have|has|been|be)\s+)*"
    r"(?:posted|sent|submitted|shared)\s+(?:out\s+)?(?:separately|later|in\s+(?:a|another)\b|as\s+a\s+(?:separate|follow))",
    re.I,
)


# "The KVM support patch series is at: <link>".
_OWN_SERIES = re.compile(
    r"\bKVM\b(?!\s+self-?tests?)[^.\n]{0,40}\b(?:support|fix(?:es)?|features?|changes|enabling|enablement|implementation)\b"
    r"[^.\n]{0,40}\b(?:series|patch(?:es|set)?)\b[^.]{0,40}?\s<?(?P<link>https?://\S{1,300})"
)


@series_rule("SR-COPOST", level=Level.ADVICE, statement="CO-1", scope="kvm")
def selftests_with_changes(series: Series, facts: Facts) -> Iterator[Finding]:
    """Post selftests together with the KVM changes that they test, as one series."""
    has_source = any(touches_source(patch, facts.profile) for patch in series.patches)
    if has_source != touches_tests(series):
        yield from _tests_elsewhere(series) if has_source else _source_elsewhere(series)


def _tests_elsewhere(series: Series) -> Iterator[Finding]:
    for patch in series.mails:
        said = find(patch, _ELSEWHERE)
        if said is not None:
            yield Finding(
                n=patch.n,
                where=said[1],
                message="The selftests are to be posted apart from the KVM changes.",
                hint="Put them into this series; only KVM-unit-tests are posted separately.",
            )
            return


def _source_elsewhere(series: Series) -> Iterator[Finding]:
    """Selftests whose cover letter links to the KVM series of the same author: its Message-ID holds the address."""
    first = series.cover or (series.patches[0] if series.patches else None)
    said = find(first, _OWN_SERIES) if first is not None else None
    if first is not None and said is not None and first.sender.email.lower() in said[0]["link"].lower():
        yield Finding(
            n=first.n,
            where=said[1],
            message="The selftests are posted apart from the KVM changes that they test.",
            hint="Post both as one series, so that they are reviewed and applied together.",
        )


@series_rule("SR-SELFTEST-SEP", level=Level.ADVICE, statement="CO-1")
def documentation_apart(series: Series, facts: Facts) -> Iterator[Finding]:
    """Post documentation fixes on their own, not inside a series of selftests.

    Documentation goes with the KVM code that it describes.  A series that otherwise touches nothing but tests has no such
    code, so the documentation would wait for the tests.
    """
    apart = [patch for patch in series.patches if only_documents(patch)]
    others = [patch for patch in series.patches if not only_documents(patch)]
    if not apart or not others or series.missing or not all(map(only_tests, others)):
        return
    for patch in apart:
        yield Finding(
            n=patch.n,
            where=Where(part="subject", text=patch.shortlog),
            message="This patch changes documentation, every other patch of the series changes selftests only.",
            hint="Post it separately.",
        )
