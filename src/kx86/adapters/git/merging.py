# SPDX-License-Identifier: GPL-2.0-or-later
"""`git merge-tree`: many merges in one process."""

from collections.abc import Sequence

from kx86.adapters.git.merge_tree import read_merge, read_merges
from kx86.adapters.git.private import Private
from kx86.adapters.git.process import Answer
from kx86.errors import EnvironmentProblem
from kx86.ports.trees import Clash, Merged

_MERGE = ("merge-tree", "--write-tree", "-z")
_UNKNOWN_OPTION = 129
_UNRELATED = "unrelated histories"


def merge_all(private: Private, pairs: Sequence[tuple[str, str]]) -> list[Merged]:
    """Merge pairs of commits.  Raises EnvironmentProblem when git cannot read what a merge needs."""
    done: list[Merged] = []
    while len(done) < len(pairs):
        rest = pairs[len(done) :]
        answer = private.git(*_MERGE, "--stdin", stdin="".join(f"{one} {other}\n" for one, other in rest).encode())
        if answer.status == _UNKNOWN_OPTION:
            # git 2.38 takes no list.
            return done + [_one(private, pair) for pair in rest]
        try:
            done += read_merges(answer.out)
        except ValueError:
            raise unreadable(answer) from None
        if len(done) < len(pairs):
            # git stops at a merge that it does not even begin.
            done.append(_refusal(answer))
    return done


def _one(private: Private, pair: tuple[str, str]) -> Merged:
    answer = private.git(*_MERGE, *pair)
    try:
        return read_merge(answer.out)
    except ValueError:
        return _refusal(answer)


def _refusal(answer: Answer) -> Merged:
    if _UNRELATED in answer.complaint:
        return Merged(tree="", clashes=(Clash(path="", kind=_UNRELATED),))
    raise unreadable(answer)


def unreadable(answer: Answer) -> EnvironmentProblem:
    """Say that git stopped, most likely because the clone lacks objects."""
    return EnvironmentProblem(
        f"git cannot merge these commits: {answer.complaint or 'objects are missing'}",
        hint="in a shallow clone: git fetch --unshallow; in a partial one: git fetch --refetch --no-filter",
    )
