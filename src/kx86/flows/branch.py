# SPDX-License-Identifier: GPL-2.0-or-later
"""A branch and the series of an index: which series the commits of the branch are, and which of them were posted."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kx86.errors import UserError
from kx86.patch.patch_id import patch_id
from kx86.ports.git_repo import GitRepo
from kx86.ports.mail_index import MailIndex
from kx86.series.assemble import series_of_commits
from kx86.series.chain import Chain
from kx86.series.digest import Digest
from kx86.series.patch import Patch
from kx86.series.posting import Posting
from kx86.series.series import Series


@dataclass(frozen=True, slots=True)
class Pair:
    """A commit of the branch and the posted patch that it is, None for one that was not posted; is it unchanged?"""

    commit: Patch
    posted: Digest | None
    same: bool


def read_branch(repo: GitRepo, name: str) -> Series:
    """The commits that a branch adds.  Raises UserError when it adds none."""
    spec = repo.own_range(name)
    if spec is None:
        raise UserError(
            f"{name}: adds no commit to what the remotes have", hint=f"git log --oneline {name} --not --remotes"
        )
    return series_of_commits(repo.range(spec).commits, title=name)


def next_version(series: Series, posting: Posting) -> Series:
    """The commits of a branch as the version that would be posted next."""
    number = posting.version.partition(".")[0]
    return replace(series, version=str(int(number) + 1) if number.isdecimal() else series.version, title=posting.title)


def match_branch(index: MailIndex, repo: GitRepo, name: str) -> Chain | None:
    """The series that holds most commits of a branch, at least half of them; None without one."""
    return match(read_branch(repo, name), index.chains())


def match(series: Series, chains: Iterable[Chain]) -> Chain | None:
    """The series that most patches belong to, by patch id or title, at least half of them; the newest of equals."""
    ids = {one for patch in series.patches if (one := patch_id(patch.diff))}
    titles = {patch.shortlog for patch in series.patches}
    best: tuple[int, int, Chain] | None = None
    for chain in chains:
        for posting in chain.postings:
            hits = sum(patch.patch_id in ids or patch.title in titles for patch in posting.patches)
            if hits and (best is None or (hits, posting.date) > best[:2]):
                best = (hits, posting.date, chain)
    return best[2] if best and 2 * best[0] >= len(series.patches) else None


def pair(series: Series, posting: Posting) -> Sequence[Pair]:
    """Say of each commit which posted patch it is."""
    ids = [patch_id(commit.diff) for commit in series.patches]
    # What is the same comes first, so that no other commit of that title takes its place.
    posted = _pick(ids, ((patch.patch_id, patch) for patch in posting.patches))
    held = {patch.message_id for patch in posted if patch}
    left = ((patch.title, patch) for patch in posting.patches if patch.message_id not in held)
    titles = [None if patch else commit.shortlog for commit, patch in zip(series.patches, posted, strict=True)]
    posted = [one or other for one, other in zip(posted, _pick(titles, left), strict=True)]
    return [
        Pair(commit, patch, patch is not None and patch.patch_id == one)
        for commit, patch, one in zip(series.patches, posted, ids, strict=True)
    ]


def _pick(wanted: Iterable[str | None], patches: Iterable[tuple[str | None, Digest]]) -> list[Digest | None]:
    """Give each key its patch, each patch once, in order."""
    by_key: dict[str, deque[Digest]] = {}
    for key, patch in patches:
        if key:
            by_key.setdefault(key, deque()).append(patch)
    return [by_key[key].popleft() if key and by_key.get(key) else None for key in wanted]
