# SPDX-License-Identifier: GPL-2.0-or-later
"""A series, what mails say about it and what git holds in; where it stands, and the mail or commit that says so, out."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from kx86.letters.understanding import Notice, understand
from kx86.profile.model import Profile
from kx86.queue.answers import Answer
from kx86.queue.turn import Turn, turn
from kx86.series.chain import By, Chain
from kx86.series.posting import Posting

Status = Literal[
    "new", "under review", "waits for author", "superseded", "accepted", "partly accepted", "dropped", "landed"
]
STATUSES: tuple[Status, ...] = (
    "new", "under review", "waits for author", "superseded", "accepted", "partly accepted", "dropped", "landed",
)  # fmt: skip
OPEN: frozenset[Status] = frozenset({"new", "under review", "waits for author", "partly accepted", "dropped"})
"""What somebody still has to do something about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A patch that a tree has: number in the posting, tree, branch, commit as told, the mail that tells it ("" for git)."""

    n: int
    tree: str
    topic: str | None
    sha1: str | None
    message_id: str
    date: int
    modified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A commit found in a tree at hand: the ref that it is reachable from, and the tree that the ref belongs to."""

    ref: str
    tree: str
    sha1: str
    date: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a posting stands.

    `words` say why in one line; `by` is the mail or commit that says so, empty when nothing does; `since` is its date.
    """

    posting: str
    status: Status
    words: str
    by: str
    since: int
    taken: tuple[Taken, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def trees(self) -> tuple[str, ...]:
        """The trees that have some of it."""
        return tuple(dict.fromkeys(one.tree for one in self.taken))

    @property
    def topics(self) -> tuple[str, ...]:
        """The branches that have some of it."""
        return tuple(dict.fromkeys(one.topic for one in self.taken if one.topic))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A topic that was sent on: when it was asked for, and the answer that says it was pulled, into which tree."""

    tree: str
    topic: str
    date: int
    pulled: str
    into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known beside a series' own thread.

    `commits` are those of trees at hand by patch id, `sent` the times that a topic was sent on by tree and topic.
    """

    commits: Mapping[str, Sequence[Found]]
    sent: Mapping[tuple[str, str], Sequence[Sent]] = field(default_factory=dict)


NOTHING = Known(commits={})
_AWAITED: frozenset[Status] = frozenset({"new", "under review", "waits for author"})
# Two series that go on as one: its cover letter names both, and only one of them can be its past.
_TAKES_UP: frozenset[By] = frozenset({"change-id", "link"})
MAINLINE = "mainline"
"""The tree in which a patch has landed."""

# No posting is told of more often; each notice is understood from those before it.
_MOST_EARLIER = 200


def notices_of(posting: Posting, answers: Iterable[Answer], profile: Profile) -> tuple[Notice, ...]:
    """Understand the notices about a posting, in the order of their mails."""
    found: list[Notice] = []
    for answer in answers:
        entry = answer.entry
        if entry.said is not None:
            found += understand(
                entry.said,
                sender=entry.sender_email,
                answered=answer.answered,
                posting=posting,
                earlier=found[-_MOST_EARLIER:],
                profile=profile,
            )
    return tuple(found)


def stand(
    chain: Chain, answers: Mapping[str, Sequence[Answer]], profile: Profile, known: Known = NOTHING
) -> tuple[Standing, ...]:
    """Tell where each posting of a series stands, in order; the last that is no reroll tells it for the series."""
    found: list[Standing] = []
    following: Posting | None = None
    gone = {link.earlier: link.later for link in chain.apart if link.by in _TAKES_UP}
    rerolls: dict[str, list[Posting]] = {}
    for posting in reversed(chain.postings):
        standing = _stand(posting, answers, rerolls.get(posting.id, ()), following, profile, known)
        if following is None and posting.id in gone and standing.status in _AWAITED:
            words = "another series took it up"
            standing = replace(standing, status="superseded", words=words, by=gone[posting.id], since=posting.date)
        found.append(standing)
        if not posting.reroll:
            following = posting
        elif posting.reroll_of:
            rerolls.setdefault(posting.reroll_of, []).append(posting)
    return tuple(found[::-1])


def _stand(
    posting: Posting,
    told: Mapping[str, Sequence[Answer]],
    rerolls: Sequence[Posting],
    following: Posting | None,
    profile: Profile,
    known: Known,
) -> Standing:
    answers = told.get(posting.id, ())
    notices = notices_of(posting, answers, profile)
    dates = {answer.entry.message_id: answer.entry.date for answer in answers}
    taken = _taken(posting, notices, answers, dates, {tree.name: tree.bots for tree in profile.trees})
    taken.update(_in_git(posting, taken, known))
    if taken:
        return _made(posting, taken, _total(posting), notices, known)
    dropped = next((one for one in reversed(notices) if one.kind == "dropped"), None)
    if following is not None:
        words = f"{_version(following)} was posted"
        return Standing(
            posting=posting.id, status="superseded", words=words, by=following.id, since=following.date, notices=notices
        )
    if dropped is not None:
        return Standing(
            posting=posting.id, status="dropped", words=dropped.quote, by=dropped.message_id,
            since=dates.get(dropped.message_id, 0), notices=notices,
        )  # fmt: skip
    more = [answer for one in rerolls for answer in told.get(one.id, ())]
    return _awaited(posting, turn(posting, [*answers, *more], profile, rerolls), notices)


def _awaited(posting: Posting, whose: Turn | None, notices: tuple[Notice, ...]) -> Standing:
    if whose is None:
        return Standing(
            posting=posting.id, status="new", words="no answer yet", by=posting.id, since=posting.date, notices=notices
        )
    status: Status = "waits for author" if whose.author else "under review"
    return Standing(
        posting=posting.id, status=status, words=whose.words, by=whose.message_id, since=whose.date, notices=notices
    )


def _made(
    posting: Posting, taken: Mapping[int, Taken], total: int, notices: tuple[Notice, ...], known: Known
) -> Standing:
    """The standing of a posting of which trees have something."""
    whole = len(taken) >= total
    last = max(taken.values(), key=lambda one: one.date)
    status: Status = "accepted" if whole else "partly accepted"
    if whole and all(one.tree == MAINLINE for one in taken.values()):
        status = "landed"
    words = _where(taken, known)
    return Standing(
        posting=posting.id,
        status=status,
        words=words if whole else f"{numbers(taken)} of {total} in {words}",
        by=last.message_id or last.sha1 or "",
        since=last.date,
        taken=tuple(taken[n] for n in sorted(taken)),
        notices=notices,
    )


def _taken(
    posting: Posting,
    notices: Iterable[Notice],
    answers: Sequence[Answer],
    dates: Mapping[str, int],
    bots: Mapping[str, Container[str]],
) -> dict[int, Taken]:
    """What trees have by the word of notices, later ones over earlier ones, and by the word of the bot of another tree."""
    found: dict[int, Taken] = {}
    for notice in notices:
        for patch in notice.patches:
            if patch.applied:
                before = found.get(patch.n)
                same = before if before is not None and before.tree == notice.tree else None
                found[patch.n] = Taken(
                    n=patch.n,
                    tree=notice.tree,
                    topic=patch.topic or (same.topic if same else None) or next(iter(notice.topics), None),
                    sha1=patch.sha1 or (same.sha1 if same else None),
                    message_id=notice.message_id,
                    date=dates.get(notice.message_id, 0),
                    modified=bool(notice.modified)
                    or (notice.kind == "moved" and before is not None and before.modified),
                )
            elif notice.kind in ("dropped", "subset") and (notice.kind == "dropped" or notice.correction):
                found.pop(patch.n, None)
    for n, one in _by_bots(posting, answers, bots).items():
        found.setdefault(n, one)
    return found


def _by_bots(posting: Posting, answers: Sequence[Answer], bots: Mapping[str, Container[str]]) -> dict[int, Taken]:
    """What a bot of another tree says was applied there, by the number it tells or the patch that it answers.

    Only the address that the profile gives to the tree proves who speaks; what others say is only shown.
    """
    numbers = {patch.message_id: patch.n for patch in posting.patches}
    total = _total(posting)
    found: dict[int, Taken] = {}
    for answer in answers:
        report = answer.entry.reply.report if answer.entry.reply else None
        for one in report.landed if report else ():
            n = one.n if one.n is not None else numbers.get(answer.answered)
            if (
                n is not None
                and 0 < n <= total
                and one.commit
                and answer.entry.sender_email.lower() in bots.get(one.tree, ())
            ):
                found[n] = Taken(
                    n=n, tree=one.tree, topic=one.branch or None, sha1=one.commit,
                    message_id=answer.entry.message_id, date=answer.entry.date,
                )  # fmt: skip
    return found


def _in_git(posting: Posting, taken: Mapping[int, Taken], known: Known) -> dict[int, Taken]:
    """The patches that a tree at hand has, by patch id; the main line counts before every other tree."""
    found: dict[int, Taken] = {}
    for patch in posting.patches:
        commits = known.commits.get(patch.patch_id or "", ())
        if commits:
            commit = next((one for one in commits if one.tree == MAINLINE), commits[0])
            before = taken.get(patch.n)
            if before is not None and commit.tree not in (MAINLINE, before.tree):
                continue
            found[patch.n] = Taken(
                n=patch.n,
                tree=commit.tree,
                topic=before.topic if before else None,
                sha1=commit.sha1,
                message_id="",
                date=commit.date,
                modified=before.modified if before else False,
            )
    return found


def _sent(taken: Taken, known: Known) -> Sent | None:
    """The first time that the branch was sent on after the patch was taken."""
    sent = known.sent.get((taken.tree, taken.topic), ()) if taken.topic else ()
    return min((one for one in sent if one.date >= taken.date), key=lambda one: one.date, default=None)


def _where(taken: Mapping[int, Taken], known: Known) -> str:
    """Name the trees and branches, and where they were pulled."""
    places: dict[str, None] = {}
    for one in taken.values():
        sent = _sent(one, known)
        place = f"{one.tree} {one.topic}" if one.topic else one.tree
        places[f"{place}, pulled into {sent.into}" if sent else place] = None
    return " and ".join(places)


def numbers(taken: Iterable[int]) -> str:
    """Write numbers as people do: 1-3, 5."""
    runs: list[list[int]] = []
    for n in sorted(taken):
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _total(posting: Posting) -> int:
    return max(posting.m, len(posting.patches), 1)


def _version(posting: Posting) -> str:
    rfc = "RFC " if posting.rfc else ""
    return f"{rfc}v{posting.version}{' (resent)' if posting.resend else ''}"
