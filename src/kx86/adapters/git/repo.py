# SPDX-License-Identifier: GPL-2.0-or-later
"""A kernel clone, read through the git command line."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence

from kx86.adapters.git.named import look_up
from kx86.adapters.git.names import LateNames, NameTable, read_names
from kx86.adapters.git.process import Answer, git, no_repository
from kx86.errors import EnvironmentProblem, UserError
from kx86.handbook.facts import FunctionNames, NamedCommit
from kx86.mail.message import Address
from kx86.ports.git_repo import Range
from kx86.series.commit import Commit

# Fields end in NUL, which no message can hold.
_FORMAT = "%H%x00%P%x00%an%x00%ae%x00%cn%x00%ce%x00%B%x00"
_FIELDS = 7
_MOST = 1000
# Keep settings of the user out of the answer.
_STEADY = (
    *("-c", "core.quotePath=false", "-c", "diff.noprefix=false", "-c", "diff.mnemonicPrefix=false"),
    *("-c", "log.showRoot=true"),
)
_LOG = (
    *(
        "--reverse",
        "--topo-order",
        "--no-merges",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--no-show-signature",
    ),
    *("--no-relative", "--submodule=short", "-O/dev/null", "--encoding=UTF-8"),
    *("-M", "-U3", "--full-index", "-p", "--src-prefix=a/", "--dst-prefix=b/"),
    f"--format=%x00%x01{_FORMAT}",
)


class Repo:
    """The repository that a folder is in."""

    def __init__(
        self,
        folder: str,
        cache: str | None = None,
        progress: Callable[[str], None] = lambda _: None,
        command: str = "kx86 check",
    ) -> None:
        """`command` is what hints name: the one that was typed."""
        self.folder = folder
        self.command = command
        self.cache = cache
        self.progress = progress
        self.trace: list[Sequence[str]] = []
        found = self._git("rev-parse", "--absolute-git-dir", "--git-path", "shallow")
        if found.status:
            hint = f"run it inside a kernel clone, or name patch files or an mbox: {command} *.patch"
            raise no_repository(folder, found.complaint, hint)
        self.git_dir, shallow = found.text.rstrip("\n").split("\n")
        self._shallow = os.path.join(folder, shallow)

    def _git(self, *arguments: str, stdin: bytes | None = None) -> Answer:
        return git(self.folder, *arguments, stdin=stdin, trace=self.trace)

    def range(self, spec: str) -> Range:
        """See ports.git_repo.GitRepo."""
        self._known(spec)
        limits = [spec] if _is_range(spec) else ["--no-walk", spec]
        self._whole(limits)
        merges = self._merges(spec, limits)
        answer = self._git(*_STEADY, "log", *_LOG, *limits, "--")
        if answer.status:
            hint = f"git fsck tells what is damaged; in a partial clone, git log -p {spec} fetches what lacks"
            raise EnvironmentProblem(f"git log: {answer.complaint}", hint=hint)
        commits = tuple(_commits(answer.text))
        if not commits and not merges:
            raise UserError(f"{spec}: no commits in this range", hint=self._turned(spec))
        return Range(commits=commits, merges=merges)

    def _merges(self, spec: str, limits: Sequence[str]) -> tuple[str, ...]:
        """Return the merges of a range.

        Raises UserError for a range that nobody posts, before its diffs fill memory: its base is a wrong or an old branch.
        """
        commits = [line.split() for line in self._git("rev-list", "--parents", *limits, "--").text.splitlines()]
        merges = tuple(commit for commit, *parents in commits if len(parents) > 1)
        if len(commits) - len(merges) > _MOST:
            number = len(commits) - len(merges)
            raise UserError(
                f"{spec}: {number} commits are no series",
                hint=f"name the base of the branch: {self.command} BASE..HEAD",
            )
        return merges

    def _whole(self, limits: Sequence[str]) -> None:
        """Refuse a commit at which a shallow clone ends: its parent is cut off, so that git shows the whole tree as added."""
        try:
            with open(self._shallow, encoding="ascii") as file:
                ends = frozenset(file.read().split())
        except OSError:
            return
        cut = ends.intersection(self._git("rev-list", *limits, "--").text.split())
        if cut:
            raise EnvironmentProblem(
                f"{min(cut)[:12]}: this shallow clone ends here, so what the commit changes cannot be told",
                hint="git fetch --deepen=100",
            )

    def _turned(self, spec: str) -> str:
        """Say what to type instead of an empty range: the same one turned round, when that holds commits."""
        start, dots, end = spec.partition("..")
        if dots and end and not end.startswith("."):
            turned = f"{end}..{start or 'HEAD'}"
            if self._git("rev-list", "--max-count=1", turned, "--").out:
                return f"the other way round it holds some: {self.command} {turned}"
        return "git log --oneline A..B shows what a range holds"

    def knows(self, revision: str) -> bool:
        """See ports.git_repo.GitRepo."""
        return self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").status == 0

    def _known(self, spec: str) -> None:
        """Say in one line which end of a range git does not know."""
        if spec.startswith("-"):
            raise UserError(f"{spec}: not a revision", hint=f"{self.command} HEAD~3..")
        if spec.startswith("^"):
            raise UserError(f"{spec}: half a range", hint=f"{self.command} {spec[1:]}..HEAD")
        plain = spec.removesuffix("^!").removesuffix("^-")
        ends = [end for end in plain.replace("...", "..").split("..") if end] if ".." in plain else [plain]
        for end in ends:
            if not self.knows(end):
                raise UserError(
                    f"{end}: neither a file nor a revision that git knows",
                    hint=f"git branch -a lists branches; {self.command} --help shows what a SOURCE can be",
                )

    def work_tree(self) -> str | None:
        """See ports.git_repo.GitRepo."""
        answer = self._git("rev-parse", "--show-toplevel")
        return answer.text.strip() if answer.status == 0 else None

    def refs(self) -> tuple[str, ...]:
        """See ports.git_repo.GitRepo."""
        answer = self._git("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags")
        return tuple(answer.text.split())

    def upstream(self) -> str | None:
        """See ports.git_repo.GitRepo."""
        answer = self._git("rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}")
        return answer.text.strip() if answer.status == 0 else None

    def own_range(self, name: str) -> str | None:
        """See ports.git_repo.GitRepo."""
        upstream = self._git("rev-parse", "--abbrev-ref", "--symbolic-full-name", f"{name}@{{upstream}}")
        limits = [upstream.text.strip()] if upstream.status == 0 else ["--remotes"]
        commits = self._git("rev-list", f"--max-count={_MOST}", name, "--not", *limits, "--").text.split()
        if not commits:
            return None
        parent = self._git("rev-parse", "--verify", "--quiet", f"{commits[-1]}^")
        return f"{parent.text.strip()}..{name}" if parent.status == 0 else None

    def has_path(self, revision: str, path: str) -> bool:
        """See ports.git_repo.GitRepo."""
        return self._git("cat-file", "-e", f"{revision}:{path}").status == 0

    def blobs(self, names: Sequence[str]) -> list[bytes | None]:
        """See ports.git_repo.GitRepo."""
        usable = [name for name in names if "\n" not in name]
        answer = self._git("cat-file", "--batch", stdin="".join(f"{name}\n" for name in usable).encode())
        found = dict(zip(usable, _batch(answer.out), strict=False))
        return [found.get(name) for name in names]

    def named_commits(self, shas: Iterable[str], series: Sequence[str]) -> Mapping[str, NamedCommit]:
        """See ports.git_repo.GitRepo."""
        return look_up(self._git, tuple(shas), series)

    def history(self, paths: Iterable[str], before: str, limit: int = 12) -> Mapping[str, tuple[str, ...]]:
        """See ports.git_repo.GitRepo."""
        found: dict[str, tuple[str, ...]] = {}
        for path in paths:
            answer = self._git(
                "log",
                f"-{limit}",
                "--no-merges",
                "--no-show-signature",
                "--format=%s",
                before,
                "--",
                f":(top,literal){path}",
            )
            found[path] = tuple(answer.text.splitlines())
        return found

    def function_names(self, revision: str, *, build: bool) -> FunctionNames | None:
        """See ports.git_repo.GitRepo."""
        if not build:
            return read_names(self._git, revision, self.cache, build=False)
        return LateNames(lambda: self._names(revision))

    def _names(self, revision: str) -> NameTable:
        found = read_names(self._git, revision, self.cache, build=True, progress=self.progress)
        return found or NameTable(())


def _is_range(spec: str) -> bool:
    return ".." in spec or spec.endswith(("^!", "^-"))


def _commits(text: str) -> Iterable[Commit]:
    """Take the records of `git log` apart; each begins with NUL SOH on a new line.

    No message holds a NUL, and lines of a diff begin with a mark of git's, whatever the file holds.
    """
    for record in f"\n{text}".split("\n\0\x01")[1:]:
        sha, parents, name, email, committer, committer_email, message, diff = record.split("\0", _FIELDS)
        yield Commit(
            sha=sha,
            parents=tuple(parents.split()),
            author=Address(name=name, email=email),
            committer=Address(name=committer, email=committer_email),
            message=message,
            diff=diff.lstrip("\n"),
        )


def _batch(out: bytes) -> Iterable[bytes | None]:
    """Read the answers of `git cat-file --batch`, None for what is missing or no blob."""
    at = 0
    while at < len(out):
        end = out.index(b"\n", at)
        head = out[at:end].rsplit(b" ", 2)
        at = end + 1
        if len(head) != 3 or not head[2].isdigit():
            yield None
            continue
        size = int(head[2])
        yield out[at : at + size] if head[1] == b"blob" else None
        at += size + 1
