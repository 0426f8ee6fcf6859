# SPDX-License-Identifier: GPL-2.0-or-later
"""The trees that a clone follows: their refs, and how commits relate."""

from collections.abc import Iterator, Mapping, Sequence

from kx86.adapters.git.process import Answer, git, no_repository
from kx86.adapters.git.remotes import PATTERN, configured
from kx86.errors import EnvironmentProblem, Kx86Error, UserError
from kx86.ports.trees import Line
from kx86.profile.model import Profile
from kx86.trees.landscape import Landscape, Octopus, Row, survey, with_octopus
from kx86.trees.remotes import Remote, remotes_of

_HINT = "run it inside a kernel clone, or name one with -C CLONE"


class LocalTrees:
    """See ports.trees.Trees."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.trace: list[Sequence[str]] = []
        found = self._git("rev-parse", "--absolute-git-dir")
        if found.status:
            raise no_repository(folder, found.complaint, _HINT)

    def _git(self, *arguments: str, stdin: bytes | None = None) -> Answer:
        return git(self.folder, *arguments, stdin=stdin, trace=self.trace)

    def landscape(self, profile: Profile, chosen: Mapping[str, str]) -> Landscape:
        """See ports.trees.Trees."""
        seen = survey(profile, self._remotes(profile, chosen), self._rows(), chosen)
        return with_octopus(seen, self._octopus(seen.next.sha)) if seen.next else seen

    def _remotes(self, profile: Profile, chosen: Mapping[str, str]) -> tuple[Remote, ...]:
        found = configured(self._git("config", "--null", "--get-regexp", PATTERN).text)
        return remotes_of(
            ((one.name, (found.urls(one)[0], found.written(one)[0])) for one in found.remotes), profile.trees, chosen
        )

    def _rows(self) -> Iterator[Row]:
        """Every branch and tag that leads to a commit; a tag of anything else is none."""
        form = "%(if)%(*objectname)%(then)%(*objectname) %(*committerdate:unix)%(else)%(objectname) %(committerdate:unix)%(end)"
        answer = self._git("for-each-ref", f"--format={form} %(refname)", "refs/heads", "refs/remotes", "refs/tags")
        for line in answer.text.splitlines():
            sha, _, rest = line.partition(" ")
            date, _, name = rest.partition(" ")
            if date.isdecimal():
                yield Row(name, sha, int(date))

    def _octopus(self, sha: str) -> Octopus | None:
        answer = self._git("log", "-1", "--no-show-signature", "--format=%P%n%s", sha, "--")
        parents, _, subject = answer.text.rstrip("\n").partition("\n")
        return Octopus(sha=sha, subject=subject, parents=tuple(parents.split())) if answer.status == 0 else None

    def commit(self, revision: str) -> str | None:
        """See ports.trees.Trees."""
        answer = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return answer.text.strip() if answer.status == 0 else None

    def is_ancestor(self, ancestor: str, descendant: str) -> bool:
        """See ports.trees.Trees."""
        return self._git("merge-base", "--is-ancestor", ancestor, descendant).status == 0

    def merge_base(self, one: str, other: str) -> str | None:
        """See ports.trees.Trees."""
        answer = self._git("merge-base", one, other)
        return answer.text.strip() or None

    def commits(self, included: Sequence[str], excluded: Sequence[str], most: int) -> Sequence[str]:
        """See ports.trees.Trees."""
        return self._limited(["rev-list", f"--max-count={most}"], included, excluded).split()

    def count(self, included: Sequence[str], excluded: Sequence[str]) -> int:
        """See ports.trees.Trees."""
        text = self._limited(["rev-list", "--count"], included, excluded).strip()
        return int(text) if text.isdecimal() else 0

    def _limited(self, command: Sequence[str], included: Sequence[str], excluded: Sequence[str]) -> str:
        limits = "".join(f"{one}\n" for one in (*included, *(f"^{one}" for one in excluded)))
        return self._git(*command, "--stdin", stdin=limits.encode()).text

    def line(self, tip: str, known: Sequence[str], most: int) -> Line | None:
        """See ports.trees.Trees."""
        text = self._limited(["rev-list", "--topo-order", "--parents", f"--max-count={most + 1}"], [tip], known)
        parents = {sha: rest for sha, *rest in map(str.split, text.splitlines())}
        run: list[str] = []
        at = tip
        while len(parents.get(at, ())) == 1:
            run.append(at)
            at = parents[at][0]
        if len(run) > most:
            raise UserError(f"more than {most} commits are no series", hint="git log --oneline shows where it begins")
        if at in parents and not parents[at]:
            raise self._no_parent(at)
        return Line(commits=tuple(reversed(run)), base=at, folded=at in parents) if run or at in parents else None

    def _no_parent(self, sha: str) -> Kx86Error:
        """Say why a branch has no base: a shallow clone cut it off, or it shares nothing with any tree."""
        if self._git("rev-parse", "--is-shallow-repository").text.strip() == "true":
            return EnvironmentProblem(
                f"{sha[:12]}: this shallow clone ends here, above the base of the branch", hint="git fetch --unshallow"
            )
        return UserError(
            f"{sha[:12]}: the first commit of all; the branch shares no commit with a tree that this clone follows",
            hint="kx86 init says which trees are followed",
        )

    def containing(self, commit: str) -> frozenset[str]:
        """See ports.trees.Trees."""
        answer = self._git("for-each-ref", f"--contains={commit}", "--format=%(refname)", "refs/remotes", "refs/heads")
        return frozenset(answer.text.split())

    def touching(
        self, path: str, included: Sequence[str], excluded: Sequence[str], most: int
    ) -> Sequence[tuple[str, str]]:
        """See ports.trees.Trees."""
        limits = [*included, *(f"^{one}" for one in excluded)]
        command = ["log", f"--max-count={most}", "--no-merges", "--no-show-signature", "--format=%H %s", *limits]
        rows = (line.partition(" ") for line in self._git(*command, "--", f":(top,literal){path}").text.splitlines())
        return [(sha, subject) for sha, _, subject in rows]

    def taken(self, tip: str, other: str) -> frozenset[str]:
        """See ports.trees.Trees."""
        command = ("rev-list", "--cherry-mark", "--right-only", "--no-merges", f"{other}...{tip}")
        rows = self._git(*command, "--").text.split()
        return frozenset(row[1:] for row in rows if row.startswith("="))

    def describe(self, commit: str) -> str | None:
        """See ports.trees.Trees."""
        answer = self._git("describe", "--tags", "--match=v[0-9]*", "--abbrev=12", commit)
        return answer.text.strip() if answer.status == 0 else None
