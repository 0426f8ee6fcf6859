# SPDX-License-Identifier: GPL-2.0-or-later
"""A mail in; what it says about the patch that it answers (tags, a NAK, remarks, a robot's report), out.

Read without its thread and once, when the index is made.  What a tag is worth in its thread is told by letters.tags.
"""

from dataclasses import dataclass

from kx86.letters.given import MOST, Given, clean, given_tags
from kx86.letters.own_text import own_text
from kx86.letters.robot import Report, read_report
from kx86.letters.verdict import SILENT, Verdict, read_verdict
from kx86.mail.address import parse_address
from kx86.mail.date import parse_date
from kx86.mail.message import Address, Mail
from kx86.mail.subject import parse_subject

_MOST_PARENTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a reply says outside of quotes, its signature and diffs.

    `parents` are the mails it answers, the nearest first; `date` is in seconds since 1970, UTC, 0 when unknown.  `cut` tells
    that there were more tags than are kept.
    """

    message_id: str
    parents: tuple[str, ...]
    sender_name: str
    sender_email: str
    date: int
    tags: tuple[Given, ...] = ()
    verdict: Verdict = SILENT
    report: Report | None = None
    cut: bool = False

    @property
    def sender(self) -> Address:
        """Who sent it."""
        return Address(name=self.sender_name, email=self.sender_email)

    @property
    def asks_for_change(self) -> bool:
        """Does it look like a review with remarks or questions, or ask for a new version?"""
        said = self.verdict
        return said.remarks or said.question or said.renews or bool(said.nak)

    @property
    def is_plain(self) -> bool:
        """Does it hold nothing that has to be shown: no tag, no NAK, nothing taken back, no report?"""
        return not (self.tags or self.verdict.nak or self.verdict.withdrawn or self.report)


def read_reply(mail: Mail, own_words: str | None = None) -> Reply | None:
    """Read a mail; None for a patch, a cover letter, a mail without a Message-ID, and one that answers nothing and is no report.

    `own_words` is the body without quotes, where that is at hand.
    """
    subject = parse_subject(mail.subject)
    if subject.is_patch or not mail.message_id:
        return None
    sender = parse_address(mail.sender)
    report = read_report(mail, sender, own_words)
    parents = tuple(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))[:_MOST_PARENTS]
    if not (subject.is_reply or parents or (report and (report.robot or report.landed))):
        return None
    own = own_text(mail.body)
    tags = tuple(given_tags(own.paragraphs, sender, subject.version))
    return Reply(
        message_id=mail.message_id,
        parents=parents,
        sender_name=clean(sender.name),
        sender_email=clean(sender.email),
        date=parse_date(mail.date) or 0,
        tags=tags,
        verdict=SILENT if report and report.robot else read_verdict(own),
        report=report,
        cut=len(tags) >= MOST,
    )
