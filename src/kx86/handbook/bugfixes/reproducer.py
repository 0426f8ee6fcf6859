# SPDX-License-Identifier: GPL-2.0-or-later
"""A fix tells how to see the bug."""

import re
from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.kinds import touches_source, touches_tests
from kx86.handbook.rule import series_rule
from kx86.handbook.said import anybody_says, says
from kx86.series.patch import Patch
from kx86.series.senders import is_stable_pick
from kx86.series.series import Series

# So few changed lines are found by inspection and judged by inspection.
_OBVIOUS = 10
_FIX = re.compile(r"(?:\A|:\s)fix(?:es|ed|ing)?\b", re.I)
_NOT_BEHAVIOUR = re.compile(
    r"\b(?:typos?|comments?|spelling|misspell\w*|kernel-?doc|documentation|indentation|whitespace|coding\s+style)\b",
    re.I,
)
# The reproducer is implicit: a build error, a named failing test, a splat; or nothing to reproduce: found by reading.
_SHOWN = re.compile(
    r"\brepro(?:duc\w*)?\b|\bPoC\b|\bsteps\b|\btest\s?cases?\b|\bself-?tests?\b|\bkvm-unit-tests?\b|\bKUT\b|\bunit\s+tests?\b"
    r"|\bsyz(?:bot|kaller|kall)\b|\bfuzz\w*\b|\bxfstests?\b|\bLTP\b|\w_test\b|\btest\s+(?:suite|fails?|failure|program)\b"
    r"|\bby\s+(?:code\s+)?(?:inspection|review|reading)\b|\bcode\s+(?:inspection|review|audit)\b|\binspection\b|\bstatic\s+anal\w+"
    r"|\b(?:smatch|coverity|coccinelle|coccicheck|sparse|clang|gcc|objtool|modpost|cppcheck|CodeQL)\b"
    r"|\b(?:lockdep|KASAN|KCSAN|KMSAN|UBSAN|kmemleak|PROVE_LOCKING|DEBUG_\w+)\b|-W[a-z]\w+"
    r"|\b(?:build|compil\w+|link)(?:er|s|ing)?\s+(?:\w+\s+)?(?:error|warning|failure|fails?|breaks?)\w*|\b(?:warning|error):\s"
    r"|\bCall\s+Trace\b|\bBUG:|\bWARNING:|\bOops\b|\bsplat\b|\bstack\s?trace\b|\bRIP:|-\[\s*cut here|\bpanic\b|\bkernel\s+BUG\b"
    r"|\bcan\s+be\s+(?:easily\s+|trivially\s+)?(?:triggered|seen|observed|hit|provoked)\b|\b(?:easily|trivially|reliably)\b"
    r"|\b(?:when|while|by|after|if)\s+(?:\w+\s+){0,2}?(?:running|booting|executing|launching|starting|migrating|rebooting|loading|resuming)\b"
    r"|\b(?:observed|noticed|encountered|discovered|seen|reported|hit|spotted|tested|verified)\b|\bran\s+into\b|\be\.g\.\s+(?:by|when|if)\b"
    r"|\b(?:windows|qemu|crosvm|firecracker|virtualbox|hyper-v|xen|trusty)\b[^.]{0,60}\b(?:fails?|hangs?|crash\w*|refus\w+|stuck)\b",
    re.I,
)
_REPORTS = frozenset(("reported-by", "reported-and-tested-by", "closes", "link", "bug", "buglink"))
_FUZZER = re.compile(r"\bsyz(?:bot|kaller|kall)\b|\bfuzz(?:er|ing|ed)?\b", re.I)
_RARE = re.compile(
    r"\b(?:race|races|racy|racing|raced|race\s+condition|window|timing|concurrent(?:ly)?|simultaneously)\b", re.I
)


_REGRESSION_TEST = re.compile(r"\bregression\s+tests?\b|\bself-?tests?\b|\bkvm-unit-tests?\b|\bKUT\b", re.I)


@series_rule("BF-REPRODUCER", level=Level.ADVICE, statement="BUG-1", scope="kvm")
def has_reproducer(series: Series, facts: Facts) -> Iterator[Finding]:
    """Say how to reproduce the bug that a patch fixes, or that it was found by inspection.

    A build error, a warning, a named test that fails, a splat or a link to a report is reproducer enough, and so are tests in
    the same series.  A fix of a few lines is taken to be obvious.
    """
    if touches_tests(series) or (series.cover is not None and says(series.cover, _SHOWN)):
        return
    for patch in _fixes(series, facts):
        if patch.touch.added_count + patch.touch.removed_count <= _OBVIOUS or _NOT_BEHAVIOUR.search(patch.shortlog):
            continue
        if any(trailer.name in _REPORTS for trailer in patch.trailers) or says(patch, _SHOWN):
            continue
        first = patch.changelog[:1]
        yield Finding(
            n=patch.n,
            where=Where(part="changelog", line=1, text=first[0]) if first else Where(part="changelog"),
            message="The fix does not say how to see the bug.",
            hint="Name a test or the steps that reproduce it, or quote the error; if it was found by inspection, say so.",
        )


@series_rule("BF-REGRESSION", level=Level.ADVICE, statement="BUG-3", scope="kvm")
def has_regression_test(series: Series, facts: Facts) -> Iterator[Finding]:
    """Add a regression test for a bug that is not trivial to hit, even when a fuzzer found it.

    Judged are fixes of races that a fuzzer found: the fuzzer may need a million tries to hit them again.
    """
    if touches_tests(series) or anybody_says(series, _REGRESSION_TEST):
        return
    for patch in _fixes(series, facts):
        if says(patch, _FUZZER) and says(patch, _RARE):
            yield Finding(
                n=patch.n,
                where=Where(part="subject", text=patch.shortlog),
                message="A fuzzer found this race, and no regression test comes with the fix.",
                hint="Add a selftest that aims at the race, if it can be hit on purpose.",
            )


def _fixes(series: Series, facts: Facts) -> Iterator[Patch]:
    for patch in series.patches:
        is_fix = _FIX.search(patch.shortlog) is not None or any(trailer.name == "fixes" for trailer in patch.trailers)
        if is_fix and touches_source(patch, facts.profile) and not is_stable_pick(patch):
            yield patch
