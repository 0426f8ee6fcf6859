# SPDX-License-Identifier: GPL-2.0-or-later
"""Commits with what each changes in a few paths in; what stands at these paths in every one of them, and names, out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kx86.trees.preimage import Wanted

State = tuple[str | None, ...]


class Step(NamedTuple):
    """A commit: its parents, its date, its subject, and the blobs that differ from its first parent's, None for a file gone."""

    sha: str
    parents: tuple[str, ...]
    date: int
    subject: str
    changes: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Walked:
    """The commits that were walked, by id, parents before children; `below` are states of commits under them."""

    steps: Mapping[str, Step]
    paths: tuple[str, ...]
    states: Mapping[str, State]

    def chain(self, tip: str) -> list[str]:
        """The commits of a branch by first parents, the tip first, down to the one that lies below all that was walked."""
        run = []
        at: str | None = tip
        while at is not None and at in self.states:
            run.append(at)
            step = self.steps.get(at)
            at = step.parents[0] if step and step.parents else None
        return run

    def reach(self, tip: str) -> set[str]:
        """The walked commits that a tip contains."""
        found: set[str] = set()
        waiting = [tip]
        while waiting:
            step = self.steps.get(waiting.pop())
            if step is not None and step.sha not in found:
                found.add(step.sha)
                waiting.extend(step.parents)
        return found

    def between(self, base: str, tip: str) -> list[Step]:
        """The walked commits that a tip has beyond another, oldest first."""
        fresh = self.reach(tip) - self.reach(base)
        return [step for sha, step in self.steps.items() if sha in fresh]

    def origin(self, tip: str, path: str, blob: str) -> Step | None:
        """The walked commit below a tip that made a file what it is there."""
        at = self.steps.get(tip)
        while at is not None:
            if any(changed == path and now == blob for changed, now in at.changes):
                # A merge brings it from one of its parents, which says more.
                side = next((one for one in at.parents[1:] if self._holds(one, path, blob)), None)
                if side is None or side not in self.steps:
                    return at
                at = self.steps.get(side)
            else:
                at = self.steps.get(at.parents[0]) if at.parents else None
        return None

    def _holds(self, sha: str, path: str, blob: str) -> bool:
        state = self.states.get(sha)
        return state is not None and state[self.paths.index(path)] == blob


def walked(steps: Iterable[Step], paths: Sequence[str], below: Mapping[str, Mapping[str, str | None]]) -> Walked:
    """Tell the state at each commit from those below; `steps` come with parents before children."""
    column = {path: number for number, path in enumerate(paths)}
    states: dict[str, State] = {sha: tuple(state.get(path) for path in paths) for sha, state in below.items()}
    nothing: State = (None,) * len(paths)
    found: dict[str, Step] = {}
    for step in steps:
        found[step.sha] = step
        state = states.get(step.parents[0], nothing) if step.parents else nothing
        if step.changes:
            changed = list(state)
            for path, blob in step.changes:
                if path in column:
                    changed[column[path]] = blob
            state = tuple(changed)
        states[step.sha] = state
    return Walked(found, tuple(paths), states)


def hits(walk: Walked, before: Mapping[str, Wanted]) -> dict[str, int]:
    """How many of the pre-images each commit has."""
    wanted = [before[path] for path in walk.paths]
    counted: dict[State, int] = {}
    found = {}
    for sha, state in walk.states.items():
        number = counted.get(state)
        if number is None:
            number = counted[state] = sum(one.fits(blob) for one, blob in zip(wanted, state, strict=True))
        found[sha] = number
    return found
