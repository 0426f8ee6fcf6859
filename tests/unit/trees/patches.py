# SPDX-License-Identifier: GPL-2.0-or-later
"""Patches made of a diff and a subject."""

from kx86.mail.message import Address
from kx86.mail.subject import parse_subject
from kx86.patch.parse import parse_diff
from kx86.series.patch import Patch

WHO = Address(name="Ann Author", email="ann@kernel.example")


def patch(diff: str, subject: str = "KVM: x86: Do") -> Patch:
    """Make a patch."""
    return Patch(
        n=1,
        m=1,
        subject=parse_subject(f"[PATCH] {subject}"),
        changelog=(),
        trailer_lines=(),
        trailers=(),
        notes=(),
        diff=parse_diff(diff),
        author=WHO,
        sender=WHO,
    )


def edit(path: str, old: str, new: str) -> str:
    """One changed line of a file, by its blobs."""
    return f"diff --git a/{path} b/{path}\nindex {old}..{new} 100644\n--- a/{path}\n+++ b/{path}\n@@ -1 +1 @@\n-x\n+y\n"
