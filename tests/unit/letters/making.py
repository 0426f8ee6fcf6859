# SPDX-License-Identifier: GPL-2.0-or-later
"""Make mails, postings and a profile for tests of notices."""

from dataclasses import dataclass

from kx86.letters.matching import Posted
from kx86.mail.message import Mail
from kx86.profile.model import Profile
from kx86.profile.read import read_profile

KEEPER, UPSTREAM, STRANGER = "keeper@kernel.example", "upstream@kernel.example", "ann@kernel.example"

PROFILE: Profile = read_profile(
    """
name = "KVM x86"
handbook = "Documentation/process/maintainer-kvm-x86.rst"
paths = []
[shortlog]
root = "KVM"
topics = ["x86"]
[links]
lore = "https://lore.example"
[[people]]
name = "Kim Keeper"
emails = ["keeper@kernel.example"]
role = "maintainer"
notifies = true
tree = "kvm-x86"
[[people]]
name = "Uma Upstream"
emails = ["upstream@kernel.example"]
role = "upstream"
notifies = true
tree = "kvm"
[[people]]
name = "Rob Reviewer"
emails = ["rob@kernel.example"]
role = "reviewer"
[[trees]]
name = "kvm-x86"
words = ["kvm-x86"]
links = ["git.example/kvm-x86/linux"]
tags = "kvm-x86-"
[[trees]]
name = "kvm"
words = ["kvm/", "kvm.git", "kvm tree"]
links = ["git.example/kvm/kvm.git"]
[[trees]]
name = "kvm-unit-tests"
repository = "kvm-unit-tests"
words = ["kvm-unit-tests"]
links = ["git.example/kvm-x86/kvm-unit-tests"]
tags = "kvm-x86-"
[[trees]]
name = "tip"
words = ["tip/", "tip:", "tip.git"]
links = ["git.example/tip"]
bots = ["tip-bot2@robot.example"]
[unit_tests]
name = "KVM-unit-tests"
words = ["kvm-unit-tests", "kut"]
""",
    "profile of the tests",
)


def answer(
    body: str,
    *,
    message_id: str = "notice@a.example",
    to: str | None = "cover@a.example",
    subject: str = "Re: [PATCH 0/3] KVM: x86: Do it",
    sender: str = f"Kim Keeper <{KEEPER}>",
) -> Mail:
    """Make a mail that answers another."""
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
        body=body,
        flowed=False,
        repairs=(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A patch or a cover letter as it was posted."""

    message_id: str
    n: int
    title: str
    words: tuple[str, ...] = ()
    sender_email: str = STRANGER


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One version of a series."""

    cover: Posted | None
    patches: tuple[Posted, ...]
    m: int


def posting(*titles: str, words: tuple[str, ...] = (), sender: str = STRANGER) -> Posting:
    """Make a posting of patches with these titles, with a cover letter when there are several."""
    patches = tuple(
        Sheet(message_id=f"{n}@a.example", n=n, title=title, words=words, sender_email=sender)
        for n, title in enumerate(titles, 1)
    )
    cover = Sheet(message_id="cover@a.example", n=0, title="All", words=words, sender_email=sender)
    return Posting(cover=cover if len(titles) > 1 else None, patches=patches, m=len(titles))
