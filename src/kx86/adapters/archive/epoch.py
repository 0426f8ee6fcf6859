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
_MOST_LOST = 1000


@dataclass(frozen=True, slots=True)
class State:
    """What was read of an epoch: all that the `tips` lead to but the `left` oldest commits; `lost` could not be read.

    `bottom` is the commit at which a shallow clone ended.
    """

    tips: tuple[str, ...] = ()
    left: int = 0
    lost: tuple[str, ...] = ()
    bottom: str = ""

    @classmethod
    def read(cls, text: str | None) -> "State":
        """Read a state as it was written."""
        if text is None:
            return cls()
        tips, left, lost, bottom = json.loads(text)
        return cls(tuple(tips), left, tuple(lost), bottom)

    def write(self) -> str:
        """Write a state."""
        return json.dumps([self.tips, self.left, self.lost, self.bottom], separators=(",", ":"))


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
        for batch in self._batches(text, wanted):
            count += len(batch.mails)
            yield batch
        if text is None and not count and not self._problems:
            self._problems["empty"] = (
                f"{self.folder}: no mail in it, since no commit holds a file m: git -C {self.folder} fetch"
            )

    def _batches(self, text: str | None, wanted: Wanted) -> Iterator[Batch]:
        tips = self._tips()
        state = self._deepened(State.read(text))
        first = not state.tips
        if text is not None and tips == state.tips and not (state.left and wanted.older) and not state.lost:
            return
        forget = bool(state.tips) and not self._leads_to(tips, state.tips)
        if forget:
            state = State()
        if not state.tips:
            first = True
            commits = self._list(tips)
            state = State(tips, len(commits), bottom=commits[0].sha if commits and self._ends() else "")
        elif state.lost:
            state = yield from self._again(state)
        state = yield from self._newer(state, tips)
        yield from self._older(state, wanted, forget, first=first)

    def _ends(self) -> frozenset[str]:
        """The commits at which a shallow clone ends; none for any other."""
        try:
            with open(os.path.join(self.folder, "shallow"), encoding="ascii") as file:
                return frozenset(file.read().split())
        except OSError:
            return frozenset()

    def _deepened(self, state: State) -> State:
        """Count the older commits that a shallow clone has got since."""
        if not state.bottom or state.bottom in (ends := self._ends()):
            return state
        commits = self._list(state.tips)
        before = next((number for number, commit in enumerate(commits) if commit.sha == state.bottom), 0)
        return replace(state, left=state.left + before, bottom=commits[0].sha if ends and commits else "")

    def _tips(self) -> tuple[str, ...]:
        answer = git(self.folder, "for-each-ref", "--format=%(objectname)", "refs/heads", "refs/remotes")
        if answer.status:
            raise _unreadable(self.folder, answer.complaint)
        found = tuple(sorted(set(answer.text.split())))
        return found or tuple(git(self.folder, "rev-parse", "--verify", "--quiet", "HEAD").text.split())

    def _leads_to(self, tips: Sequence[str], old: Sequence[str]) -> bool:
        """Are the old tips still part of the history?"""
        answer = git(self.folder, "rev-list", "--max-count=1", *old, "--not", *tips)
        return answer.status == 0 and not answer.out

    def _list(self, tips: Sequence[str], without: Sequence[str] = ()) -> list[_Commit]:
        """Commits, oldest first.  What git lists before it stops at a damaged commit is kept."""
        if not tips:
            return []
        answer = git(self.folder, "rev-list", "--timestamp", *tips, *(("--not", *without) if without else ()))
        if answer.status:
            if not answer.out:
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
        lost = {commit.sha: commit for commit in self._list(state.tips) if commit.sha in set(state.lost)}
        batch, after = self._batch(list(lost.values()), replace(state, lost=()), 0, 0)
        if after.lost != state.lost:
            yield batch
        return after

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
        if lost:
            self._problems["lost"] = _lost(self.folder, lost)
        state = replace(state, lost=(*state.lost, *lost)[-_MOST_LOST:])
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
