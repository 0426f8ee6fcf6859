# SPDX-License-Identifier: GPL-2.0-or-later
"""Tell what a branch should be based on, what it is based on, whether it still applies, and how to move it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from kx86.errors import EnvironmentProblem, UserError
from kx86.flows.ground import ground
from kx86.flows.line import series_line
from kx86.ports.trees import Line, Moved, Scratch, Trees
from kx86.trees.fit import Fit, Ground, Stop, needs_next
from kx86.trees.landscape import Branch, Landscape, Tag
from kx86.trees.wish import Guess, Wish, ground_of, wish

if TYPE_CHECKING:
    from kx86.handbook.facts import Edition

# A release candidate below `next` is one of the last few; an older one is no common point any more.
_RELEASES = 12
# What git rebase compares a series with costs it seconds beyond this.
_MOST_TAKEN = 2000
# So many commits that changed a file in conflict are tried.
_CULPRITS = 24

Verdict = Literal["right", "old", "wrong", "conflict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchBase:
    """The answer for a branch: what it adds, what is asked for, how that fits, and what to say about it.

    `takers` are other branches that take the whole series when the wanted one does not.
    """

    branch: str
    commits: tuple[str, ...]
    edition: "Edition"
    wish: Wish
    fit: Fit
    takers: tuple[str, ...] = ()

    @property
    def wanted(self) -> Branch | Tag:
        """The branch or tag that the series should be based on."""
        return self.fit.wanted

    @property
    def verdict(self) -> Verdict:
        """In one word: right, right but old, wrong, or in conflict with today's tip."""
        if self.fit.stop is not None:
            return "conflict"
        if not self.fit.right:
            return "wrong"
        return "old" if self.fit.behind else "right"


@dataclass(slots=True)
class FindBase:
    """Find bases of branches of a clone.

    `guess` says what the commits of a branch are about; `edition_at` tells the edition of the handbook at a commit.
    """

    trees: Trees
    scratch: Callable[[], AbstractContextManager[Scratch]]
    landscape: Landscape
    guess: Callable[[str], Guess]
    edition_at: "Callable[[str], Edition]"
    progress: Callable[[str], None] = lambda _: None

    def __post_init__(self) -> None:
        if not self.landscape.topics and self.landscape.next is None:
            tree = self.landscape.profile.tree("subsystem")
            raise EnvironmentProblem(
                f"this clone has no branch of {tree.name if tree else 'the tree'}", hint="kx86 init says what to fetch"
            )

    def branch(self, branch: str, name: str, topic: str | None = None, edition: "Edition | None" = None) -> BranchBase:
        """Answer for a revision `branch`, whose topic may be read from `name`, or was typed."""
        line = series_line(self.trees, self.landscape, branch)
        known = edition or self.edition_at(line.base)
        guess = self.guess(f"{line.base}..{line.commits[-1]}")
        asked = wish(known, self.landscape, name, topic, guess)
        answer = self._against(branch, line, known, asked, self._wanted(asked))
        better = self._better(answer)
        if better is None:
            return answer
        # The reasons for another base than the one that was asked for are told with it.
        return self._against(branch, line, known, *better)

    def _wanted(self, asked: Wish) -> Branch | Tag:
        found = self._common() if asked.kind == "common" else ground_of(asked, self.landscape)
        if found is not None:
            return found
        raise self._lacking(asked)

    def _lacking(self, asked: Wish) -> EnvironmentProblem | UserError:
        profile = self.landscape.profile
        tree = profile.tree("upstream" if asked.kind == "fixes" else "subsystem")
        if asked.kind == "topic" and tree is not None:
            names = " ".join(topic.name for topic in self.landscape.topics)
            if not names:
                return EnvironmentProblem(
                    f"this clone has no topic branch of {tree.name}, so none for {asked.topic}",
                    hint="kx86 init says what to fetch; kx86 base --topic next",
                )
            return UserError(
                f"{tree.name} has no topic {asked.topic} here; there are: {names}",
                hint="git fetch --all, or name one of these: kx86 base --topic TOPIC",
            )
        name = (tree.fixes if asked.kind == "fixes" else tree.next) if tree else asked.kind
        return EnvironmentProblem(
            f"{asked.why}: that needs {tree.name if tree else ''} {name}, which this clone does not have",
            hint="kx86 init says what to add and fetch",
        )

    def _common(self) -> Tag | None:
        """The newest release or candidate below `next`."""
        top = self.landscape.next
        for tag in self.landscape.releases[:_RELEASES] if top else ():
            if top and self.trees.is_ancestor(tag.sha, top.sha):
                return tag
        return None

    def _against(self, branch: str, line: Line, edition: "Edition", asked: Wish, wanted: Branch | Tag) -> BranchBase:
        short = wanted.short if isinstance(wanted, Branch) else wanted.name
        base = ground(self.trees, self.landscape, line.base, short)
        self.progress(f"trying the series on {short}")
        fork = self.trees.merge_base(line.base, wanted.sha)
        with self.scratch() as scratch:
            moved = scratch.replay(line.commits, wanted.sha)
            if moved.stuck and fork == line.base and asked.kind != "next":
                moved = self._without_taken(scratch, moved, line, wanted)
            clashes = {} if moved.stuck else self._clashes(scratch, moved, wanted)
            depends = moved.stuck and (fork is None or scratch.replay(line.commits, fork).stuck)
            takers = self._takers(scratch, line, wanted) if depends else ()
            stop = self._stop(scratch, moved, line, () if depends else (wanted.sha,))
        below = self.trees.count([line.base], [wanted.sha])
        old = line.folded or self._is_old_next(base)
        if asked.kind == "next" and old:
            # A state of `next` that was forced away is the right base all the same, only old.
            fork, below = line.base, 0
        fit = Fit(
            wanted=wanted,
            base=base,
            fork=fork,
            below=below,
            behind=self.trees.count([wanted.sha], [line.base]),
            folded=line.folded and asked.kind != "next",
            stop=stop,
            empty=len(moved.empty),
            clashes=clashes,
        )
        return BranchBase(branch=branch, commits=line.commits, edition=edition, wish=asked, fit=fit, takers=takers)

    def _without_taken(self, scratch: Scratch, moved: Moved, line: Line, wanted: Branch | Tag) -> Moved:
        """Leave out what the wanted branch took already, as `git rebase` does: it conflicts with what was built on it."""
        if self.trees.count([wanted.sha], [line.base]) > _MOST_TAKEN:
            return moved
        taken = self.trees.taken(line.commits[-1], wanted.sha)
        left = [(n, sha) for n, sha in enumerate(line.commits, 1) if sha not in taken]
        if len(left) == len(line.commits):
            return moved
        again = scratch.replay([sha for _, sha in left], wanted.sha)
        gone = [n for n, sha in enumerate(line.commits, 1) if sha in taken]
        stuck = replace(again.stuck, n=left[again.stuck.n - 1][0]) if again.stuck else None
        return replace(again, stuck=stuck, empty=tuple(sorted((*gone, *(left[n - 1][0] for n in again.empty)))))

    def _is_old_next(self, base: Ground) -> bool:
        return any(base.sha == tag.sha for tag in self.landscape.dated)

    def _clashes(self, scratch: Scratch, moved: Moved, wanted: Branch | Tag) -> dict[str, tuple[str, ...]]:
        """The topics that the series conflicts with where the wanted branch itself does not, and the files."""
        if not moved.commits:
            return {}
        others = [topic for topic in self.landscape.topics if topic.sha != wanted.sha]
        mine = self._conflicting(scratch, moved.commits[-1], others)
        # Most series conflict with nothing, so that the wanted branch itself is merged only where it matters.
        before = self._conflicting(scratch, wanted.sha, [topic for topic in others if topic.name in mine])
        left = {name: paths - before.get(name, frozenset()) for name, paths in mine.items()}
        return {name: tuple(sorted(paths)) for name, paths in left.items() if paths}

    def _conflicting(self, scratch: Scratch, tip: str, topics: Sequence[Branch]) -> dict[str, frozenset[str]]:
        """The paths in conflict between a commit and each topic, for topics that conflict."""
        merged = scratch.merge([(tip, topic.sha) for topic in topics])
        return {
            topic.name: frozenset(clash.path for clash in one.clashes)
            for topic, one in zip(topics, merged, strict=True)
            if one.clashes
        }

    def _takers(self, scratch: Scratch, line: Line, wanted: Branch | Tag) -> tuple[str, ...]:
        """The branches that take the whole series when the wanted one does not: topics, then `next`."""
        top = self.landscape.next
        others = [*self.landscape.topics, *([top] if top else [])]
        return tuple(
            other.name
            for other in others
            if other.sha != wanted.sha and not scratch.replay(line.commits, other.sha).stuck
        )

    def _better(self, answer: BranchBase) -> tuple[Wish, Branch | Tag] | None:
        """Another base, when a series depends on or conflicts with more than its topic."""
        asked, top = answer.wish, self.landscape.next
        if asked.kind != "topic" or top is None:
            return None
        if answer.fit.stop is None:
            if not needs_next(answer.fit.clashes):
                return None
            why = f"it conflicts with {', '.join(sorted(answer.fit.clashes))}, as merges in memory show"
        elif answer.takers == (top.name,):
            why = f"it depends on several topics: of all branches only {top.short} takes it, as merges in memory show"
        else:
            return self._other_topic(answer)
        return replace(asked, kind="next", why=why), top

    def _other_topic(self, answer: BranchBase) -> tuple[Wish, Branch | Tag] | None:
        """The one topic that takes a series which depends on it, unless the user chose another."""
        topics = [topic for name in answer.takers if (topic := self.landscape.topic(name))]
        if len(topics) != 1 or answer.wish.chosen:
            return None
        why = f"it depends on {topics[0].name}: no other topic takes it, as merges in memory show"
        return replace(answer.wish, topic=topics[0].name, why=why), topics[0]

    def _stop(self, scratch: Scratch, moved: Moved, line: Line, tips: Sequence[str]) -> Stop | None:
        """Say where the series stops, and which commit of the tips is the first that keeps it out."""
        stuck = moved.stuck
        if stuck is None:
            return None
        touching = self.trees.touching(stuck.path, tips, [line.base], _CULPRITS) if stuck.path and tips else ()
        culprits = (one for one in reversed(touching) if scratch.replay(line.commits, one[0]).stuck)
        return Stop(n=stuck.n, path=stuck.path, why=stuck.why, culprit=next(culprits, None))
