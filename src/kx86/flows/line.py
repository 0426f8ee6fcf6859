# SPDX-License-Identifier: GPL-2.0-or-later
"""Tell which commits of a branch are its own: those above every tree that the clone follows, whatever its upstream is."""

from kx86.errors import UserError
from kx86.ports.trees import Line, Trees
from kx86.trees.landscape import Landscape

_MOST = 500


def series_line(trees: Trees, landscape: Landscape, branch: str) -> Line:
    """The commits that a branch adds to every tree here.  Raises UserError when it adds none."""
    tip = trees.commit(branch)
    if tip is None:
        raise UserError(
            f"{branch}: neither a branch nor a file",
            hint="git branch lists branches; kx86 base --help shows what else there is",
        )
    known = {one.sha for branches in landscape.branches.values() for one in branches}
    known.update(topic.sha for topic in landscape.topics)
    known.update(tag.sha for tag in (*landscape.releases, *landscape.dated))
    line = trees.line(tip, sorted(known), _MOST)
    if line is None or not line.commits:
        raise _nothing(landscape, branch, line)
    return line


def _nothing(landscape: Landscape, branch: str, line: Line | None) -> UserError:
    """Say why a branch has no series: it ends in a merge, is a branch of a tree itself, or has no commit yet."""
    if line is not None:
        return UserError(f"{branch}: ends in a merge, which is no patch", hint=f"git log --oneline --graph -5 {branch}")
    trees = landscape.branches.items()
    owner = next((tree for tree, own in trees if any(one.ref == f"refs/heads/{branch}" for one in own)), None)
    if owner is not None:
        return UserError(
            f"{branch}: a branch of {owner}, whose branches are those of this clone",
            hint=f"git branch -m {branch} x86/TOPIC/{branch}, if it is a series",
        )
    return UserError(
        f"{branch}: adds no commit to the trees that this clone follows",
        hint="commit something first; git log --oneline -3 shows where the branch stands",
    )
