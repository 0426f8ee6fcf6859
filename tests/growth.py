# SPDX-License-Identifier: GPL-2.0-or-later
"""Tell whether work grows in line with its input, on a machine that is busy with other things."""

import gc
import os
import time
from collections.abc import Callable

# A campaign looks further: terms that grow faster hide behind linear ones as long as the input is small.
ENOUGH = 0.1 if os.environ.get("KX86_DEEP") == "1" else 0.004
LARGEST = 100_000
# Four times the input takes four times as long in line, and sixteen times if the work is quadratic.
STEP, LIMIT = 4, 9

Prepare = Callable[[int], Callable[[], object]]


def assert_linear(prepare: Prepare, *, start: int = 250) -> None:
    """Fail when the work that `prepare(size)` returns grows clearly faster than `size`.

    The size is doubled from `start` until the work takes long enough to be measured; only processor time counts.
    """
    size = start
    while seconds(prepare, size) < ENOUGH and size < LARGEST:
        size *= 2
    # One jump may come from where memory is taken; what grows faster than the input keeps growing.
    for once, tries in ((size, 3), (STEP * size, 1)):
        growth = _growth(prepare, once, tries)
        if growth < LIMIT:
            return
    raise AssertionError(f"{STEP} times the input takes {growth:.1f} times as long at size {once}")


def _growth(prepare: Prepare, size: int, tries: int) -> float:
    """Measure until the growth is fine, a few times at most: other programs disturb."""
    small, growth = seconds(prepare, size), float("inf")
    for _ in range(tries):
        small = min(small, seconds(prepare, size), seconds(prepare, size))
        growth = min(growth, seconds(prepare, STEP * size) / max(small, ENOUGH))
        if growth < LIMIT:
            break
    return growth


def seconds(prepare: Prepare, size: int) -> float:
    """Measure the processor time of the work once, without what prepares it."""
    work = prepare(size)
    gc.disable()
    try:
        start = time.process_time()
        work()
        return time.process_time() - start
    finally:
        gc.enable()
