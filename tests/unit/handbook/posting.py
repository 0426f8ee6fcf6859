# SPDX-License-Identifier: GPL-2.0-or-later
"""Make patches, series and facts for tests of rules."""

from collections.abc import Sequence
from dataclasses import replace

from kx86.adapters.data import profile_text
from kx86.handbook.facts import Edition, Facts
from kx86.handbook.finding import Finding
from kx86.handbook.rule import Rule
from kx86.mail.scanner import scan
from kx86.profile.read import read_profile
from kx86.series.assemble import assemble
from kx86.series.mail_patch import patch_of_mail
from kx86.series.patch import Patch
from kx86.series.series import Series

PROFILE = read_profile(profile_text(), "data/kvm-x86.toml")
SOURCE = "arch/x86/kvm/x86.c"
TEST = "tools/testing/selftests/kvm/x86/poke_test.c"
SIGNED = "Signed-off-by: Dana Example <dana@kernel.example>"


def diff(
    path: str = SOURCE, added: Sequence[str] = ("	poke();",), removed: Sequence[str] = (), new: bool = False
) -> str:
    """Make the diff of one file."""
    lines = "".join(f"-{line}\n" for line in removed) + "".join(f"+{line}\n" for line in added)
    if new:
        names = f"new file mode 100644\n--- /dev/null\n+++ b/{path}"
        return f"diff --git a/{path} b/{path}\n{names}\n@@ -0,0 +1,{len(added)} @@\n{lines}"
    counts = f"@@ -10,{1 + len(removed)} +10,{1 + len(added)} @@"
    return f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n{counts}\n context\n{lines}"


def patch(
    subject: str = "[PATCH] KVM: x86: Poke",
    text: str = "Poke.",
    *diffs: str,
    trailers: str = SIGNED,
    notes: str = "",
    ident: str | None = "1@kernel.example",
    to: str | None = None,
) -> Patch:
    """Make a patch; one numbered 0 is a cover letter."""
    head = "From: Dana Example <dana@kernel.example>\nDate: Thu, 01 Jan 2026 10:00:00 +0000\n"
    head += f"Message-ID: <{ident}>\n" if ident else ""
    head += f"In-Reply-To: <{to}>\nReferences: <{to}>\n" if to else ""
    body = f"{text}\n\n{trailers}\n---\n{notes}\n\n{''.join(diffs or (diff(),))}"
    cover = " 0/" in subject
    made = patch_of_mail(scan(f"{head}Subject: {subject}\n\n{text if cover else body}\n".encode()))
    assert made is not None
    return made


def series(*patches: Patch, local: bool = False) -> Series:
    """Put patches together into the one series that they must be."""
    (made,) = assemble(patches)
    if not local:
        return made
    return replace(made, local=True, patches=tuple(replace(one, local=True) for one in made.patches))


def facts(made: Series, edition: Edition = "2023-02") -> Facts:
    """Make the facts for a series, without a tree."""
    return Facts(edition=edition, profile=PROFILE, series=made)


def on_series(rule: Rule[Series], made: Series, edition: Edition = "2023-02") -> list[Finding]:
    """Run a rule on a series."""
    return list(rule.find(made, facts(made, edition)))


def on_patch(rule: Rule[Patch], one: Patch, *others: Patch, local: bool = False) -> list[Finding]:
    """Run a rule on the first of some patches of a series."""
    made = series(one, *others, local=local)
    return list(rule.find(made.patches[0], facts(made)))
