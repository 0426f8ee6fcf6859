# SPDX-License-Identifier: GPL-2.0-or-later
"""The user's own branches, and the settings of git that go with them."""

from collections.abc import Sequence

from kx86.adapters.git.process import Answer, git
from kx86.errors import EnvironmentProblem
from kx86.ports.own_branch import Tracking


class LocalBranches:
    """See ports.own_branch.OwnBranches."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.trace: list[Sequence[str]] = []

    def _git(self, *arguments: str) -> Answer:
        return git(self.folder, *arguments, trace=self.trace)

    def current(self) -> str | None:
        """See ports.own_branch.OwnBranches."""
        answer = self._git("symbolic-ref", "--quiet", "--short", "HEAD")
        return answer.text.rstrip("\n") if answer.status == 0 else None

    def exists(self, name: str) -> bool:
        """See ports.own_branch.OwnBranches."""
        return self._git("show-ref", "--verify", "--quiet", f"refs/heads/{name}").status == 0

    def tracking(self, name: str) -> Tracking | None:
        """See ports.own_branch.OwnBranches."""
        form = "%(upstream:remotename)%00%(upstream)%00%(upstream:short)%00%(upstream:track)"
        answer = self._git("for-each-ref", f"--format={form}", f"refs/heads/{name}")
        # A name with a slash behind it is a folder of branches to for-each-ref: there is one line at most.
        remote, ref, short, track = (answer.text.rstrip("\n").split("\0") + [""] * 4)[:4]
        if not ref:
            return None
        return Tracking(remote=remote or ".", ref=ref, short="" if track == "[gone]" else short)

    def setting(self, key: str) -> str | None:
        """See ports.own_branch.OwnBranches."""
        answer = self._git("config", "--get", key)
        return answer.text.rstrip("\n") if answer.status == 0 else None

    def commands(self) -> frozenset[str]:
        """See ports.own_branch.OwnBranches."""
        return frozenset(self._git("--list-cmds=builtins,main").text.split())

    def set_upstream(self, name: str, upstream: str) -> None:
        """See ports.own_branch.OwnBranches."""
        self._must("branch", "--quiet", f"--set-upstream-to={upstream}", name)

    def set_alias(self, name: str, command: str) -> None:
        """See ports.own_branch.OwnBranches."""
        self._must("config", "--global", f"alias.{name}", command)

    def _must(self, *arguments: str) -> None:
        answer = self._git(*arguments)
        if answer.status:
            raise EnvironmentProblem(f"git {arguments[0]}: {answer.complaint}", hint="git config --list --show-origin")
