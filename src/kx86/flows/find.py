# SPDX-License-Identifier: GPL-2.0-or-later
"""Find the series that somebody names: by its short name, a Message-ID, a link, or a branch that holds its commits."""

from collections.abc import Sequence
from dataclasses import dataclass

from kx86.errors import UserError
from kx86.flows.branch import match_branch
from kx86.flows.mail_sources import message_id
from kx86.flows.reading import looks_like_message_id
from kx86.ports.git_repo import GitRepo
from kx86.ports.mail_index import MailIndex
from kx86.series.chain import Chain
from kx86.series.posting import Posting


@dataclass(frozen=True, slots=True)
class Named:
    """A series, and the posting that was named: that of a mail, else the newest.

    `exact` tells that a mail was named, `branch` that a branch was.
    """

    chain: Chain
    posting: Posting
    exact: bool = False
    branch: bool = False


def find_series(index: MailIndex, typed: str, repo: GitRepo | None = None) -> Named:
    """Find the series that is meant.  Raises UserError when there is none, or more than one."""
    if looks_like_message_id(typed):
        return _by_mail(index, message_id(typed))
    chains = _by_short(index, typed)
    if len(chains) == 1:
        return chains[0]
    if chains:
        titles = ", ".join(named.posting.title[:50] for named in chains)
        raise UserError(
            f"{typed}: {len(chains)} series are called so: {titles}", hint="type one more letter of the name"
        )
    if repo is not None and repo.knows(typed):
        chain = match_branch(index, repo, typed)
        if chain is not None:
            return Named(chain, chain.latest, branch=True)
        raise UserError(f"{typed}: no series of the archive holds these commits", hint="kx86 series; kx86 sync")
    raise UserError(
        f"{typed}: neither a series, nor a Message-ID, nor a branch",
        hint="kx86 series lists them; kx86 search WORDS finds mails",
    )


def _by_short(index: MailIndex, typed: str) -> Sequence[Named]:
    """The series of which a patch or cover letter has a short name that begins so."""
    chains: dict[str, Named] = {}
    for one in index.posted(typed):
        chain = index.chain_of(one)
        if chain is not None:
            chains.setdefault(chain.id, Named(chain, _posting(chain, one)))
    return list(chains.values())


def _by_mail(index: MailIndex, name: str) -> Named:
    chain = index.chain_of(name)
    if chain is not None:
        return Named(chain, _posting(chain, name), exact=True)
    rows = {row.message_id: row for row in index.thread(name)}
    if name not in rows:
        raise UserError(f"{name}: no mail of this Message-ID in the archive", hint="kx86 search WORDS; kx86 sync")
    at: str | None = name
    seen: set[str] = set()
    while at is not None and at not in seen:
        seen.add(at)
        if (chain := index.chain_of(at)) is not None:
            return Named(chain, _posting(chain, at), exact=True)
        row = rows.get(at)
        at = next((one for one in row.parents if one in rows), None) if row else None
    raise UserError(f"{name}: answers no patch", hint=f"kx86 thread {name}")


def _posting(chain: Chain, name: str) -> Posting:
    return next((one for one in chain.postings if any(mail.message_id == name for mail in one.mails)), chain.latest)


def choose_version(named: Named, version: str | None) -> Posting:
    """The posting of a version, "v2" or "2"; the last one of that number.  Raises UserError when there is none."""
    if version is None:
        return named.posting if named.exact else named.chain.latest
    rfc = version.lower().startswith("rfc")
    number = version.lower().removeprefix("rfc").lstrip(" -").removeprefix("v")
    fits = [one for one in named.chain.postings if one.version == number and not one.reroll and (one.rfc or not rfc)]
    if not fits:
        there = ", ".join(dict.fromkeys(f"{'RFC ' if one.rfc else ''}v{one.version}" for one in named.chain.postings))
        raise UserError(f"{version}: no such version; there is {there}", hint="kx86 show ID lists the versions")
    return fits[-1]
