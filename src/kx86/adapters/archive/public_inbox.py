# SPDX-License-Identifier: GPL-2.0-or-later
"""public-inbox v2: bare repositories (epochs) with one commit per mail, the mail being the file `m` of the commit."""

import os
from collections.abc import Iterator, Sequence

from kx86.adapters.git.cat_file import CatFile
from kx86.adapters.git.process import git
from kx86.errors import EnvironmentProblem

# Epoch and id of the blob.
BlobKey = tuple[int, str]


class PublicInbox:
    """The epochs of an inbox, oldest first; see adapters.archive.archive.Source."""

    def __init__(self, epochs: Sequence[str], broken: Sequence[str] = ()) -> None:
        self.epochs = tuple(epochs)
        self._cats = [CatFile(epoch) for epoch in self.epochs]
        self._problems = {path: f"{path}: not a git repository: git -C {path} fsck" for path in broken}

    @property
    def problems(self) -> Sequence[str]:
        """See Source."""
        return tuple(self._problems.values())

    def close(self) -> None:
        """End the git processes."""
        for cat in self._cats:
            cat.close()

    def walk(self) -> Iterator[tuple[BlobKey, bytes]]:
        """See Source."""
        for number in range(len(self.epochs)):
            seen = set()
            for blob, data in self._readable(number):
                # A merge, and a commit that only deletes, repeat the mail of their parent.
                if blob not in seen:
                    seen.add(blob)
                    yield (number, blob), data

    def read(self, keys: Sequence[BlobKey]) -> Iterator[bytes | None]:
        """See Source."""
        for number, blob in keys:
            found = self._cats[number].get(blob)
            yield found.data if found else None

    def _readable(self, number: int) -> Iterator[tuple[str, bytes]]:
        """The mails of an epoch; one that cannot be read is a problem as long as there are others."""
        epoch = self.epochs[number]
        try:
            yield from self._epoch(number)
        except EnvironmentProblem as error:
            why = _of_partial_clone(epoch) or error
            if len(self.epochs) == 1:
                raise why from error
            self._problems[f"{epoch} unreadable"] = f"{why.message}: {why.hint}"

    def _epoch(self, number: int) -> Iterator[tuple[str, bytes]]:
        commits = self._commits(self.epochs[number])
        lost: list[str] = []
        empty: list[str] = []
        count = 0
        for commit, found in zip(commits, self._cats[number].stream(f"{commit}:m" for commit in commits), strict=True):
            if found is None:
                empty.append(commit)
            elif found.kind == "blob":
                count += 1
                yield found.id, found.data
        with CatFile(self.epochs[number]) as trees:
            for commit, tree in zip(empty, trees.stream(f"{commit}^{{tree}}" for commit in empty), strict=True):
                if tree is None or b" m\0" in tree.data:
                    lost.append(commit)
        self._tell(self.epochs[number], count, lost)

    def _commits(self, epoch: str) -> list[str]:
        """Commits of an epoch, oldest first.  What git lists before it stops at a damaged commit is kept."""
        answer = git(epoch, "rev-list", "--all")
        if answer.status:
            if "dubious ownership" in answer.complaint:
                raise EnvironmentProblem(
                    f"{epoch}: git does not read the repository of another user",
                    hint=f"git config --global --add safe.directory {epoch}",
                )
            if not answer.out:
                raise EnvironmentProblem(
                    f"{epoch}: git cannot read it ({answer.complaint})", hint=f"git -C {epoch} fsck"
                )
            self._problems[f"{epoch} history"] = (
                f"{epoch}: its history is not complete ({answer.complaint}): git -C {epoch} fsck"
            )
        return answer.text.split()[::-1]

    def _tell(self, epoch: str, count: int, lost: Sequence[str]) -> None:
        if lost:
            mails = "a mail is" if len(lost) == 1 else f"{len(lost)} mails are"
            self._problems[f"{epoch} lost"] = (
                f"{epoch}: {mails} missing or damaged (commit {lost[0][:12]}): git -C {epoch} fsck"
            )
        elif not count:
            self._problems[f"{epoch} empty"] = (
                f"{epoch}: no mail in it, since no commit holds a file m: git -C {epoch} fetch"
            )


def _of_partial_clone(epoch: str) -> EnvironmentProblem | None:
    """Say how to complete a clone that was made without its mails."""
    try:
        packs = os.listdir(os.path.join(epoch, "objects", "pack"))
    except OSError:
        return None
    if not any(name.endswith(".promisor") for name in packs):
        return None
    hint = f"git -C {epoch} fetch --refetch --no-filter origin"
    return EnvironmentProblem(f"{epoch}: a partial clone that lacks its mails", hint=hint)
