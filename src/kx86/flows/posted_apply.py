# SPDX-License-Identifier: GPL-2.0-or-later
"""Try a posted series out in memory: at its base, on the tip of its topic, and merged with everything else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kx86.errors import EnvironmentProblem
from kx86.flows.posted_walk import View
from kx86.ports.trees import Scratch, Stuck
from kx86.series.series import Series
from kx86.trees.landscape import Branch, Landscape
from kx86.trees.posted import Failure, Found, Tip
from kx86.trees.still import stands_still

# As many commits are tried when none has all the pre-images.
_MOST_TRIED = 24
_MOST_SINCE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of it; `problem` when the clone lacks objects."""

    base: Found | None = None
    applies: bool | None = None
    failure: Failure | None = None
    tip: Tip | None = None
    conflicts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problem: EnvironmentProblem | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    """A series on a commit: its own commits, what they stand on, and where it stopped."""

    onto: str
    commits: tuple[str, ...]
    stuck: Stuck | None
    patches: int
    merged: bool


def try_out(
    scratch: Scratch,
    landscape: Landscape,
    view: View,
    base: Found | None,
    stack: Sequence[Series],
    series: Series,
    likely: Sequence[str],
) -> Trial:
    """Apply a series, on top of those it depends on, wherever it matters."""
    trial = _Try(scratch, landscape, view, stack, series, likely)
    try:
        return trial.run(base)
    except EnvironmentProblem as error:
        return Trial(base=base, problem=error)


class _Try:
    """One series in one clone."""

    def __init__(
        self,
        scratch: Scratch,
        landscape: Landscape,
        view: View,
        stack: Sequence[Series],
        series: Series,
        likely: Sequence[str],
    ) -> None:
        self.scratch = scratch
        self.landscape = landscape
        self.view = view
        self.stack = stack
        self.series = series
        self.likely = likely

    def run(self, base: Found | None) -> Trial:
        """Find where it applies, then see how it goes with the rest."""
        run = self._apply(base.commit) if base else None
        if run is None or run.stuck is not None:
            found = self._anywhere(base, run)
            if found.applies is False or found.base is None:
                return found
            base, run = found.base, self._apply(found.base.commit)
        assert base is not None
        tip = self._on_tip(base)
        return Trial(base=base, applies=True, tip=tip, conflicts=self._conflicts(base, run))

    def _apply(self, onto: str, *, three_way: bool = False) -> _Run:
        """Apply the stack and the series; what stops in the stack is patch 0."""
        commits: list[str] = []
        tip = onto
        merged = False
        for below in self.stack:
            moved = self.scratch.apply(below, tip, three_way=three_way)
            commits += moved.commits
            tip = moved.commits[-1] if moved.commits else tip
            merged = merged or bool(moved.merged)
            if moved.stuck is not None:
                why = f'"{below.title}", which it stands on: {moved.stuck.why}'
                return _Run(onto, tuple(commits), replace(moved.stuck, n=0, why=why), 0, merged)
        moved = self.scratch.apply(self.series, tip, three_way=three_way)
        return _Run(onto, (*commits, *moved.commits), moved.stuck, len(moved.commits), merged or bool(moved.merged))

    def _anywhere(self, base: Found | None, first: _Run | None) -> Trial:
        """Try the best commit of every branch and tag, those with the most pre-images first."""
        ranked = sorted(self.view.spots(), key=lambda spot: (-spot.hits, self._rank(spot.place.topic)))
        closest = first
        tried = {first.onto} if first else set()
        for spot in ranked:
            for sha in (spot.sha, spot.place.sha):
                if sha in tried or len(tried) >= _MOST_TRIED:
                    continue
                tried.add(sha)
                run = self._apply(sha)
                if run.stuck is None:
                    behind = len(self.view.walk.between(sha, spot.place.sha))
                    topic = spot.place.topic
                    return Trial(
                        base=Found(
                            commit=sha,
                            name=self._name(sha),
                            how="applies",
                            hits=self.view.hits[sha],
                            of=len(self.view.before),
                            topic=topic,
                            tip=spot.place.sha if topic else None,
                            tip_name=spot.place.name if topic else "",
                            behind=behind if topic else 0,
                        ),
                        applies=True,
                    )
                if closest is None or run.patches > closest.patches:
                    closest = run
        return Trial(base=base, applies=False, failure=self._failure(closest) if closest else None)

    def _rank(self, topic: str | None) -> int:
        return self.likely.index(topic) if topic in self.likely else len(self.likely)

    def _name(self, sha: str) -> str:
        return self.view.names.get(sha, sha[:12])

    def _failure(self, run: _Run) -> Failure:
        assert run.stuck is not None
        return Failure(
            n=run.stuck.n, path=run.stuck.path, why=run.stuck.why, commit=run.onto, name=self._name(run.onto)
        )

    def _on_tip(self, base: Found) -> Tip | None:
        """The tip of its topic, else of the likeliest one."""
        topic = self.landscape.topic(base.topic or "") or next(
            (found for name in self.likely if (found := self.landscape.topic(name))), None
        )
        if topic is None or topic.sha == base.commit:
            return Tip(name=topic.short, manner="as is") if topic else None
        again = self._apply(topic.sha, three_way=True)
        if again.stuck is None:
            return Tip(name=topic.short, manner="3-way" if again.merged else "as is")
        return Tip(name=topic.short, manner="conflict", failure=self._clash(base, topic, again.stuck))

    def _clash(self, base: Found, topic: Branch, stuck: Stuck) -> Failure:
        between = self.view.walk.between(base.commit, topic.sha)
        since = [(step.sha, step.subject) for step in between if any(path == stuck.path for path, _ in step.changes)]
        return Failure(
            n=stuck.n,
            path=stuck.path,
            why=stuck.why,
            commit=topic.sha,
            name=topic.short,
            since=tuple(since[-_MOST_SINCE:]),
        )

    def _conflicts(self, base: Found, run: _Run) -> dict[str, tuple[str, ...]]:
        """What else changes the same lines: other topics, and the branches of the tree above."""
        if not run.commits:
            return {}
        others = [topic for topic in self.landscape.topics if topic.name != base.topic]
        above = (self.landscape.branch("upstream", "next"), self.landscape.branch("upstream", "fixes"))
        others += [branch for branch in above if branch]
        others = [other for other in others if not self._is_apart(base, other)]
        merged = self.scratch.merge([(run.commits[-1], other.sha) for other in others])
        touched = self._touched
        suspect = [
            (other, paths)
            for other, merge in zip(others, merged, strict=True)
            if (paths := {clash.path for clash in merge.clashes} & touched)
        ]
        # What the base itself has against another branch is not of this series.
        before = self.scratch.merge([(self._below(run), other.sha) for other, _ in suspect]) if suspect else ()
        found = {}
        for (other, paths), merge in zip(suspect, before, strict=True):
            fresh = paths - {clash.path for clash in merge.clashes}
            if fresh:
                found[other.short] = tuple(str(path) for path in sorted(path for path in fresh if path))
        return found

    @cached_property
    def _touched(self) -> frozenset[str]:
        files = [file for patch in self.series.patches for file in patch.diff.files]
        return frozenset(path for file in files for path in (file.old, file.new) if path)

    def _is_apart(self, base: Found, other: Branch) -> bool:
        """Is it certain without a merge that nothing conflicts?  A new file may, with a folder that was renamed."""
        files = [file for patch in self.series.patches for file in patch.diff.files]
        kept = {_folder(file.old) for file in files if file.old}
        fresh = {_folder(file.new) for file in files if file.new and file.old != file.new}
        return fresh <= kept and stands_still(self.view.walk, base.commit, other.sha, self._touched)

    def _below(self, run: _Run) -> str:
        lower = len(run.commits) - run.patches
        return run.commits[lower - 1] if lower else run.onto


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
