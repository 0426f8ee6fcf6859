# SPDX-License-Identifier: GPL-2.0-or-later
"""Patches made of a few lines of C, and what a rule says about them."""

from collections.abc import Iterable

from kx86.adapters.data import misspellings, profile_text, verbs
from kx86.handbook.check import check_series
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding
from kx86.handbook.registry import AnyRule
from kx86.mail.scanner import scan
from kx86.profile.read import read_profile
from kx86.series.assemble import assemble
from kx86.series.mail_patch import patch_of_mail
from kx86.series.series import Series

PROFILE = read_profile(profile_text(), "data/kvm-x86.toml")
SOURCE = "arch/x86/kvm/x86.c"
TEST = "tools/testing/selftests/kvm/x86/example_test.c"
HEAD = "From: Ann <ann@kernel.example>\nMessage-ID: <1.example@kernel.example>\nSubject: [PATCH] KVM: x86: Do it\n\nDo.\n---\n"


def added(code: str) -> str:
    """Mark every line of some code as added."""
    return "".join(f"+{line}\n" for line in code.strip("\n").split("\n"))


def hunk(lines: str, *, file: str = SOURCE, heading: str = "", start: int = 100) -> str:
    """A diff with one hunk; each line carries its mark."""
    rows = lines.strip("\n").split("\n")
    old = sum(row[:1] != "+" for row in rows)
    new = sum(row[:1] != "-" for row in rows)
    head = f"diff --git a/{file} b/{file}\nindex 1111111..2222222 100644\n--- a/{file}\n+++ b/{file}\n"
    return f"{head}@@ -{start},{old} +{start},{new} @@ {heading}\n" + "\n".join(rows) + "\n"


def series_of(*diffs: str) -> Series:
    """A posting of one patch with these diffs."""
    patch = patch_of_mail(scan((HEAD + "".join(diffs) + "-- \n2.47.0\n").encode()))
    assert patch is not None
    (series,) = assemble([patch])
    return series


def said(rule: AnyRule, *diffs: str, post_images: dict[str, str] | None = None) -> list[Finding]:
    """What a rule finds in a patch with these diffs."""
    series = series_of(*diffs)
    images = None if post_images is None else {(1, path): text.encode() for path, text in post_images.items()}
    facts = Facts(
        edition="2023-02",
        profile=PROFILE,
        series=series,
        verbs=verbs(),
        misspellings=misspellings(),
        post_images=images,
    )
    return [remark.finding for remark in check_series([rule], series, facts)]


def about(rule: AnyRule, code: str, *, file: str = SOURCE, heading: str = "") -> list[Finding]:
    """What a rule finds in code that a patch adds."""
    return said(rule, hunk(added(code), file=file, heading=heading))


def lines_of(findings: Iterable[Finding]) -> list[int | None]:
    """The post-image lines of findings."""
    return [finding.where.line for finding in findings]
