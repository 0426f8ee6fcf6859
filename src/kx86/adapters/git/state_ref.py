# SPDX-License-Identifier: GPL-2.0-or-later
"""refs/kx86/state through git's plumbing: no work tree, no index, no other ref, nothing by force."""

import re
from collections.abc import Mapping, Sequence

from kx86.adapters.git.cat_file import CatFile
from kx86.adapters.git.process import Answer, git, no_repository
from kx86.errors import EnvironmentProblem, UserError
from kx86.ports.state_ref import REF, Push

# What a journal never reaches: a million events of 64 bytes, in a file a month for two centuries.
LARGEST = 256 << 20
MOST_FILES = 2400
_WHO = "kx86 <kx86@localhost>"
_HEX = re.compile(r"[0-9a-f]{40,64}")
# What git says of a ref that another push moved in between.
_MOVED = (
    "fetch first",
    "non-fast-forward",
    "stale info",
    "cannot lock ref",
    "failed to update ref",
    "incorrect old value",
)
_TRIES = 3
# Another kx86 may hold the ref for a moment.
_PATIENT = "core.filesRefLockTimeout=1000"
# Keep settings from touching other refs, and from leaving out what a partial clone leaves out.
_FETCH = (
    *("-c", "fetch.fsckObjects=true", "fetch", "--quiet", "--no-tags", "--no-prune", "--refmap=", "--no-write-fetch-head"),
    *("--no-auto-maintenance", "--no-filter", "--recurse-submodules=no"),
)  # fmt: skip
_PUSH = ("push", "--porcelain", "--no-follow-tags", "--recurse-submodules=no", "--no-force-with-lease", "--no-prune")


class LocalStateRef:
    """See ports.state_ref.StateRef.  Raises UserError outside of a repository."""

    def __init__(self, folder: str, name: str = REF) -> None:
        self.folder = folder
        self.name = name
        self.trace: list[Sequence[str]] = []
        found = self._git("rev-parse", "--absolute-git-dir")
        if found.status:
            raise no_repository(folder, found.complaint, "cd to a kernel clone, or name it with -C")

    def _git(self, *arguments: str, stdin: bytes | None = None) -> Answer:
        return git(self.folder, *arguments, stdin=stdin, trace=self.trace)

    def _must(self, *arguments: str, stdin: bytes | None = None) -> str:
        answer = self._git(*arguments, stdin=stdin)
        if answer.status:
            raise EnvironmentProblem(f"git {arguments[0]}: {answer.complaint}", hint=f"git -C {self.folder} fsck")
        return answer.text.strip()

    def remotes(self) -> Sequence[str]:
        """See ports.state_ref.StateRef."""
        return tuple(self._must("remote").split())

    def tip(self) -> str | None:
        """See ports.state_ref.StateRef."""
        found = self._git("rev-parse", "--verify", "--quiet", f"{self.name}^{{commit}}")
        return found.text.strip() if found.status == 0 else None

    def fetch(self, remote: str) -> str | None:
        """See ports.state_ref.StateRef."""
        _usable(remote)
        for _ in range(_TRIES):
            commit = self._listed(remote)
            if commit is None or self._is_commit(commit):
                return commit
            answer = self._git(*_FETCH, remote, self.name)
            if answer.status:
                raise _unreachable(remote, answer.complaint)
            # Somebody may have pushed between the two questions.
            if self._is_commit(commit):
                return commit
        raise EnvironmentProblem(f"{remote}: {self.name} moves all the time", hint=f"kx86 state fetch {remote}")

    def _listed(self, remote: str) -> str | None:
        answer = self._git("ls-remote", "--quiet", remote, self.name)
        if answer.status:
            raise _unreachable(remote, answer.complaint)
        # git lists other refs that end like this one, too.
        lines = (line.split("\t") for line in answer.text.splitlines())
        return next((line[0] for line in lines if line[1:] == [self.name] and _HEX.fullmatch(line[0])), None)

    def _is_commit(self, commit: str) -> bool:
        return self._git("cat-file", "-e", f"{commit}^{{commit}}").status == 0

    def files(self, commit: str) -> Mapping[str, bytes]:
        """See ports.state_ref.StateRef."""
        listed = self._must("ls-tree", "-r", "-l", "-z", "--full-tree", commit).split("\0")
        entries = [entry for entry in listed if entry]
        blobs: dict[str, str] = {}
        size = 0
        for entry in entries[: MOST_FILES + 1]:
            head, _, path = entry.partition("\t")
            mode, kind, blob, length = head.split()
            if kind != "blob" or mode != "100644":
                raise EnvironmentProblem(f"{commit[:12]}: {path[:80]} is no plain file of events", hint=_look(commit))
            size += int(length)
            blobs[path] = blob
        if len(entries) > MOST_FILES or size > LARGEST:
            raise EnvironmentProblem(f"{commit[:12]}: larger than any journal", hint=_look(commit))
        return self._read(blobs, commit)

    def _read(self, blobs: Mapping[str, str], commit: str) -> Mapping[str, bytes]:
        with CatFile(self.folder) as objects:
            found = dict(zip(blobs, objects.stream(blobs.values()), strict=True))
        missing = next((path for path, data in found.items() if data is None), None)
        if missing is not None:
            raise EnvironmentProblem(f"{commit[:12]}: {missing} cannot be read", hint=f"git -C {self.folder} fsck")
        return {path: data.data for path, data in found.items() if data is not None}

    def commit(self, files: Mapping[str, bytes], parents: Sequence[str], message: str, time: int) -> str:
        """See ports.state_ref.StateRef."""
        who = f"{_WHO} {time} +0000"
        head = [
            f"tree {self._tree(files)}",
            *(f"parent {parent}" for parent in parents),
            f"author {who}",
            f"committer {who}",
        ]
        text = "\n".join([*head, "", message, ""])
        return self._must("hash-object", "-w", "-t", "commit", "--stdin", stdin=text.encode())

    def _tree(self, files: Mapping[str, bytes]) -> str:
        folders: dict[str, list[str]] = {}
        for path, data in files.items():
            folder, _, name = path.rpartition("/")
            blob = self._must("hash-object", "-w", "--no-filters", "--stdin", stdin=data)
            folders.setdefault(folder, []).append(f"100644 blob {blob}\t{name}")
        top = folders.pop("", [])
        for folder, entries in folders.items():
            top.append(f"040000 tree {self._make_tree(entries)}\t{folder}")
        return self._make_tree(top)

    def _make_tree(self, entries: Sequence[str]) -> str:
        return self._must("mktree", "-z", stdin="".join(f"{entry}\0" for entry in entries).encode())

    def is_ancestor(self, commit: str, of: str) -> bool:
        """See ports.state_ref.StateRef."""
        return self._git("merge-base", "--is-ancestor", commit, of).status == 0

    def move(self, new: str, old: str | None) -> bool:
        """See ports.state_ref.StateRef."""
        before = old or "0" * len(new)
        steps = ("start", f"update {self.name} {new} {before}", "prepare", "commit")
        text = "\n".join([*steps, ""]).encode()
        answer = self._git("-c", _PATIENT, "update-ref", "--stdin", "-m", "kx86 state", stdin=text)
        if answer.status and self.tip() == old:
            hint = f"git -C {self.folder} fsck; a .lock that is named above and that no git holds may be removed"
            raise EnvironmentProblem(f"git update-ref: {answer.complaint}", hint=hint)
        return answer.status == 0

    def push(self, remote: str, commit: str) -> Push:
        """See ports.state_ref.StateRef."""
        _usable(remote)
        answer = self._git(*_PUSH, remote, f"{commit}:{self.name}")
        if answer.status == 0:
            return Push("done")
        # A line of an answer is `FLAG TAB from:to TAB [summary] (reason)`.
        lines = [line.split("\t") for line in answer.text.splitlines() if line.startswith("!\t")]
        if not lines:
            raise _unreachable(remote, answer.complaint)
        said = lines[0][-1]
        return Push("moved" if any(word in said for word in _MOVED) else "refused", said)


def _usable(remote: str) -> None:
    """Keep a name from being taken for an option."""
    if remote.startswith("-") or not remote:
        raise UserError(f"{remote!r}: no remote", hint="git remote -v lists the remotes")


def _unreachable(remote: str, complaint: str) -> EnvironmentProblem:
    return EnvironmentProblem(f"{remote}: {complaint}", hint=f"git ls-remote {remote} tells whether it can be reached")


def _look(commit: str) -> str:
    return f"git ls-tree -r -l {commit[:12]} shows what was shared"
