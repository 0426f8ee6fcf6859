# SPDX-License-Identifier: GPL-2.0-or-later
"""What was read for a check: series, and the input that could not be used; and the series that a revision range is."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kx86.errors import Kx86Error, UserError

if TYPE_CHECKING:
    from kx86.ports.git_repo import GitRepo
    from kx86.series.series import Series

# Commits that git rebase --autosquash folds into others are no patches of their own.
_FOLDED = ("fixup! ", "squash! ", "amend! ")


@dataclass(frozen=True, slots=True)
class Problem:
    """Input that could not be used: where it is from, why, the next command to type, and the exit status it deserves."""

    source: str
    message: str
    hint: str | None = None
    status: int = UserError.status

    @property
    def said(self) -> str:
        """The problem in one line, with the next command to type."""
        return f"{self.message} ({self.hint})" if self.hint else self.message


@dataclass(slots=True)
class Input:
    """What was read: series in order, and the input that could not be used."""

    series: "list[Series]" = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def failed(self, source: str, error: Kx86Error) -> None:
        """Keep an exception as a problem."""
        message = error.message.removeprefix(f"{source}: ")
        self.problems.append(Problem(source, message, error.hint, error.status))


def read_range(repo: "GitRepo", spec: str, into: Input) -> None:
    """Read a revision range as one series; merges are listed as problems."""
    found = repo.range(spec)
    for sha in found.merges:
        into.problems.append(
            Problem(f"commit {sha[:12]}", "a merge is no patch: not checked; rebase to post a linear series")
        )
    commits = []
    for commit in found.commits:
        if commit.message.startswith(_FOLDED):
            word = commit.message.partition("!")[0]
            source, hint = f"commit {commit.sha[:12]}", f"git rebase -i --autosquash {spec.partition('..')[0]}"
            into.problems.append(Problem(source, f"{word}! belongs into another commit: not checked", hint))
        elif not commit.diff:
            why = "changes nothing, so git format-patch leaves it out: not checked"
            into.problems.append(Problem(f"commit {commit.sha[:12]}", why))
        else:
            commits.append(commit)
    if commits:
        from kx86.series.assemble import series_of_commits

        into.series.append(series_of_commits(commits, title=spec))
