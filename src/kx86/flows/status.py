# SPDX-License-Identifier: GPL-2.0-or-later
"""Tell a contributor where the series of a branch stands, and what is left to do before the next posting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kx86.flows.branch import Pair, match, next_version, pair, read_branch
from kx86.flows.indexed import IndexedArchive
from kx86.flows.posted import read_answers, read_postings
from kx86.flows.standings import SeriesStanding, standing_of
from kx86.flows.tagging import amended, collected
from kx86.letters.review import Review, review
from kx86.letters.tags import Collected
from kx86.ports.git_repo import GitRepo
from kx86.profile.model import Profile
from kx86.queue.standing import Known
from kx86.series.posting import Posting
from kx86.series.series import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchStatus:
    """A branch and its series: None when it was not posted.

    `pairs` are its commits beside the patches of the newest posting, `lost` the numbers of posted patches that the branch no
    longer has, `tags` what replies gave, `to_do` what became of remarks on the newest posting.
    """

    branch: str
    series: Series
    standing: SeriesStanding | None = None
    pairs: Sequence[Pair] = ()
    lost: tuple[int, ...] = ()
    tags: Collected | None = None
    to_do: Review | None = None

    @property
    def posting(self) -> Posting | None:
        """The newest posting."""
        return self.standing.newest if self.standing else None

    def new_tags(self) -> Mapping[str, tuple[str, ...]]:
        """The tags that replies gave and the commits of the branch lack, by commit."""
        given = {patch.message_id: patch.taken for patch in self.tags.patches} if self.tags else {}
        found = {}
        for one in self.pairs:
            have = {f"{tag.key}: {tag.value}".lower() for tag in one.commit.trailers}
            new = tuple(
                tag.text
                for tag in given.get(one.posted.message_id if one.posted else "", ())
                if tag.text.lower() not in have
            )
            if new and one.commit.commit:
                found[one.commit.commit] = new
        return found


def branch_status(archive: IndexedArchive, repo: GitRepo, branch: str, profile: Profile, known: Known) -> BranchStatus:
    """Look a branch up in the archive.  Raises UserError when the branch adds no commit."""
    series = read_branch(repo, branch)
    chain = match(series, archive.index.chains())
    if chain is None:
        return BranchStatus(branch=branch, series=series)
    standing = standing_of(archive.index, chain, profile, known)
    posting = standing.newest
    pairs = pair(series, amended(chain, posting))
    held = {one.posted.n for one in pairs if one.posted}
    mails = read_answers(archive, [posting], standing)
    old = read_postings(archive, [posting])
    return BranchStatus(
        branch=branch,
        series=series,
        standing=standing,
        pairs=pairs,
        lost=tuple(patch.n for patch in posting.patches if patch.n not in held),
        tags=collected(chain, posting, standing.answers),
        to_do=review(old[0], next_version(series, posting), mails, series.patches[0].author) if old and mails else None,
    )
