# SPDX-License-Identifier: GPL-2.0-or-later
"""The commit that git is about to make, seen from inside its commit-msg hook."""

import os
from typing import TYPE_CHECKING

from kx86.adapters.git.process import Answer, git
from kx86.errors import EnvironmentProblem, UserError
from kx86.ports.commit import Busy

if TYPE_CHECKING:
    from kx86.mail.message import Address
    from kx86.series.commit import Commit

_MARKS: tuple[tuple[str, Busy], ...] = (
    ("MERGE_HEAD", "merge"),
    ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
)
_CANDIDATES = "#;@!$%^&|:"


class HookedCommit:
    """See ports.commit.PendingCommit.

    git exports the index and the author to the hook; `git_pid` is the process of git itself, which tells an amended commit.
    """

    def __init__(self, folder: str, file: str, git_pid: int | None = None) -> None:
        self.folder = folder
        self.file = file
        self.git_pid = git_pid

    def _git(self, *arguments: str) -> Answer:
        return git(self.folder, *arguments)

    def under_way(self) -> Busy | None:
        """See ports.commit.PendingCommit."""
        found = self._git("rev-parse", "--absolute-git-dir")
        if found.status:
            raise UserError(f"{self.folder}: not a git repository", hint="git runs this from the hook commit-msg")
        folder = found.text.strip()
        return next((busy for name, busy in _MARKS if os.path.exists(os.path.join(folder, name))), None)

    def message(self) -> str:
        """See ports.commit.PendingCommit."""
        try:
            with open(self.file, "rb") as file:
                return file.read().decode("utf-8", "replace")
        except OSError as error:
            raise EnvironmentProblem(f"{self.file}: {error.strerror}") from error

    def comment_prefix(self) -> str | None:
        """See ports.commit.PendingCommit; git names `:` as the editor when it opens none."""
        if os.environ.get("GIT_EDITOR") == ":":
            return None
        for key in ("core.commentString", "core.commentChar"):
            found = self._git("config", key)
            if found.status == 0:
                value = found.text.rstrip("\n")
                return self._guessed() if value == "auto" else value
        return "#"

    def _guessed(self) -> str:
        """With `auto`, git picks a character that begins no other line: the last line tells which."""
        last = next((line for line in reversed(self.message().split("\n")) if line.strip()), "")
        return last[0] if last[:1] in _CANDIDATES and last else "#"

    def commit(self, message: str) -> "Commit":
        """See ports.commit.PendingCommit."""
        from kx86.series.commit import Commit

        base = self._base()
        diff = self._git(
            "-c", "core.quotePath=false", "diff", "--cached", "--no-color", "--no-ext-diff", "--no-textconv", "--no-relative",
            "--submodule=short", "-O/dev/null", "-M", "-U3", "--full-index", "--src-prefix=a/", "--dst-prefix=b/", base, "--",
        )  # fmt: skip
        return Commit(
            sha="",
            parents=(base,),
            author=self._ident("GIT_AUTHOR_IDENT"),
            committer=self._ident("GIT_COMMITTER_IDENT"),
            message=message,
            diff=diff.text,
        )

    def _base(self) -> str:
        """Name what the staged tree is compared with: HEAD, its parent when HEAD is being amended, else the empty tree."""
        wanted = "HEAD^" if self._amends() else "HEAD"
        found = self._git("rev-parse", "--verify", "--quiet", f"{wanted}^{{commit}}")
        if found.status == 0:
            return found.text.strip()
        return self._git("hash-object", "-t", "tree", os.devnull).text.strip()

    def _amends(self) -> bool:
        """Look at the command line of git; where it cannot be read, an author date equal to that of HEAD tells."""
        words = _command_line(self.git_pid)
        if "commit" in words:
            return any(len(word) > 3 and "--amend".startswith(word) for word in words)
        date = os.environ.get("GIT_AUTHOR_DATE", "").lstrip("@")
        return bool(date) and self._git("log", "-1", "--format=%ad", "--date=raw").text.strip() == date

    def _ident(self, name: str) -> "Address":
        """Read `Name <mail> time zone`; a missing identity is git's to complain about."""
        from kx86.mail.message import Address

        person, _, rest = self._git("var", name).text.partition(" <")
        return Address(name=person.strip(), email=rest.partition(">")[0])


def _command_line(pid: int | None) -> tuple[str, ...]:
    if pid is None:
        return ()
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return tuple(word.decode("utf-8", "replace") for word in file.read().split(b"\0"))
    except OSError:
        return ()
