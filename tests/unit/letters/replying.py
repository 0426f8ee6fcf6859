# SPDX-License-Identifier: GPL-2.0-or-later
"""Make replies for tests."""

from kx86.letters.reply import Reply, read_reply
from kx86.mail.message import Mail

BOB = "Bob <bob@kernel.example>"
ANN = "Ann <ann@kernel.example>"
QUOTE = "On Monday, Ann wrote:\n> Change it.\n>\n> Signed-off-by: Ann <ann@kernel.example>\n\n"


def mail(
    body: str,
    *,
    sender: str = BOB,
    subject: str = "Re: [PATCH v2 2/5] KVM: x86: Do it",
    to: str | None = "p2@a.example",
    message_id: str | None = "r@a.example",
    date: str = "Mon, 5 Feb 2024 12:00:00 +0000",
) -> Mail:
    """Make a mail."""
    return Mail(
        message_id=message_id,
        subject=subject,
        sender=sender,
        to="kvm@lists.example",
        cc="",
        date=date,
        in_reply_to=(to,) if to else (),
        references=(to,) if to else (),
        list_id="",
        body=body,
        flowed=False,
        repairs=(),
    )


def reply(body: str, **more: str) -> Reply:
    """Make a reply that quotes nothing."""
    read = read_reply(mail(body, **more))
    assert read is not None
    return read
