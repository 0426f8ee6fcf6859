# SPDX-License-Identifier: GPL-2.0-or-later
"""Give a commit the name that people know it by: a tag, the tip of a branch, so many below one, or its SHA1."""

from collections.abc import Iterable

from kx86.ports.trees import Trees
from kx86.trees.fit import Ground
from kx86.trees.landscape import Branch, Landscape
from kx86.trees.wish import preferred_tag

# `x/pmu~2000` tells nobody anything.
_FARTHEST = 999


def ground(trees: Trees, landscape: Landscape, sha: str, first: str = "") -> Ground:
    """Name a commit; the branch called `first` is asked before all others."""
    tag = preferred_tag(sha, (*landscape.dated, *landscape.releases))
    if tag is not None:
        return Ground(sha=sha, name=tag.name, of=tag.name)
    branches = sorted(_branches(landscape), key=lambda branch: branch.short != first)
    tip = next((branch for branch in branches if branch.sha == sha), None)
    if tip is not None:
        return Ground(sha=sha, name=tip.short, of=tip.short)
    if _in_mainline(trees, landscape, sha):
        return Ground(sha=sha, name=trees.describe(sha) or sha[:12], of="mainline")
    holding = trees.containing(sha)
    for branch in branches:
        if branch.ref in holding:
            number = trees.count([branch.sha], [sha])
            near = number <= _FARTHEST and trees.commit(f"{branch.sha}~{number}") == sha
            return Ground(sha=sha, name=f"{branch.short}~{number}" if near else sha[:12], of=branch.short)
    return Ground(sha=sha, name=sha[:12])


def _branches(landscape: Landscape) -> Iterable[Branch]:
    """Topics, then `fixes` and the rest of the subsystem's tree, then the other trees; `next` holds everything, so it is last."""
    merged = landscape.next
    yield from landscape.topics
    for branches in landscape.branches.values():
        yield from (branch for branch in branches if branch != merged)
    if merged is not None:
        yield merged


def _in_mainline(trees: Trees, landscape: Landscape, sha: str) -> bool:
    main = landscape.branch("mainline", "fixes")
    tips = [main.sha] if main else [tag.sha for tag in landscape.releases[:1]]
    return any(trees.is_ancestor(sha, tip) for tip in tips)
