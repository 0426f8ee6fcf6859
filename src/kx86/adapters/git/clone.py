# SPDX-License-Identifier: GPL-2.0-or-later
"""The clone at hand: what it says of its remotes and branches, and git config to write to."""

import os
from collections.abc import Sequence

from kx86.adapters.git.process import Answer, git, no_repository
from kx86.adapters.git.remotes import PATTERN, ConfiguredRemote, ConfiguredRemotes, configured
from kx86.errors import EnvironmentProblem
from kx86.trees.follow import CloneSettings, RemoteSetting
from kx86.trees.remotes import LOCAL

_HINT = "cd to a kernel clone, or name it: kx86 init -C CLONE"


class LocalClone:
    """See ports.clone.Clone.  Raises UserError outside of a repository."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.trace: list[Sequence[str]] = []
        asked = ("--is-bare-repository", "--is-shallow-repository", "--git-common-dir")
        found = self._git("rev-parse", *asked)
        if found.status:
            raise no_repository(folder, found.complaint, _HINT)
        bare, shallow, self._common = (found.text.split("\n") + [""] * 3)[:3]
        self._bare, self._shallow = bare == "true", shallow == "true"

    def _git(self, *arguments: str) -> Answer:
        return git(self.folder, *arguments, trace=self.trace)

    def settings(self) -> CloneSettings:
        """See ports.clone.Clone."""
        found = configured(self._git("config", "--null", "--get-regexp", PATTERN).text)
        refs = self._git("for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes").text.splitlines()
        heads = tuple(ref.removeprefix("refs/heads/") for ref in refs if ref.startswith("refs/heads/"))
        remotes = tuple(_remote(one, found, refs) for one in found.remotes if one.name != LOCAL)
        return CloneSettings(remotes=remotes, heads=heads, bare=self._bare, shallow=self._shallow)

    def write(self, key: str, value: str, *, worktree: bool) -> None:
        """See ports.clone.Clone."""
        scope = "--worktree" if worktree else "--local"
        # Whatever stood there, and however often: one value is left.
        answer = self._git("config", scope, "--replace-all", key, value)
        if answer.status:
            raise self._refused(answer.complaint)

    def _refused(self, complaint: str) -> EnvironmentProblem:
        path = os.path.normpath(os.path.join(self.folder, self._common, "config"))
        if "File exists" in complaint:
            hint = f"rm {path}.lock, if no git is at work there"
        else:
            hint = f"ls -ld {os.path.dirname(path)} {path}"
        return EnvironmentProblem(f"git config: {complaint}", hint=hint)


def _remote(one: ConfiguredRemote, all_of: ConfiguredRemotes, refs: Sequence[str]) -> RemoteSetting:
    place = f"refs/remotes/{one.name}/"
    return RemoteSetting(
        name=one.name,
        url=all_of.urls(one)[0],
        written=all_of.written(one)[0],
        push_urls=all_of.push_urls(one),
        refspecs=tuple(one.values.get("fetch", ())),
        filter="".join(one.values.get("partialclonefilter", ())[-1:]),
        tags="--no-tags" not in one.values.get("tagopt", ()),
        fetched=tuple(ref[len(place) :] for ref in refs if ref.startswith(place) and ref != f"{place}HEAD"),
    )
