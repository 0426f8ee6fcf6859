# SPDX-License-Identifier: GPL-2.0-or-later
"""One epoch of a public-inbox: its commits from a remembered state on, the newest first."""

import json
import os
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from kx86.adapters.git.cat_file import CatFile, Object
from kx86.adapters.git.process import git
from kx86.errors import EnvironmentProblem
from kx86.ports.mail_source import Batch, RawMail, Wanted

BATCH = 1000
"""So many mails are read and written at a time; what is killed loses no more."""

_FIRST = 4
_MOST_LOST = 50_000


@dataclass(frozen=True, slots=True)
class State:
    """What was read of an epoch: all that the `tips` lead to but the `left` oldest commits; `lost` could not be read.

    `bottom` is the oldest commit of a history that ended there too early: a shallow clone, or a damaged one.  `doubt` says that
    damage hid whether the history was rewritten, so that what was read earlier was kept.
    """

    tips: tuple[str, ...] = ()
    left: int = 0
    lost: tuple[str, ...] = ()
    bottom: str = ""
    doubt: bool = False

    @classmethod
    def read(cls, text: str | None) -> "State":
        """Read a state as it was written."""
        if text is None:
            return cls()
        tips, left, lost, bottom, *doubt = json.loads(text)
        return cls(tuple(tips), left, tuple(lost), bottom, any(doubt))

    def write(self) -> str:
        """Write a state."""
        return json.dumps([self.tips, self.left, self.lost, self.bottom, self.doubt], separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class _Commit:
    sha: str
    arrived: int


class Epoch:
    """A repository with one commit a mail, the mail being its file `m`, or `d` when it takes a mail away."""

    def __init__(self, folder: str, part: str, cat: CatFile, problems: dict[str, str]) -> None:
        self.folder = folder
        self.part = part
        self._cat = cat
        self._problems = problems

    def batches(self, text: str | None, wanted: Wanted) -> Iterator[Batch]:
        """See ports.mail_source.MailSource."""
        count = 0
        self._problems.clear()
        for batch in self._batches(text, wanted):
            count += len(batch.mails)
            yield batch
        if text is None and not count and not self._problems:
            self._problems["empty"] = (
                f"{self.folder}: no mail in it, since no commit holds a file m: git -C {self.folder} fetch"
            )

    def _batches(self, text: str | None, wanted: Wanted) -> Iterator[Batch]:
        before = State.read(text)
        tips = self._there(self._tips(), before.tips)
        rewritten = bool(before.tips) and tips != before.tips and not self._leads_to(tips, before.tips)
        state = State() if rewritten else self._deepened(before)
        anew = bool(before.tips) and not state.tips
        older = bool(state.left) and wanted.older
        if text is not None and not anew and tips == state.tips and not older and not state.lost:
            return
        first = not state.tips
        if first:
            commits = self._list(tips)
            state = State(tips, len(commits), bottom=self._bottom(commits), doubt=anew and self._is_damaged())
        elif state.lost:
            state = yield from self._again(state)
        state = yield from self._newer(state, tips)
        yield from self._older(state, wanted, anew and not state.doubt, first=first)

    def _is_damaged(self) -> bool:
        """Is there more of the history than can be listed?"""
        return not self._problems.keys().isdisjoint(("history", "tip"))

    def _bottom(self, commits: Sequence[_Commit]) -> str:
        """The oldest commit, when older ones may come in later."""
        return commits[0].sha if commits and (self._is_damaged() or self._ends()) else ""

    def _ends(self) -> frozenset[str]:
        """The commits at which a shallow clone ends; none for any other."""
        try:
            with open(os.path.join(self.folder, "shallow"), encoding="ascii") as file:
                return frozenset(file.read().split())
        except OSError:
            return frozenset()

    def _deepened(self, state: State) -> State:
        """Count the older commits that a shallow clone has got since, or that were mended; begin anew when in doubt."""
        if not (state.bottom or state.doubt) or state.bottom in self._ends():
            return state
        commits = self._list(state.tips)
        if state.doubt and not self._is_damaged():
            return State()
        found = next((number for number, commit in enumerate(commits) if commit.sha == state.bottom), None)
        # A history that ends even earlier than it did tells nothing new.
        return state if found is None else replace(state, left=state.left + found, bottom=self._bottom(commits))

    def _tips(self) -> tuple[str, ...]:
        answer = git(self.folder, "for-each-ref", "--format=%(objectname)", "refs/heads", "refs/remotes")
        if answer.status:
            raise _unreadable(self.folder, answer.complaint)
        found = tuple(sorted(set(answer.text.split())))
        return found or tuple(git(self.folder, "rev-parse", "--verify", "--quiet", "HEAD").text.split())

    def _there(self, tips: tuple[str, ...], old: tuple[str, ...]) -> tuple[str, ...]:
        """Let the old tips stand in for those that are missing or damaged; git lists nothing when a tip is."""
        if tips == old:
            return tips
        found = {sha for sha, tip in zip(tips, self._cat.stream(tips), strict=True) if tip}
        missing = [sha for sha in tips if sha not in found]
        if not missing:
            return tips
        found.update(sha for sha, tip in zip(old, self._cat.stream(old), strict=True) if tip)
        if not found:
            return tips
        self._problems["tip"] = (
            f"{self.folder}: the newest commit of a branch is missing or damaged ({missing[0][:12]}): "
            f"git -C {self.folder} fsck"
        )
        return tuple(sorted(found))

    def _leads_to(self, tips: Sequence[str], old: Sequence[str]) -> bool:
        """Are the old tips still part of the history?"""
        answer = git(self.folder, "rev-list", "--max-count=1", *old, "--not", *tips)
        if answer.status:
            # Damage below the old tips stops git as well as old tips that are gone.
            return {*old} <= {commit.sha for commit in self._list(tips)}
        return not answer.out

    def _list(self, tips: Sequence[str], without: Sequence[str] = ()) -> list[_Commit]:
        """Commits, oldest first.  What git lists before it stops at a damaged commit is kept."""
        if not tips:
            return []
        answer = git(self.folder, "rev-list", "--timestamp", *tips, *(("--not", *without) if without else ()))
        if answer.status:
            # Newer commits with a gap in between would count as read up to the newest.
            if without or not answer.out:
                raise _unreadable(self.folder, answer.complaint)
            self._problems["history"] = (
                f"{self.folder}: its history is not complete ({answer.complaint}): git -C {self.folder} fsck"
            )
        rows = (line.split() for line in answer.text.splitlines())
        return [_Commit(sha, int(time)) for time, sha in rows][::-1]

    def _newer(self, state: State, tips: tuple[str, ...]) -> Generator[Batch, None, State]:
        """What came in since: oldest first, so that the last commit of a batch is the tip of all that was read."""
        commits = self._list(tips, state.tips) if state.tips != tips else []
        for at in range(0, len(commits), BATCH):
            chunk = commits[at : at + BATCH]
            last = at + BATCH >= len(commits)
            state = replace(state, tips=tips if last else (chunk[-1].sha,))
            batch, state = self._batch(chunk, state, at + len(chunk), len(commits))
            yield batch
        return state

    def _older(self, state: State, wanted: Wanted, forget: bool, *, first: bool) -> Iterator[Batch]:
        """What is left of the history, newest first."""
        if not (wanted.older or first) or not state.left:
            if first:
                yield Batch(part=self.part, mails=(), state=state.write(), forget=forget)
            return
        commits = self._list(state.tips)
        if "history" in self._problems and commits[0].sha != state.bottom:
            # What is left is counted from the oldest commit: wait until it can be reached again.
            return
        total = state.left
        stop = (
            0 if wanted.since is None else next((i for i, c in enumerate(commits) if c.arrived >= wanted.since), total)
        )
        if stop >= total and first:
            yield Batch(part=self.part, mails=(), state=state.write(), forget=forget)
        # Begin with a few mails: what reads them can start sooner.
        size = BATCH // _FIRST if first else BATCH
        while state.left > stop:
            start, size = max(stop, state.left - size), BATCH
            chunk = commits[start : state.left]
            batch, state = self._batch(chunk, replace(state, left=start), total - start, total - stop)
            yield replace(batch, forget=forget)
            forget = False

    def _again(self, state: State) -> Generator[Batch, None, State]:
        """Try once more what was lost: somebody may have mended the repository."""
        lost = set(state.lost)
        commits = [commit for commit in self._list(state.tips) if commit.sha in lost]
        if not self._is_damaged():
            listed = {commit.sha for commit in commits}
            state = replace(state, lost=tuple(sha for sha in state.lost if sha in listed))
        for at in range(0, len(commits), BATCH):
            chunk = commits[at : at + BATCH]
            tried = {commit.sha for commit in chunk}
            others = tuple(sha for sha in state.lost if sha not in tried)
            batch, after = self._batch(chunk, replace(state, lost=others), 0, 0)
            if set(after.lost) != set(state.lost):
                yield batch
                state = after
        self._problems.pop("lost", None)
        if state.lost:
            self._problems["lost"] = _lost(self.folder, state.lost)
        return state

    def _batch(self, commits: Sequence[_Commit], state: State, done: int, total: int) -> tuple[Batch, State]:
        mails: list[RawMail] = []
        empty: list[_Commit] = []
        names = (f"{commit.sha}:m" for commit in commits)
        for commit, found in zip(commits, self._cat.stream(names), strict=True):
            if found is None:
                empty.append(commit)
            elif found.kind == "blob":
                mails.append(RawMail(found.id, commit.arrived, found.data))
        gone, lost = self._without_mail(empty)
        state = replace(state, lost=(*state.lost, *lost)[-_MOST_LOST:])
        if lost:
            self._problems["lost"] = _lost(self.folder, state.lost)
        batch = Batch(part=self.part, mails=mails, state=state.write(), gone=gone, done=min(done, total), total=total)
        return batch, state

    def _without_mail(self, commits: Sequence[_Commit]) -> tuple[list[str], list[str]]:
        """Tell commits that take a mail away from those whose mail is missing or damaged."""
        gone: list[str] = []
        lost: list[str] = []
        trees = self._cat.stream(f"{commit.sha}^{{tree}}" for commit in commits)
        for commit, tree in zip(commits, trees, strict=True):
            if tree is None or b" m\0" in tree.data:
                lost.append(commit.sha)
            elif removed := _entry(tree, b" d\0"):
                gone.append(removed)
        return gone, lost


def _entry(tree: Object, name: bytes) -> str | None:
    """The id of a file in a tree object."""
    at = tree.data.find(name)
    return tree.data[at + len(name) : at + len(name) + len(tree.id) // 2].hex() if at >= 0 else None


def _lost(folder: str, lost: Sequence[str]) -> str:
    mails = "a mail is" if len(lost) == 1 else f"{len(lost)} mails are"
    return f"{folder}: {mails} missing or damaged (commit {lost[0][:12]}): git -C {folder} fsck"


def _unreadable(folder: str, complaint: str) -> EnvironmentProblem:
    if "dubious ownership" in complaint:
        return EnvironmentProblem(
            f"{folder}: git does not read the repository of another user",
            hint=f"git config --global --add safe.directory {folder}",
        )
    return EnvironmentProblem(f"{folder}: git cannot read it ({complaint})", hint=f"git -C {folder} fsck")
