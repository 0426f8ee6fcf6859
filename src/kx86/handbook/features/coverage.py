# SPDX-License-Identifier: GPL-2.0-or-later
"""A new feature comes with tests."""

import re
from collections.abc import Iterator

from kx86.handbook.facts import Edition, Facts
from kx86.handbook.features.added import Feature, features, merely_advertised
from kx86.handbook.features.asserts import never_asserts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.kinds import is_test, touches_tests
from kx86.handbook.rule import series_rule
from kx86.handbook.said import and_list, anybody_says, series_place
from kx86.series.senders import is_stable_pick
from kx86.series.series import Series

# A VM, a kernel selftest in a VM or KVM-unit-tests cover a feature as well; who names one of them has thought of it.
_TESTED_ELSEWHERE = re.compile(
    r"\bkvm-unit-tests?\b|\bKUT\b|\bself-?tests?\b|\bunit\s+tests?\b|\btest\s?cases?\b"
    r"|\btest(?:ed|ing)\s+(?:\w+\s+){0,3}?(?:by|in|on|with|using|via)\b",
    re.I,
)
# What tests have to name when they use it.
_NAMED_IN_TESTS = ("capability", "ioctl", "device")
_IOCTL: dict[Edition, str] = {"2023-02": "KVM_SET_SUPPORTED_CPUID", "merged": "KVM_GET_SUPPORTED_CPUID"}


@series_rule("TS-COVERAGE", level=Level.ADVICE, statement="FEAT-1", scope="kvm")
def feature_has_tests(series: Series, facts: Facts) -> Iterator[Finding]:
    """Send tests with a new feature: a capability, an ioctl, a module param, a CPUID bit.

    Dedicated KVM tests are preferred; a guest or a kernel selftest in a VM can cover a feature too.  The only exception is a
    feature that KVM merely advertises in its supported CPUID, that it cannot keep a guest from using and for which there is no
    true enabling: then nothing but the lists of CPUID bits changes in KVM.  An RFC may come without tests.  A test that asserts
    nothing, or that names none of the new capabilities and ioctls, does not count.
    """
    if any(map(is_stable_pick, series.patches)):
        return
    for patch in series.patches:
        yield from never_asserts(patch, facts.profile)
    if series.rfc or series.missing:
        return
    new = features(series, facts.profile)
    if not new:
        return
    if touches_tests(series):
        yield from _not_named(series, new)
        return
    bits_only = all(feature.kind == "CPUID bit" for feature in new)
    if (bits_only and merely_advertised(series, facts.profile)) or anybody_says(series, _TESTED_ELSEWHERE):
        return
    exception = f" Only bits that are merely advertised via {_IOCTL[facts.edition]} need no test." if bits_only else ""
    yield Finding(
        n=None,
        where=series_place(series),
        message=f"The series adds {_listed(new)} but no test.",
        hint=f"Add a KVM selftest to the series, or say what covers the feature.{exception}",
    )


def _not_named(series: Series, new: tuple[Feature, ...]) -> Iterator[Finding]:
    """A selftest is there, but none names the capability or ioctl."""
    wanted = [feature for feature in new if feature.kind in _NAMED_IN_TESTS]
    if not wanted:
        return
    words: set[str] = set()
    for patch in series.patches:
        if any(map(is_test, patch.touch.files)):
            words.update(
                re.findall(r"\bKVM_[A-Z0-9_]+", "\n".join(a.text for a in patch.touch.added if is_test(a.file)))
            )
    lacking = [feature for feature in wanted if feature.name not in words]
    if lacking and not words.isdisjoint(feature.name for feature in new):
        subject = next(patch.shortlog for patch in series.patches if patch.n == lacking[0].n)
        yield Finding(
            n=lacking[0].n,
            where=Where(part="subject", text=subject),
            message=f"The tests of the series do not use {and_list(feature.name for feature in lacking)}.",
            hint="Test each new capability and ioctl, or say what covers it.",
        )


def _listed(new: tuple[Feature, ...]) -> str:
    names = [f"the {f.kind} {f.name}" if f.kind in ("CPUID bit", "module param") else f.name for f in new]
    return and_list(names)
