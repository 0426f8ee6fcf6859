# SPDX-License-Identifier: GPL-2.0-or-later
"""A test can fail: tests that run a vCPU and assert nothing cover nothing."""

import re
from collections.abc import Iterator

from kx86.handbook.finding import Finding, Where
from kx86.handbook.kinds import changed
from kx86.patch.diff import FileDiff
from kx86.profile.model import Profile
from kx86.series.patch import Patch

_RUNS = re.compile(r"\b\w*vcpu_run\w*\(|\bioctl\([^;]{0,80}KVM_RUN\b|\bKVM_ONE_VCPU_TEST\b")
_GUEST_CHECKS = re.compile(r"\b_{0,2}GUEST_(?:ASSERT|FAIL)\w*\(")
_HOST_CHECKS = re.compile(
    r"\b(?!_{0,2}GUEST_|REPORT_GUEST)(?:(?=\w*ASSERT)\w++|EXPECT_\w+|TH_LOG|ksft_test_result\w*|ksft_exit_fail\w*|assert)\("
)
# An exit that is looked at and passed over when it comes: nothing fails when it does not come.
_TOLERATED = re.compile(r"\bif\s*\([^;{]{0,80}exit_reason\s*==\s*(KVM_EXIT_(?!IO\b|MMIO\b)\w+)")


def never_asserts(patch: Patch, profile: Profile) -> Iterator[Finding]:
    """Find new selftests that run a vCPU and hold no assertion, or pass over the very exit that they are about."""
    for file in patch.diff.files:
        if file.old is not None or not _is_selftest(file, profile):
            continue
        text = "\n".join(changed(file, "+"))
        if not _RUNS.search(text) or _HOST_CHECKS.search(text):
            continue
        tolerated = _TOLERATED.search(text)
        if tolerated or not _GUEST_CHECKS.search(text):
            yield _finding(patch.n, file, tolerated[1] if tolerated else None)


def _is_selftest(file: FileDiff, profile: Profile) -> bool:
    hint = profile.hint(file.path)
    return hint is not None and hint.area == "tests" and file.path.endswith(".c") and "/lib/" not in file.path


def _finding(n: int, file: FileDiff, exit_reason: str | None) -> Finding:
    if exit_reason is None:
        said = "The new test runs a vCPU but never asserts anything."
    else:
        said = f"The new test passes over {exit_reason} but never asserts that it happens."
    return Finding(
        n=n,
        where=Where(part="diff", file=file.path, line=1),
        message=said,
        hint="Use TEST_ASSERT() or GUEST_ASSERT() on what must happen, so that the test fails when KVM does nothing.",
    )
