# SPDX-License-Identifier: GPL-2.0-or-later
"""Series, postings and where they stand as plain values; `--json` prints them as they are."""

from dataclasses import dataclass

from kx86.apps.cli.mail_rows import moment
from kx86.flows.standings import SeriesStanding
from kx86.profile.model import Profile
from kx86.queue.standing import Standing
from kx86.series.posting import Posting, repository


@dataclass(frozen=True, slots=True, kw_only=True)
class MailView:
    """A patch of a posting."""

    n: int
    message_id: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenView:
    """A patch that a tree has, and the mail or commit that says so."""

    n: int
    tree: str
    topic: str | None
    sha1: str | None
    notification: str | None
    modified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingView:
    """One version of a series as it was sent, and where it stands."""

    id: str
    version: str
    version_written: bool
    rfc: bool
    resend: bool
    reroll: bool
    title: str
    date: str
    author: str
    cover: str | None
    m: int
    patches: tuple[MailView, ...]
    missing: tuple[int, ...]
    status: str
    words: str
    by: str | None
    taken: tuple[TakenView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """Why two postings are versions of one series."""

    earlier: str
    later: str
    by: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesView:
    """A series: its postings in order, the links between them, and where it stands now."""

    id: str
    short: str
    title: str
    repository: str
    status: str
    words: str
    by: str | None
    trees: tuple[str, ...]
    topics: tuple[str, ...]
    postings: tuple[PostingView, ...]
    links: tuple[LinkView, ...]
    apart: tuple[LinkView, ...]


def series_view(one: SeriesStanding, short: str, profile: Profile) -> SeriesView:
    """Turn a series into plain values."""
    newest, now = one.newest, one.now
    return SeriesView(
        id=one.chain.id,
        short=short,
        title=newest.title,
        repository=repository(newest, profile),
        status=now.status,
        words=now.words,
        by=now.by or None,
        trees=now.trees,
        topics=now.topics,
        postings=tuple(
            posting_view(posting, standing) for posting, standing in zip(one.chain.postings, one.standings, strict=True)
        ),
        links=tuple(LinkView(earlier=x.earlier, later=x.later, by=x.by, reasons=x.reasons) for x in one.chain.links),
        apart=tuple(LinkView(earlier=x.earlier, later=x.later, by=x.by, reasons=x.reasons) for x in one.chain.apart),
    )


def posting_view(posting: Posting, standing: Standing) -> PostingView:
    """Turn a posting into plain values."""
    return PostingView(
        id=posting.id,
        version=posting.version,
        version_written=posting.version_written,
        rfc=posting.rfc,
        resend=posting.resend,
        reroll=posting.reroll,
        title=posting.title,
        date=moment(posting.date),
        author=f"{posting.author_name} <{posting.author_email}>" if posting.author_name else posting.author_email,
        cover=posting.cover.message_id if posting.cover else None,
        m=posting.m,
        patches=tuple(MailView(n=p.n, message_id=p.message_id, subject=p.title) for p in posting.patches),
        missing=posting.missing,
        status=standing.status,
        words=standing.words,
        by=standing.by or None,
        taken=tuple(
            TakenView(
                n=x.n, tree=x.tree, topic=x.topic, sha1=x.sha1, notification=x.message_id or None, modified=x.modified
            )
            for x in standing.taken
        ),
    )
