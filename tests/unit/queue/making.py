# SPDX-License-Identifier: GPL-2.0-or-later
"""Make postings, and mails that answer them, for tests of the queue."""

from collections.abc import Sequence

from kx86.letters.entry import Entry, read_entry
from kx86.queue.answers import answers_of
from kx86.queue.standing import NOTHING, Known, Standing, stand
from kx86.series.chain import Chain
from kx86.series.digest import Digest
from kx86.series.posting import Posting
from unit.letters.making import PROFILE
from unit.series.making import digest

DAY = 86_400
START = 1_704_096_000
"""1 January 2024, 8 o'clock."""

ANN, BOB, KEEPER, UPSTREAM = (
    "Ann Author <ann@author.example>",
    "Bob Builder <bob@builder.example>",
    "Kim Keeper <keeper@kernel.example>",
    "Uma Upstream <upstream@kernel.example>",
)
LINK = "https://git.example/kvm-x86/linux/commit/"
A, B, C, D = "aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc", "dddddddddddd"


def patches(version: int, *titles: str, day: int = 0) -> tuple[Digest, ...]:
    """Make the patches of a version: v1-1@a.example, v1-2@a.example ..."""
    mark, m = f" v{version}" if version > 1 else "", len(titles)
    return tuple(
        digest(f"v{version}-{n}@a.example", f"[PATCH{mark} {n}/{m}] {title}", START + day * DAY, sender=ANN)
        for n, title in enumerate(titles, 1)
    )


def posting(version: int = 1, *titles: str, day: int = 0, made: Sequence[Digest] = (), **more: object) -> Posting:
    """Make a version of a series, of one patch unless there are titles."""
    found = tuple(made) or patches(version, *(titles or ("KVM: x86: Do it",)), day=day)
    fields: dict[str, object] = {
        "id": found[0].message_id,
        "title": found[0].title,
        "version": str(version),
        "version_written": version > 1,
        "rfc": False,
        "resend": False,
        "date": START + day * DAY,
        "author_name": "Ann Author",
        "author_email": "ann@author.example",
        "cover": None,
        "patches": found,
        "m": len(found),
        **more,
    }
    return Posting(**fields)  # type: ignore[arg-type]


def three(version: int = 1, day: int = 0, **more: object) -> Posting:
    """Make a version of three patches."""
    return posting(version, "KVM: x86: Do one", "KVM: x86: Do two", "KVM: selftests: Test both", day=day, **more)


def chain(*postings: Posting) -> Chain:
    """Make a series of its versions."""
    return Chain(id=postings[0].id, postings=postings)


def says(
    body: str,
    to: str = "v1-1@a.example",
    *,
    day: int = 1,
    sender: str = BOB,
    name: str = "",
    subject: str = "Re: [PATCH] KVM: x86: Do it",
) -> Entry:
    """Make the entry of a mail that answers another, some days after the first posting."""
    head = [
        f"Message-ID: <{name or f'r{day}@b.example'}>",
        f"From: {sender}",
        f"Subject: {subject}",
        *([f"In-Reply-To: <{to}>", f"References: <{to}>"] if to else []),
    ]
    return read_entry("\n".join([*head, "", body, ""]).encode(), START + day * DAY, PROFILE)[0]


def standings(one: Chain, *mails: Entry, known: Known = NOTHING) -> tuple[Standing, ...]:
    """Tell where the postings of a series stand after some mails."""
    return stand(one, answers_of(one.postings, mails), PROFILE, known)


def now(one: Posting, *mails: Entry, known: Known = NOTHING) -> Standing:
    """Tell where a series of one posting stands after some mails."""
    (found,) = standings(chain(one), *mails, known=known)
    return found


def listing(*shas: str | None) -> str:
    """Write what a program lists below a notice about three patches."""
    titles = ("KVM: x86: Do one", "KVM: x86: Do two", "KVM: selftests: Test both")
    return "\n".join(
        f"[{n}/{len(shas)}] {titles[n - 1]}\n      {f'{LINK}{sha}' if sha else '(no commit info)'}"
        for n, sha in enumerate(shas, 1)
    )
