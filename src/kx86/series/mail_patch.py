# SPDX-License-Identifier: GPL-2.0-or-later
"""The patch or cover letter that a mail is."""

from kx86.mail.address import parse_address
from kx86.mail.message import Mail
from kx86.mail.subject import Subject, parse_subject
from kx86.mail.trailers import split_trailers
from kx86.patch.body import Body, split_body
from kx86.patch.parse import parse_diff
from kx86.series.patch import Base, Patch

_LONGEST_ID = 200


def patch_of_mail(mail: Mail) -> Patch | None:
    """Read a mail as a patch or a cover letter; None when its subject and body say that it is neither.

    A cover letter is numbered 0.  A mail numbered otherwise is a patch only when it holds a diff.
    """
    subject = parse_subject(mail.subject)
    if not subject.is_patch:
        return None
    return _patch(mail, subject, split_body(mail.body))


def patch_of_file(mail: Mail) -> Patch | None:
    """Read a patch file: as a mail, but a diff is enough when the subject carries no bracket."""
    subject = parse_subject(mail.subject)
    if subject.is_reply:
        return None
    return _patch(mail, subject, split_body(mail.body))


def _patch(mail: Mail, subject: Subject, body: Body) -> Patch | None:
    cover = subject.n == 0
    diff = parse_diff("" if cover else body.diff)
    if not cover and not diff.files and not diff.problems:
        return None
    changelog, block = split_trailers(body.message)
    sender = parse_address(mail.sender)
    base = Base(commit=body.base, prerequisites=body.prerequisites) if body.base or body.prerequisites else None
    n, m = (subject.n, subject.m) if subject.n is not None and subject.m is not None else (1, 1)
    return Patch(
        n=n,
        m=m,
        subject=parse_subject(body.subject) if body.subject and not subject.title else subject,
        changelog=changelog,
        trailer_lines=block.lines,
        trailers=block.trailers,
        notes=body.notes,
        diff=diff,
        author=parse_address(body.author) if body.author else sender,
        sender=sender,
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        references=mail.references,
        recipients=f"{mail.to}, {mail.cc}",
        base=base,
        change_id=body.change_id[:_LONGEST_ID] if body.change_id else None,
        problems=mail.repairs + diff.problems,
    )
