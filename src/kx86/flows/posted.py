# SPDX-License-Identifier: GPL-2.0-or-later
"""Read the postings of a series, and everything that was answered to them, from the archive."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kx86.flows.indexed import IndexedArchive
from kx86.flows.standings import SeriesStanding
from kx86.mail.message import Mail
from kx86.mail.scanner import scan
from kx86.series.chain import Chain
from kx86.series.mail_patch import patch_of_mail
from kx86.series.patch import Patch
from kx86.series.posting import Posting
from kx86.series.series import Series


def read_postings(archive: IndexedArchive, postings: Sequence[Posting]) -> list[Series]:
    """The postings with their whole patches; those of which no mail can be read are left out."""
    names = [mail.message_id for posting in postings for mail in posting.mails]
    mails = {name: scan(data) for name, data in archive.find(names).items()}
    return [series for posting in postings if (series := _series(posting, mails)) is not None]


def whole(chain: Chain) -> tuple[Posting, ...]:
    """The postings of a series without the rerolls of single patches."""
    return tuple(posting for posting in chain.postings if not posting.reroll)


def read_answers(archive: IndexedArchive, postings: Iterable[Posting], one: SeriesStanding) -> list[Mail]:
    """The mails that answer these postings, oldest first, without notices: what was taken is no remark."""
    notices = {notice.message_id for standing in one.standings for notice in standing.notices}
    entries = {
        answer.entry.message_id: answer.entry
        for posting in postings
        for answer in one.answers.get(posting.id, ())
        if answer.entry.message_id not in notices
    }
    ordered = sorted(entries.values(), key=lambda entry: (entry.date, entry.message_id))
    mails = archive.find(entry.message_id for entry in ordered)
    return [scan(mails[entry.message_id]) for entry in ordered if entry.message_id in mails]


def _series(posting: Posting, mails: Mapping[str, Mail]) -> Series | None:
    found: dict[str, Patch] = {}
    for digest in posting.mails:
        mail = mails.get(digest.message_id)
        patch = patch_of_mail(mail) if mail else None
        if patch is not None:
            found[digest.message_id] = replace(patch, n=digest.n, m=digest.m)
    patches = tuple(found[one.message_id] for one in posting.patches if one.message_id in found)
    if not patches:
        return None
    return Series(
        title=posting.title,
        version=posting.version,
        rfc=posting.rfc,
        resend=posting.resend,
        cover=found.get(posting.cover.message_id) if posting.cover else None,
        patches=patches,
        missing=posting.missing,
    )
