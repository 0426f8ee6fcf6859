# SPDX-License-Identifier: GPL-2.0-or-later
"""Make mails of patches for tests."""

from kx86.mail.message import Mail
from kx86.series.digest import Digest, digest_of
from kx86.series.mail_patch import patch_of_mail
from kx86.series.patch import Patch

DIFF = """\
diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1 +1 @@
-int before;
+int after;
"""


def mail(
    message_id: str | None,
    subject: str,
    *,
    to: str | None = None,
    sender: str = "Ann <ann@kernel.example>",
    body: str = "",
) -> Mail:
    """Make a mail that holds a small diff, unless it is numbered 0."""
    text = body or f"Change it.\n\nSigned-off-by: {sender}\n---\n\n{DIFF}"
    return Mail(
        message_id=message_id,
        subject=subject,
        sender=sender,
        to="kvm@lists.example",
        cc="",
        date="",
        in_reply_to=(to,) if to else (),
        references=(to,) if to else (),
        list_id="",
        body=text,
        flowed=False,
        repairs=(),
    )


def patch(message_id: str | None, subject: str, **more: str) -> Patch:
    """Make a patch or cover letter."""
    made = patch_of_mail(mail(message_id, subject, **more))
    assert made is not None
    return made


def digest(message_id: str, subject: str, date: int = 1_700_000_000, **more: str) -> Digest:
    """Make the digest of a patch or cover letter."""
    return digest_of(patch(message_id, subject, **more), message_id, date)


def changing(
    *lines: str, path: str = "arch/x86/kvm/x86.c", notes: str = "", sender: str = "Ann <ann@kernel.example>"
) -> str:
    """Make the body of a patch that adds some lines."""
    added = "".join(f"+{line}\n" for line in lines)
    head = f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -1 +1,{1 + len(lines)} @@\n int before;\n"
    return f"Change it.\n\nSigned-off-by: {sender}\n---\n{notes}\n\n{head}{added}"
