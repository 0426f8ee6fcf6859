# SPDX-License-Identifier: GPL-2.0-or-later
"""Put together what `kx86 base` needs for a branch, and what comes out of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from kx86.apps import wiring
from kx86.apps.cli.base_render import BaseView, base_view
from kx86.apps.cli.session import Session
from kx86.flows.base import BranchBase, FindBase
from kx86.flows.base_arg import BaseArgument, automatic, base_argument, mending, move_command, pasted
from kx86.trees.landscape import Landscape
from kx86.trees.wish import Guess

if TYPE_CHECKING:
    from kx86.handbook.facts import Edition
    from kx86.ports.own_branch import OwnBranches
    from kx86.ports.trees import Trees


@dataclass(frozen=True, slots=True, kw_only=True)
class Borrowed:
    """Commits of somebody else's series at the bottom of a branch: what to say, and the command that posts the rest."""

    note: str
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The answer for a branch, and what it was found with."""

    name: str
    answer: BranchBase
    argument: BaseArgument
    auto: str | None
    mend: str | None
    borrowed: "Borrowed | None"
    landscape: Landscape
    branches: "OwnBranches"
    trees: "Trees"

    @property
    def status(self) -> int:
        """0 when the base is right and the series applies, else 1."""
        return 0 if self.answer.verdict in ("right", "old") else 1

    @property
    def unsure(self) -> tuple[str, ...]:
        """What the user of --arg should know: that git would name another base by itself."""
        auto = (f"format.useAutoBase would be wrong: {self.auto}",) if self.auto and self.uses_auto else ()
        return (*auto, *self.borrowed_notes)

    @property
    def borrowed_notes(self) -> tuple[str, ...]:
        """What to do about commits of somebody else's series at the bottom of the branch."""
        return (self.borrowed.note,) if self.borrowed else ()

    @property
    def uses_auto(self) -> bool:
        """Does git format-patch name a base by itself?"""
        return (self.branches.setting("format.useAutoBase") or "").lower() in ("true", "yes", "on", "1", "whenable")

    def base_view(self) -> BaseView:
        """What is printed."""
        view = base_view(self.answer, self.argument, move_command(self.answer), self.auto, self.mend, self.uses_auto)
        post = self.borrowed.post if self.borrowed else None
        return replace(view, notes=(*view.notes, *self.borrowed_notes), post=post)

    def view(self) -> dict[str, object]:
        """What --json prints."""
        return {"base": self.base_view()}

    def trace(self) -> Sequence[Sequence[str]]:
        """The git commands that were run."""
        return [*self.trees.trace, *self.branches.trace]


def _guess(
    session: Session, spec: str, trees: "Trees", landscape: Landscape, edition_at: "Callable[[str], Edition]"
) -> Guess:
    """What the commits of a range are about, as kx86 route says."""
    from kx86.flows.route import Clone, Router, guess_of
    from kx86.flows.sources import Input, read_range

    into = Input()
    read_range(session.repo(), spec, into)
    clone = Clone(trees, landscape, wiring.topic_history(session.folder, session.progress))
    router = Router(
        landscape.profile, lambda series: edition_at((series and series.patches[0].parent) or "HEAD"), clone
    )
    for found in router.route_all(into.series):
        return guess_of(found.answer, landscape.profile)
    return Guess()


def _borrowed(
    session: Session, trees: "Trees", landscape: Landscape, answer: BranchBase, own: str | None
) -> "Borrowed | None":
    """Say how to post a branch on a pending series of somebody else's: its commits are prerequisites, not patches.

    Those are by others, and in a remote that is no tree: a backup of one's own holds one's own commits.
    """
    commits = answer.commits
    apart = tuple(f"refs/remotes/{remote.name}/" for remote in landscape.remotes if remote.tree is None)
    if not own or len(commits) < 2 or not any(ref.startswith(apart) for ref in trees.containing(commits[0])):
        return None
    spec = f"{answer.fit.base.sha}..{commits[-1]}"
    authors = {one.sha: one.author.email.lower() for one in session.repo().range(spec).commits}
    others = list(takewhile(lambda sha: authors.get(sha, own.lower()) != own.lower(), commits))
    held = (
        next((ref for ref in sorted(trees.containing(others[-1])) if ref.startswith(apart)), None) if others else None
    )
    if held is None or len(others) == len(commits):
        return None
    many = f"the first {len(others)} commits are" if len(others) > 1 else "the first commit is"
    post = f"git format-patch --base={answer.fit.base.sha[:12]} {others[-1][:12]}..{pasted(answer.branch)}"
    note = f"{many} by others, and in {held.removeprefix('refs/remotes/')}: {post} makes prerequisites of them"
    return Borrowed(note=note, post=post)


def find(session: Session, revision: str, topic: str | None) -> Found:
    """Find the base of a branch, `HEAD` for the one at hand."""
    trees, branches, profile = wiring.trees(session.folder), wiring.own_branches(session.folder), session.profile()
    landscape = trees.landscape(profile, session.settings.trees)
    name = (branches.current() if revision == "HEAD" else None) or revision
    repo = session.repo()

    def edition_at(sha: str) -> "Edition":
        return "merged" if repo.has_path(sha, profile.handbook) else "2023-02"

    flow = FindBase(
        trees=trees,
        scratch=lambda: wiring.scratch(session.folder, trees.trace),
        landscape=landscape,
        guess=lambda spec: _guess(session, spec, trees, landscape, edition_at),
        edition_at=edition_at,
        progress=session.progress,
    )
    edition = session.settings.edition()
    answer = flow.branch(name if revision == "HEAD" else revision, name, topic, edition)
    auto = automatic(branches, landscape, answer, name)
    options = [f"--topic={topic}" if topic else "", f"--edition={edition}" if edition else ""]
    return Found(
        name=name,
        answer=answer,
        argument=base_argument(trees, landscape, answer),
        auto=auto,
        borrowed=_borrowed(session, trees, landscape, answer, branches.setting("user.email")),
        mend=mending(answer, options, None if revision == "HEAD" else name) if auto else None,
        landscape=landscape,
        branches=branches,
        trees=trees,
    )
