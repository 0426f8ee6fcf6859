# SPDX-License-Identifier: GPL-2.0-or-later
"""Places in a window as findings name them."""

from collections.abc import Iterable, Iterator

from kx86.handbook.c_views import Seen, seen
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Where
from kx86.patch.window import Window
from kx86.series.patch import Patch


def c_files(patch: Patch, facts: Facts) -> Iterator[tuple[Window, Seen | None]]:
    """The windows on C files and headers; of a file whose post-image is at hand, one window on the whole and its view."""
    whole: dict[str, Seen | None] = {}
    for window in c_windows(patch):
        if window.file not in whole:
            whole[window.file] = seen(patch, facts, window.file)
            if found := whole[window.file]:
                yield found.window, found
        if whole[window.file] is None:
            yield window, None


def c_windows(patch: Patch) -> Iterator[Window]:
    """The windows on C files and headers."""
    return (window for window in patch.windows if not window.file.endswith(".S"))


def at(window: Window, index: int, column: int | None = None, width: int = 1) -> Where:
    """One line of a window, optionally with the piece that is meant."""
    return Where(
        part="diff", file=window.file, line=window.start + index, text=window.lines[index], column=column, width=width
    )


def over(window: Window, first: int, last: int) -> Where:
    """Several lines of a window, `last` included."""
    text = "\n".join(window.lines[first : last + 1])
    return Where(part="diff", file=window.file, line=window.start + first, text=text)


def runs(indices: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of consecutive indices."""
    first = last = -1
    for index in indices:
        if index != last + 1 or last < 0:
            if last >= 0:
                yield first, last
            first = index
        last = index
    if last >= 0:
        yield first, last
