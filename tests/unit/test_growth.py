# SPDX-License-Identifier: GPL-2.0-or-later
"""The test of growth passes work in line and fails faster growth, whatever else the machine does meanwhile."""

import gc
import math
import re
import time
from collections.abc import Callable
from itertools import count

import pytest

import growth
from growth import assert_linear
from kx86.handbook.prose import _prose, prose

Cost = Callable[[int], float]


class Clock:
    """A clock that work sets forward by what it costs; nothing of the real machine comes in."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def work(self, cost: Cost) -> growth.Prepare:
        return lambda size: lambda: self.spend(cost(size))

    def spend(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture(autouse=True)
def _enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure as `make test` does, in a campaign as well."""
    monkeypatch.setattr(growth, "ENOUGH", 0.002)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "thread_time", lambda: made.now)
    monkeypatch.setattr(time, "sleep", made.pauses.append)
    return made


def disturbed(cost: Cost, *, of: int) -> Cost:
    """Five of so many runs take three times as long."""
    runs = count()
    return lambda size: cost(size) * (3 if next(runs) % of < 5 else 1)


@pytest.mark.parametrize(
    "cost",
    [
        lambda size: 1e-6 * size,
        lambda size: 1e-6 * size * math.log2(size),
        lambda size: 1e-6,
        lambda size: 0.01 + 1e-6 * size,
        lambda size: 1e-6 * min(size, 3000),
    ],
)
def test_work_in_line_passes_at_once(clock: Clock, cost: Cost) -> None:
    assert_linear(clock.work(cost))
    assert sum(clock.pauses) == 0


@pytest.mark.parametrize(
    "cost",
    [
        lambda size: 1e-9 * size**2,
        lambda size: 1e-6 * size + 1e-9 * size**2,
        lambda size: 1e-11 * size**3,
        disturbed(lambda size: 1e-9 * size**2, of=20),
    ],
)
def test_faster_growth_fails(clock: Clock, cost: Cost) -> None:
    with pytest.raises(AssertionError):
        assert_linear(clock.work(cost))


def test_a_failure_tells_both_times(clock: Clock) -> None:
    with pytest.raises(
        AssertionError,
        match=re.escape("takes 16.0 times as long: 4.00 ms at size 2000, 64.00 ms at size 8000, 1024.00 ms"),
    ):
        assert_linear(clock.work(lambda size: 1e-9 * size**2))


@pytest.mark.parametrize("of", [7, 8, 10, 11])
def test_work_in_line_passes_on_a_machine_that_is_busy_for_a_while(clock: Clock, of: int) -> None:
    assert_linear(clock.work(disturbed(lambda size: 1e-6 * size, of=of)))


def test_one_jump_is_no_growth(clock: Clock) -> None:
    assert_linear(clock.work(lambda size: 1e-6 * size * (3 if size > 4000 else 1)))


def test_what_prepares_the_work_does_not_count(clock: Clock) -> None:
    def prepare(size: int) -> Callable[[], object]:
        clock.spend(1e-9 * size**2)
        return lambda: clock.spend(1e-6 * size)

    assert_linear(prepare)


def test_a_regular_expression_that_starts_over_and_over_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "ENOUGH", 0.00002)
    monkeypatch.setattr(growth, "SLACK", 0)
    monkeypatch.setattr(growth, "PAUSE", 0)
    with pytest.raises(AssertionError):
        assert_linear(lambda size: lambda: re.search(r"a*a*a*b", "a" * size), start=10)


def test_work_remembered_by_a_cache_is_done_again() -> None:
    prose(["remembered"])
    assert_linear(lambda size: lambda: prose(["word"] * size))
    assert _prose.cache_info().currsize == 1


def test_no_garbage_is_collected_while_time_is_taken() -> None:
    seen: list[bool] = []
    assert_linear(lambda size: lambda: seen.append(gc.isenabled()), start=growth.LARGEST)
    assert set(seen) == {False}
    assert gc.isenabled()
