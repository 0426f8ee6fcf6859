# SPDX-License-Identifier: GPL-2.0-or-later
"""List what mails of an index say was taken, dropped or moved."""

from dataclasses import dataclass

from kx86.letters.understanding import Notice
from kx86.ports.mail_index import MailIndex
from kx86.profile.model import Profile
from kx86.queue.answers import answers_of
from kx86.queue.standing import notices_of
from kx86.series.posting import Posting


@dataclass(frozen=True, slots=True)
class Noticed:
    """A notice, when it was sent (seconds since 1970, UTC), and the posting that it is about."""

    notice: Notice
    date: int
    posting: Posting


def every_notice(index: MailIndex, profile: Profile) -> list[Noticed]:
    """All notices in the order in which they were sent."""
    postings = {posting.id: posting for chain in index.chains() for posting in chain.postings}
    found: list[Noticed] = []
    for name, answers in answers_of(postings.values(), index.speaking()).items():
        dates = {answer.entry.message_id: answer.entry.date for answer in answers}
        posting = postings[name]
        found += (Noticed(one, dates[one.message_id], posting) for one in notices_of(posting, answers, profile))
    return sorted(found, key=lambda one: (one.date, one.notice.message_id))
