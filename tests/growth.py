# SPDX-License-Identifier: GPL-2.0-or-later
"""Tell whether work grows in line with its input, on a machine that is busy with other things."""

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator

# A campaign looks further: terms that grow faster hide behind linear ones as long as the input is small.
ENOUGH = 0.03 if os.environ.get("KX86_DEEP") == "1" else 0.002
LARGEST = 100_000
# Four times the input takes four times as long in line, and sixteen times if the work is quadratic.
STEP, LIMIT = 4, 9
# What a clock, an interrupt or the first touch of a page may cost.
SLACK = 0.0005
PAUSE = 0.02

Prepare = Callable[[int], Callable[[], object]]


def assert_linear(prepare: Prepare, *, start: int = 250) -> None:
    """Fail when the work that `prepare(size)` returns grows clearly faster than `size`.

    The size is doubled from `start` until the work takes long enough to be measured.  Only processor time counts, without
    what prepares the work, and the best of several runs: other programs make a run slower and never faster.
    """
    size = start
    while seconds(prepare, size) < ENOUGH and size < LARGEST:
        size *= 2
    # One jump may come from where memory is taken; what grows faster than the input keeps growing.
    for once, rounds in ((size, 12), (STEP * size, 3)):
        small, large = _best(prepare, once, rounds)
        if _in_line(small, large):
            return
    raise AssertionError(
        f"{STEP} times the input takes {large / small:.1f} times as long: "
        f"{small * 1000:.2f} ms at size {once}, {large * 1000:.2f} ms at size {STEP * once}"
    )


def _in_line(small: float, large: float) -> bool:
    return large <= LIMIT * small + SLACK


def _best(prepare: Prepare, size: int, rounds: int) -> tuple[float, float]:
    """Give the best times of either size, from as many rounds as it takes to see them in line."""
    small, large = seconds(prepare, size), float("inf")
    for number in range(rounds):
        # Whatever disturbs a round may be over after a while.
        time.sleep(PAUSE * number)
        small = min(small, seconds(prepare, size), seconds(prepare, size))
        large = min(large, seconds(prepare, STEP * size))
        if _in_line(small, large):
            break
    return small, large


def seconds(prepare: Prepare, size: int) -> float:
    """Measure the processor time of the work once, as if it had never been done before."""
    work = prepare(size)
    for forget in _caches():
        forget()
    gc.disable()
    try:
        begin = time.thread_time()
        work()
        return time.thread_time() - begin
    finally:
        gc.enable()


def _caches() -> Iterator[Callable[[], object]]:
    """Find what empties the caches of kx86; a cache without a limit holds what is made once, such as a word list."""
    for name, module in list(sys.modules.items()):
        if name.startswith("kx86."):
            for value in vars(module).values():
                if hasattr(value, "cache_info") and value.cache_info().maxsize is not None:
                    yield value.cache_clear
