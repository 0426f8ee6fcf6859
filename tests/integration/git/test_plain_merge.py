# SPDX-License-Identifier: GPL-2.0-or-later
"""Merges that trees decide come out as git has them; all others are left to git."""

import random
from itertools import combinations, permutations
from pathlib import Path

import pytest

from kx86.adapters.git.merging import merge_all
from kx86.adapters.git.plain_merge import PlainMerges
from kx86.adapters.git.scratch import LocalScratch
from world.build import World


def both(clone: Path, pairs: list[tuple[str, str]]) -> tuple[list[object], list[object]]:
    with LocalScratch(str(clone)) as scratch:
        plain = PlainMerges(scratch.private, scratch.objects).merge(pairs)
        return list(plain), list(merge_all(scratch.private, pairs))


def test_topics_merge_as_git_merges_them(world: World) -> None:
    tips = [*world.topics.values(), *world.tags.values()]
    pairs = [*combinations(tips, 2), *list(permutations(tips, 2))[:20]]
    plain, real = both(world.clone, pairs)
    assert all(one is None or one == other for one, other in zip(plain, real, strict=True))
    assert sum(one is not None for one in plain) > len(pairs) // 3


@pytest.mark.parametrize("seed", range(2))
def test_any_commits_merge_as_git_merges_them(world: World, seed: int) -> None:
    with LocalScratch(str(world.clone)) as scratch:
        listed = scratch.private.git("rev-list", *world.topics.values(), *world.tags.values()).text.split()
    chance = random.Random(seed)
    pairs = [(chance.choice(listed), chance.choice(listed)) for _ in range(40)]
    plain, real = both(world.clone, pairs)
    assert all(one is None or one == other for one, other in zip(plain, real, strict=True))


def test_odd_changes_on_two_sides_are_left_to_git(world: World, tmp_path: Path) -> None:
    """Renames, removals, folders in place of files: whatever is answered is what git answers."""
    from world.build import private

    copy = private(world, tmp_path / "world")
    with LocalScratch(str(copy.clone)) as scratch:
        objects = scratch.objects
        base = next(iter(world.topics.values()))
        tree = objects.tree_of(base)
        one, two = "arch/x86/kvm/pmu.c", "arch/x86/kvm/pmu.h"
        file, other = objects.look(tree, one), objects.look(tree, two)
        assert file and other
        changes = [
            {one: None},
            {one: None, "arch/x86/kvm/moved.c": file},
            {one: None, "arch/x86/kvm/elsewhere.c": file},
            {one: other},
            {"arch/x86/kvm/moved.c": other},
            {"arch/x86/kvm/moved.c": file},
            {"arch/x86/kvm/pmu.c": None, "arch/x86/kvm/pmu.c/inner.c": file},
            {"virt/new.c": file},
            {two: None},
        ]
        made = [objects.commit(objects.edit(tree, change), (base,)) for change in changes]
        pairs = list(permutations(made, 2))
        objects.show()
        plain = PlainMerges(scratch.private, objects).merge(pairs)
        real = merge_all(scratch.private, pairs)
        assert [
            pair for pair, mine, git in zip(pairs, plain, real, strict=True) if mine is not None and mine != git
        ] == []
        assert any(plain)
