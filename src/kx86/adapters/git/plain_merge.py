# SPDX-License-Identifier: GPL-2.0-or-later
"""Merges that no file needs: each side changed other files than the other one, so that trees alone tell the outcome.

Of the branches of a subsystem most pairs are such.  Whatever is not plain is left to git: a path that both sides changed, more
than one merge base, objects that are missing.
"""

from collections.abc import Iterable, Mapping, Sequence

from kx86.adapters.git.objects import Objects, Slot
from kx86.adapters.git.private import Private
from kx86.errors import EnvironmentProblem
from kx86.patch.land import FOLDER
from kx86.ports.trees import Merged

# Above so many commits, or pairs times commits, finding merge bases here costs more than git.
_MOST_COMMITS = 20_000
_MOST_STEPS = 2_000_000
_FEW = 8


class PlainMerges:
    """Merges pairs of commits as far as trees tell."""

    def __init__(self, private: Private, objects: Objects) -> None:
        self._private = private
        self._objects = objects
        self._differences: dict[tuple[str, str], dict[bytes, Slot | None]] = {}

    def merge(self, pairs: Sequence[tuple[str, str]]) -> list[Merged | None]:
        """Merge each pair; None for one that git must merge."""
        if len(pairs) < _FEW:
            return [None] * len(pairs)
        try:
            under = {one: self._under(one) for pair in pairs for one in pair}
            bases = self._bases([(under[one], under[other]) for one, other in pairs])
        except EnvironmentProblem:
            return [None] * len(pairs)
        return [self._one(base, *pair) for base, pair in zip(bases, pairs, strict=True)]

    def _under(self, commit: str) -> str:
        """The commit of the clone that one which was made here stands on."""
        while self._objects.made(commit):
            head = self._objects.read(commit, "commit").partition(b"\n\n")[0].split(b"\n")
            parents = [line[7:].decode("ascii", "replace") for line in head if line.startswith(b"parent ")]
            if len(parents) != 1:
                raise EnvironmentProblem(f"{commit}: stands on no commit of the clone")
            commit = parents[0]
        return commit

    def _bases(self, pairs: Sequence[tuple[str, str]]) -> list[str | None]:
        """The merge base of each pair, None where there is none, or several."""
        tips = list(dict.fromkeys(one for pair in pairs for one in pair))
        # What all of them contain is below everything that tells two of them apart.
        below = self._private.git("merge-base", "--octopus", *tips).text.split()
        if len(below) != 1:
            return [None] * len(pairs)
        limits = "".join(f"{one}\n" for one in (*tips, f"^{below[0]}")).encode()
        options = ("--topo-order", "--parents", f"--max-count={_MOST_COMMITS}", "--stdin")
        rows = [line.split() for line in self._private.git("rev-list", *options, stdin=limits).text.splitlines()]
        if len(rows) >= _MOST_COMMITS or len(rows) * len(pairs) > _MOST_STEPS:
            return [None] * len(pairs)
        return _merge_bases({sha: parents for sha, *parents in rows}, below[0], pairs)

    def _one(self, base: str | None, one: str, other: str) -> Merged | None:
        if base is None:
            return None
        objects = self._objects
        try:
            ours, theirs = objects.tree_of(one), objects.tree_of(other)
            made = self._merged(objects.tree_of(base), ours, theirs)
        except (EnvironmentProblem, ValueError):
            return None
        return Merged(tree=made) if made is not None else None

    def _merged(self, base: str, ours: str, theirs: str) -> str | None:
        """The tree that comes out; None when a path is changed on both sides."""
        here, there = self._changes(base, ours), self._changes(base, theirs)
        entries = dict(self._objects.tree(ours))
        for name, slot in there.items():
            if name in here:
                inner = self._inner(self._objects.tree(base).get(name), here[name], slot)
                if inner is None:
                    return None
                entries[name] = inner
            elif slot is None:
                entries.pop(name, None)
            else:
                entries[name] = slot
        return self._objects.write_tree(entries) if entries else None

    def _inner(self, base: Slot | None, ours: Slot | None, theirs: Slot | None) -> Slot | None:
        """A name that both sides changed: the same folder in all three may still be plain, and the same file twice is."""
        if ours is None or theirs is None:
            return None
        if ours == theirs:
            return ours
        if base is None or not (base.mode == ours.mode == theirs.mode == FOLDER):
            return None
        made = self._merged(base.id, ours.id, theirs.id)
        return Slot(FOLDER, made) if made is not None else None

    def _changes(self, base: str, tree: str) -> Mapping[bytes, Slot | None]:
        """The names that a tree has otherwise than its base."""
        found = self._differences.get((base, tree))
        if found is None:
            old, new = self._objects.tree(base), self._objects.tree(tree)
            found = {name: slot for name, slot in new.items() if old.get(name) != slot}
            found.update(dict.fromkeys(old.keys() - new.keys()))
            self._differences[base, tree] = found
        return found


def _merge_bases(
    parents: Mapping[str, Sequence[str]], bottom: str, pairs: Iterable[tuple[str, str]]
) -> list[str | None]:
    """The merge bases among commits, children first, above one that all contain."""
    reach: dict[str, set[str]] = {}
    whole: set[str] = {bottom}
    for sha in reversed(list(parents)):
        # A commit that reaches the bottom by no way has a merge base beside it.
        if any(parent in whole for parent in parents[sha]):
            whole.add(sha)
    found: list[str | None] = []
    for one, other in pairs:
        common = _reach(one, parents, reach) & _reach(other, parents, reach)
        tops = [sha for sha in parents if sha in common] if common else []
        best = tops[0] if tops else bottom
        lone = not tops or (best in whole and common <= _reach(best, parents, reach))
        found.append(best if lone else None)
    return found


def _reach(tip: str, parents: Mapping[str, Sequence[str]], known: dict[str, set[str]]) -> set[str]:
    """The commits above the bottom that one contains."""
    if tip not in known:
        found: set[str] = set()
        waiting = [tip]
        while waiting:
            sha = waiting.pop()
            if sha in parents and sha not in found:
                found.add(sha)
                waiting.extend(parents[sha])
        known[tip] = found
    return known[tip]
