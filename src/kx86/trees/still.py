# SPDX-License-Identifier: GPL-2.0-or-later
"""Walked histories in; whether a branch left some paths alone since it parted from a commit out: then nothing conflicts there."""

from collections.abc import Iterable

from kx86.trees.walked import Walked


def stands_still(walk: Walked, base: str, other: str, paths: Iterable[str]) -> bool:
    """Is it certain that a branch changed none of these paths since it parted from a commit?"""
    column = {path: number for number, path in enumerate(walk.paths)}
    columns = [column.get(path) for path in paths]
    under = _before(walk, base, other)
    if not under or None in columns or other not in walk.states:
        return False
    tip = walk.states[other]
    return all(tip[n] == walk.states[sha][n] for sha in under for n in columns if n is not None)


def _before(walk: Walked, base: str, other: str) -> tuple[str, ...]:
    """Commits whose files are those where the two parted; none when that is not certain."""
    mine, chain = walk.reach(base), walk.chain(other)
    theirs = walk.reach(other)
    fork = next((sha for sha in chain if sha in mine), None)
    if fork is not None:
        fresh = theirs - walk.reach(fork)
        # A merge from beyond what was walked may have brought more that both have.
        alone = all(parent in walk.steps for sha in fresh for parent in walk.steps[sha].parents)
        return (fork,) if alone and not fresh & mine else ()
    bottoms = tuple(dict.fromkeys(_bottom(walk, tip) for tip in (base, other)))
    return tuple(sha for sha in bottoms if sha) if "" not in bottoms and not theirs & mine else ()


def _bottom(walk: Walked, tip: str) -> str:
    """The commit under all that was walked of a branch; nothing when its files are not known."""
    chain = walk.chain(tip)
    last = chain[-1] if chain else ""
    return "" if last in walk.steps and walk.steps[last].parents else last
