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
# Four times the input takes four times as long in line, and sixteen times if the work is quadratic.  What is in between is
# measured some more.
STEP = 4
LIMITS = (6, 6, *(9 for _ in range(22)))
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
    best = dict.fromkeys((size, STEP * size, STEP * STEP * size), float("inf"))
    for number, limit in enumerate(LIMITS):
        # The longer other programs disturb, the longer the pause.
        time.sleep(PAUSE * number)
        for once in (*best, size) if number in (3, 4, 11) else (size, STEP * size, size):
            best[once] = min(best[once], seconds(prepare, once))
        # One jump may come from where memory is taken; what grows faster than the input keeps growing.
        if any(best[STEP * once] <= limit * best[once] + SLACK for once in (size, STEP * size)):
            return
    raise AssertionError(
        f"{STEP} times the input takes {best[STEP * size] / best[size]:.1f} times as long: "
        + ", ".join(f"{seconds * 1000:.2f} ms at size {once}" for once, seconds in best.items())
    )


def seconds(prepare: Prepare, size: int) -> float:
    """Measure the processor time of the work once, as if it had never been done before."""
    work = prepare(size)
    forget()
    gc.disable()
    try:
        begin = time.thread_time()
        work()
        return time.thread_time() - begin
    finally:
        gc.enable()


def forget() -> None:
    """Empty the caches of kx86."""
    for clear in _caches():
        clear()


def _caches() -> Iterator[Callable[[], object]]:
    """Find what empties the caches of kx86; a cache without a limit holds what is made once, such as a word list."""
    for name, module in list(sys.modules.items()):
        if name.startswith("kx86."):
            for value in vars(module).values():
                if hasattr(value, "cache_info") and value.cache_info().maxsize is not None:
                    yield value.cache_clear
