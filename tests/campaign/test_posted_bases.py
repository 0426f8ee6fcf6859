# SPDX-License-Identifier: GPL-2.0-or-later
"""The bases of made-up postings on the small world are right: commit, topic, what lies ahead, what is needed."""

from pathlib import Path

import pytest

from bench.base import bases, generate, ground, judge_of
from world.build import World


def right(world: World, folder: Path, number: int, seed: int) -> None:
    at = ground(world.clone)
    _, errors = bases(at, judge_of(at), generate(at, number, seed), folder)
    assert errors == []


def test_a_few_bases_are_right(world: World, tmp_path: Path) -> None:
    right(world, tmp_path, 14, 7)


@pytest.mark.deep
def test_many_bases_are_right(world: World, tmp_path: Path, seed: int) -> None:
    right(world, tmp_path, 200, seed)
