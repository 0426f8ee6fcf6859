# SPDX-License-Identifier: GPL-2.0-or-later
"""Hostile mail of any shape: each step of the way and each rule takes as much longer as the mail is larger."""

import random
import sys
import time
from collections.abc import Iterator

import pytest

from campaign import mixtures, units, way
from campaign.shapes import SHAPES, Shape
from conftest import DEEP
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.rule import rule
from kx86.series.patch import Patch

# Seconds that the whole way must take beyond those of a small mail, so that what grows faster than the mail comes to light.
ENOUGH = 0.08 if DEEP else 0.005
LARGEST = 3_000_000
# Four times the mail takes four times as long in line, and sixteen times if the work is quadratic.
STEP, LIMIT = 4, 9
PAUSE = 0.02
# What an interrupt or the first touch of a page may cost.
SLACK = 0.0001
# Jumps at one size come from what begins to count there, such as a limit; what grows too fast does so at every size.
SIZES = 3
ROUNDS = 5
SAMPLE = 60
# Seconds for a batch of a campaign: it has as many shapes as fit.
LONG = 30.0
BATCHES = 8
UNITS = units.shapes()
# A few units of each place.
SAMPLED = dict(list(UNITS.items())[:: len(UNITS) // SAMPLE])


def check(shape: Shape) -> None:
    """Fail with the names of the steps whose time grows faster than the mail."""
    first = _size(shape)
    said: dict[str, list[str]] = {}
    for size in (first << number for number in range(SIZES)):
        found = _too_slow(shape, size)
        said = {name: [*said.get(name, []), text] for name, text in found.items() if name in said or size == first}
        if not said:
            return
    lines = (f"{name}: {', '.join(texts)}" for name, texts in said.items())
    raise AssertionError(f"{STEP} times the mail takes more than {LIMIT} times as long: {'; '.join(lines)}")


def _size(shape: Shape) -> int:
    idle = sum(way.times(shape(1)).values())
    size = 8
    while len(data := shape(size)) < LARGEST:
        took = sum(way.times(data).values()) - idle
        if took >= ENOUGH:
            break
        size *= 2 if took > ENOUGH / 4 else 4
    return size


def _too_slow(shape: Shape, size: int) -> dict[str, str]:
    """Give the steps that are not in line, each with its times; the best of several runs counts."""
    small, large = shape(size), shape(STEP * size)
    least: dict[str, float] = {}
    most: dict[str, float] = {}
    slow: list[str] = []
    for number in range(ROUNDS):
        time.sleep(PAUSE * number)
        _keep_best(least, way.times(small))
        _keep_best(most, way.times(large))
        slow = [name for name, took in most.items() if took > LIMIT * least.get(name, 0.0) + SLACK]
        if not slow:
            break
    return {name: f"{1000 * least.get(name, 0.0):.2f} -> {1000 * most[name]:.2f} ms at {size}" for name in slow}


def _keep_best(best: dict[str, float], times: dict[str, float]) -> None:
    for name, took in times.items():
        best[name] = min(took, best.get(name, took))


def test_a_rule_that_compares_all_lines_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def compare(patch: Patch, facts: Facts) -> Iterator[Finding]:
        """Compare every line with every other one."""
        if sum(one == other for one in patch.changelog * 2 for other in patch.changelog) < 0:
            yield Finding(where=Where(part="changelog"), message="Never said.")

    slow = rule("XX-SLOW", level=Level.ADVICE, statement="CHG-1")(compare)
    monkeypatch.setattr(way, "RULES", (*way.RULES, slow))
    monkeypatch.setattr(sys.modules[__name__], "SIZES", 1)
    monkeypatch.setattr(sys.modules[__name__], "ROUNDS", 3)
    with pytest.raises(AssertionError, match="XX-SLOW: "):
        check(SHAPES["lines of a changelog"])


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_takes_twice_the_time_for_twice_the_size(name: str) -> None:
    check(SHAPES[name])


@pytest.mark.parametrize("name", SAMPLED)
def test_a_repeated_text_takes_twice_the_time_for_twice_the_size(name: str) -> None:
    check(SAMPLED[name])


@pytest.mark.deep
@pytest.mark.parametrize("name", SHAPES)
def test_a_large_shape_takes_twice_the_time_for_twice_the_size(name: str) -> None:
    check(SHAPES[name])


def by_chance(seed: int) -> Iterator[tuple[str, Shape]]:
    """Give texts known to be odd, and mixtures of them, without end."""
    chance = random.Random(seed)
    names = list(UNITS)
    while True:
        name = chance.choice(names)
        yield name, UNITS[name]
        yield mixtures.mixture(chance.randrange(1 << 48))


@pytest.mark.deep
@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_text_by_chance_takes_twice_the_time_for_twice_the_size(batch: int, seed: int) -> None:
    end = time.monotonic() + LONG
    for name, shape in by_chance(seed + batch):
        print(name)
        check(shape)
        if time.monotonic() > end:
            break
