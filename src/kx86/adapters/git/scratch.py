# SPDX-License-Identifier: GPL-2.0-or-later
"""Merges and rebases in memory, by git's own merge; see docs/adr/0012."""

from collections.abc import Iterable, Sequence
from types import TracebackType

from kx86.adapters.git.merge_tree import read_merge, read_merges
from kx86.adapters.git.objects import ThrowAwayObjects
from kx86.adapters.git.process import Answer, git
from kx86.errors import EnvironmentProblem
from kx86.ports.trees import Merged, Moved, Stuck

# What a merge comes to must not depend on the settings of the one who asks: the maintainer merges with his own.
_STEADY = (
    *("-c", "merge.renames=true", "-c", "merge.directoryRenames=conflict", "-c", "merge.renameLimit=7000"),
    *("-c", "merge.conflictStyle=merge", "-c", "merge.renormalize=false"),
)
_MERGE = ("merge-tree", "--write-tree", "-z")
_UNKNOWN_OPTION = 129


class LocalScratch:
    """See ports.trees.Scratch."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.trace: list[Sequence[str]] = []
        self._store = ThrowAwayObjects(folder)
        self._trees: dict[str, str] = {}

    def __enter__(self) -> "LocalScratch":
        self._store.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.__exit__(kind, error, trace)

    def _git(self, *arguments: str, stdin: bytes | None = None) -> Answer:
        return git(self.folder, *arguments, stdin=stdin, trace=self.trace, extra=self._store.environment)

    def merge(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Merged]:
        """See ports.trees.Scratch.  Raises EnvironmentProblem when git cannot read what a merge needs."""
        if not pairs:
            return []
        lines = "".join(f"{one} {other}\n" for one, other in pairs).encode()
        answer = self._git(*_STEADY, *_MERGE, "--stdin", stdin=lines)
        if answer.status == _UNKNOWN_OPTION:
            return [self._merge_one(one, other) for one, other in pairs]
        try:
            found = list(read_merges(answer.out)) if answer.status in (0, 1) else []
        except ValueError:
            found = []
        if len(found) != len(pairs):
            raise self._problem(answer)
        return found

    def _merge_one(self, one: str, other: str) -> Merged:
        """Merge one pair: git 2.38 takes no list of them."""
        answer = self._git(*_STEADY, *_MERGE, one, other)
        try:
            return read_merge(answer.out)
        except ValueError:
            raise self._problem(answer) from None

    def replay(self, commits: Sequence[str], onto: str) -> Moved:
        """See ports.trees.Scratch."""
        made: list[str] = []
        empty: list[int] = []
        tip = onto
        self._read_trees([onto, *commits])
        for n, (commit, parent) in enumerate(zip(commits, self._parents(commits), strict=True), 1):
            if parent == tip:
                moved = commit
            else:
                # The merge base of the two is the commit's own parent, which is what picking a commit means.
                standing = self._store.commit(self._trees[tip], parent)
                (merged,) = self.merge([(standing, commit)])
                if merged.clashes:
                    clash = merged.clashes[0]
                    stuck = Stuck(n=n, path=clash.path, why=f"conflict: {clash.kind}")
                    return Moved(commits=tuple(made), stuck=stuck, empty=tuple(empty))
                moved = self._store.commit(merged.tree, tip)
                self._trees[moved] = merged.tree
            if self._trees[moved] == self._trees[tip]:
                empty.append(n)
            made.append(moved)
            tip = moved
        return Moved(commits=tuple(made), empty=tuple(empty))

    def _read_trees(self, commits: Iterable[str]) -> None:
        wanted = [one for one in dict.fromkeys(commits) if one not in self._trees]
        lines = "".join(f"{one}^{{tree}}\n" for one in wanted).encode()
        answer = self._git("cat-file", "--batch-check=%(objectname)", stdin=lines)
        for one, tree in zip(wanted, answer.text.splitlines(), strict=False):
            if " " in tree:
                raise self._problem(answer)
            self._trees[one] = tree

    def _parents(self, commits: Sequence[str]) -> list[str]:
        """The first parent of each commit."""
        lines = "".join(f"{one}^\n" for one in commits).encode()
        answer = self._git("cat-file", "--batch-check=%(objectname)", stdin=lines)
        parents = answer.text.splitlines()
        if len(parents) != len(commits) or any(" " in parent for parent in parents):
            raise self._problem(answer)
        return parents

    def _problem(self, answer: Answer) -> EnvironmentProblem:
        return EnvironmentProblem(
            f"git cannot merge these commits: {answer.complaint or 'objects are missing'}",
            hint="in a shallow clone: git fetch --unshallow; in a partial one: git fetch --refetch",
        )
