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

    def origins(self, tip: str, path: str, blob: str) -> list[Step]:
        """The walked commits below a tip that made a file what it is there: several when a merge put it together."""
        found: dict[str, Step] = {}
        waiting: list[tuple[str, str | None]] = [(tip, blob)]
        seen: set[str] = set()
        while waiting:
            sha, wanted = waiting.pop()
            step = self._changed(sha, path, wanted)
            if step is None or step.sha in seen:
                continue
            seen.add(step.sha)
            side = next((one for one in step.parents[1:] if self._holds(one, path, wanted)), None)
            if side is not None and side in self.steps:
                # A merge brings it from one of its parents, which says more.
                waiting.append((side, wanted))
            elif len(step.parents) > 1 and side is None:
                waiting += [(one, self._at(one, path)) for one in reversed(step.parents)]
            else:
                found[step.sha] = step
        return list(found.values())

    def _changed(self, tip: str, path: str, blob: str | None) -> Step | None:
        """The newest commit of a branch by first parents that made a file what it is."""
        at = self.steps.get(tip)
        while at is not None and not any(changed == path and now == blob for changed, now in at.changes):
            at = self.steps.get(at.parents[0]) if at.parents else None
        return at

    def _at(self, sha: str, path: str) -> str | None:
        state = self.states.get(sha)
        return state[self.paths.index(path)] if state is not None else None

    def _holds(self, sha: str, path: str, blob: str | None) -> bool:
        return sha in self.states and self._at(sha, path) == blob


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
