# SPDX-License-Identifier: GPL-2.0-or-later
"""Make versions of a series, and replies to them, for tests."""

from collections.abc import Sequence
from dataclasses import replace

from kx86.mail.message import Mail
from kx86.series.assemble import assemble
from kx86.series.mail_patch import patch_of_mail
from kx86.series.patch import Patch
from kx86.series.series import Series
from unit.series.making import mail

AUTHOR = "Ann Author <ann@author.example>"
REVIEWER = "Rob Reviewer <rob@review.example>"


def hunk(old: str, *, file: str = "arch/x86/kvm/x86.c", start: int = 10, heading: str = "") -> str:
    """Make the diff of one file with one hunk of the given lines, which carry their marks."""
    return f"--- a/{file}\n+++ b/{file}\n" + bare_hunk(old, start=start, heading=heading)


def bare_hunk(text: str, *, start: int = 10, heading: str = "") -> str:
    """Make a hunk without the head of its file."""
    lines = text.split("\n")
    old = sum(1 for line in lines if line[:1] != "+")
    new = sum(1 for line in lines if line[:1] != "-")
    body = "\n".join(line or " " for line in lines)
    return f"@@ -{start},{old} +{start},{new} @@ {heading}\n{body}\n"


def body(*diffs: str, changelog: str = "Change it.", tags: str = f"Signed-off-by: {AUTHOR}") -> str:
    """Make the body of a patch mail."""
    parts = "".join(f"diff --git {_names(diff)}\n{diff}" for diff in diffs)
    return f"{changelog}\n\n{tags}\n---\n\n{parts}-- \n2.43.0\n"


def _names(diff: str) -> str:
    path = diff.split("\n", 1)[0].removeprefix("--- a/")
    return f"a/{path} b/{path}"


def posting(version: int, *patches: tuple[str, str], cover: str | None = None) -> Series:
    """Make a posting of patches, each a title and a body, with a cover letter when its text is given."""
    made: list[Patch | None] = []
    mark = f" v{version}" if version > 1 else ""
    m = len(patches)
    top = f"v{version}-0@a.example"
    if cover is not None:
        made.append(_patch(top, f"[PATCH{mark} 0/{m}] KVM: x86: Do it all", None, cover))
    for n, (title, text) in enumerate(patches, 1):
        first = f"v{version}-1@a.example"
        to = top if cover is not None else first if n > 1 else None
        made.append(_patch(f"v{version}-{n}@a.example", f"[PATCH{mark} {n}/{m}] {title}", to, text))
    (series,) = assemble([one for one in made if one is not None])
    return series


def _patch(message_id: str, subject: str, to: str | None, text: str) -> Patch | None:
    return patch_of_mail(mail(message_id, subject, to=to, sender=AUTHOR, body=text))


def reply(
    to: str, text: str, *, sender: str = REVIEWER, message_id: str = "r1@r.example", above: Sequence[str] = ()
) -> Mail:
    """Make a reply to a mail."""
    made = mail(message_id, "Re: [PATCH 1/1] KVM: x86: Do it", to=to, sender=sender, body=text)
    return replace(made, references=(*above, to))


def quote(text: str) -> str:
    """Quote some lines."""
    return "\n".join(f"> {line}".rstrip() if line else ">" for line in text.split("\n"))
