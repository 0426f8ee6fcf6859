# SPDX-License-Identifier: GPL-2.0-or-later
"""Write mails out of hostile parts.  Bytes out; a str part is written as UTF-8, with lone surrogates as they are."""

from collections.abc import Iterable

SOURCE = "arch/x86/kvm/x86.c"
FRESH = "arch/x86/kvm/fresh.c"
TEST = "tools/testing/selftests/kvm/x86/poke_test.c"
SIGNED = "Signed-off-by: Dana Example <dana@kernel.example>\n"
POKE = f"""diff --git a/{SOURCE} b/{SOURCE}
index 0123456..1234567 100644
--- a/{SOURCE}
+++ b/{SOURCE}
@@ -10,3 +10,4 @@ static void poke(struct kvm_vcpu *vcpu)
 {{
 \tint nr = 0;

+\tkvm_poke(vcpu, nr);
"""


def raw(text: str) -> bytes:
    """Write a text as UTF-8."""
    return text.encode("utf-8", "surrogatepass")


def head(subject: str = "[PATCH] KVM: x86: Poke", ident: str = "1.poke@kernel.example", more: str = "") -> str:
    """Write the header of a mail; `more` holds further fields, each with its line end."""
    return (
        f"From: Dana Example <dana@kernel.example>\nTo: kvm@lists.example\nDate: Thu, 01 Jan 2026 10:00:00 +0000\n"
        f"Message-ID: <{ident}>\nSubject: {subject}\n{more}\n"
    )


def mail(
    changelog: str = "Poke.\n",
    *,
    subject: str = "[PATCH] KVM: x86: Poke",
    trailers: str = SIGNED,
    notes: str = "",
    diff: str = POKE,
    ident: str = "1.poke@kernel.example",
    more: str = "",
) -> bytes:
    """Write a patch mail."""
    return raw(f"{head(subject, ident, more)}{changelog}\n{trailers}---\n{notes}\n\n{diff}-- \n2.47.0\n")


def cover(text: str, *, subject: str = "[PATCH 0/1] KVM: x86: Poke", behind: str = "") -> bytes:
    """Write a mailbox with a cover letter and one patch."""
    letter = raw(f"{head(subject, '0.poke@kernel.example')}{text}\n\n{behind}-- \n2.47.0\n")
    answers = "In-Reply-To: <0.poke@kernel.example>\nReferences: <0.poke@kernel.example>\n"
    return mbox([letter, mail(subject="[PATCH 1/1] KVM: x86: Poke", more=answers)])


def mbox(letters: Iterable[bytes]) -> bytes:
    """Put mails into a mailbox."""
    return b"".join(b"From git@z Mon Sep 17 00:00:00 2001\n" + letter + b"\n" for letter in letters)


def changed(lines: str, path: str = SOURCE, heading: str = "") -> str:
    """Write a diff that adds these lines to a file, with one line of context above."""
    text = lines.removesuffix("\n").split("\n")
    added = "".join(f"+{line}\n" for line in text)
    return (
        f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -9 +9,{len(text) + 1} @@{heading}\n {{\n{added}"
    )


def created(lines: str, path: str = FRESH) -> str:
    """Write a diff that makes a file of these lines."""
    text = lines.removesuffix("\n").split("\n")
    added = "".join(f"+{line}\n" for line in text)
    names = f"diff --git a/{path} b/{path}\nnew file mode 100644\n--- /dev/null\n+++ b/{path}\n"
    return f"{names}@@ -0,0 +1,{len(text)} @@\n{added}"
