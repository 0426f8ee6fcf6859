# SPDX-License-Identifier: GPL-2.0-or-later
"""Collect the tags that replies give to a posting of a series, and write its patches ready for git am."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kx86.flows.indexed import IndexedArchive
from kx86.letters.am_mail import am_mail, mbox
from kx86.letters.answered import PostedPatch, Version
from kx86.letters.reply import Reply
from kx86.letters.tags import Collected, collect
from kx86.mail.scanner import scan
from kx86.patch.patch_id import patch_id
from kx86.queue.answers import Answer
from kx86.series.chain import Chain
from kx86.series.mail_patch import patch_of_mail
from kx86.series.posting import Posting


def amended(chain: Chain, posting: Posting) -> Posting:
    """A posting with those patches replaced that were sent again inside its thread."""
    patches = {patch.n: patch for patch in posting.patches}
    for one in _rerolls(chain, posting):
        patches.update((patch.n, patch) for patch in one.patches if patch.n in patches)
    return replace(posting, patches=tuple(patches[n] for n in sorted(patches)))


def _rerolls(chain: Chain, posting: Posting) -> list[Posting]:
    return [one for one in chain.postings if one.reroll and one.reroll_of == posting.id]


def collected(
    chain: Chain, posting: Posting, answers: Mapping[str, Sequence[Answer]], names: Iterable[str] = ()
) -> Collected:
    """The tags for a posting with its rerolls, from the replies to it and to those before it.

    `names` takes listed tags all the same.
    """
    before = [one for one in chain.postings[: chain.postings.index(posting)] if not one.reroll]
    newest, *older = (version for one in (posting, *reversed(before)) for version in _versions(chain, one))
    known = [version for one in (posting, *before) for version in (one, *_rerolls(chain, one))]
    replies = [
        answer.entry.reply for one in known for answer in answers.get(one.id, ()) if answer.entry.reply is not None
    ]
    others = {mail.message_id for one in chain.postings if one not in known for mail in one.mails}
    return collect(newest, older, _unique(replies), names, others=others)


def _versions(chain: Chain, posting: Posting) -> list[Version]:
    """A posting with its rerolls, and as it was before them."""
    newest = amended(chain, posting)
    return [version_of(one) for one in ((newest, posting) if newest != posting else (posting,))]


def version_of(posting: Posting) -> Version:
    """A posting as the collecting of tags needs it."""
    return Version(
        name=f"{'RFC ' if posting.rfc else ''}v{posting.version}",
        cover=posting.cover.message_id if posting.cover else None,
        patches=tuple(
            PostedPatch(n=p.n, message_id=p.message_id, title=p.title, patch_id=p.patch_id, tags=p.tags)
            for p in posting.patches
        ),
    )


def _unique(replies: Iterable[Reply]) -> list[Reply]:
    return list({reply.message_id: reply for reply in replies}.values())


def write_mbox(
    archive: IndexedArchive, posting: Posting, tags: Collected, link: str, only: frozenset[int] = frozenset()
) -> tuple[bytes, list[str]]:
    """Write the patches of a posting with their tags; also name those whose mail cannot be read.

    `link` is the address that a Link: trailer begins with, empty for none.  `only` chooses patches by number.
    """
    wanted = [patch for patch in tags.patches if not only or patch.n in only]
    mails = archive.find(patch.message_id for patch in wanted)
    lost = [patch.message_id for patch in wanted if patch.message_id not in mails]
    written = [
        am_mail(mails[patch.message_id], [tag.text for tag in patch.taken], link=link)
        for patch in wanted
        if patch.message_id in mails
    ]
    return mbox(written), lost


def copies_that_differ(archive: IndexedArchive, message_ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Name the archives in which a patch has other code under the same Message-ID, by that.

    Whoever writes to one list under the Message-ID of a mail on another must not choose unseen what is applied.
    """
    asked = list(message_ids)
    first = {name: _code(data) for name, data in archive.find(asked).items()}
    found: dict[str, dict[str, None]] = {}
    for name, place, data in archive.other_copies(asked):
        if name in first and _code(data) != first[name]:
            found.setdefault(name, {})[place] = None
    return {name: tuple(places) for name, places in found.items()}


def _code(data: bytes) -> str | None:
    patch = patch_of_mail(scan(data))
    return patch_id(patch.diff) if patch else None
