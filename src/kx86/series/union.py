# SPDX-License-Identifier: GPL-2.0-or-later
"""Things joined two by two in; which of them hang together out."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Union(Generic[T]):
    """Joins things that can be looked up, in time that hardly grows with their number."""

    def __init__(self) -> None:
        self._above: dict[T, T] = {}

    def top(self, one: T) -> T:
        """The thing that stands for all those that hang together with this one."""
        above = self._above
        top = one
        while (higher := above.get(top, top)) != top:
            top = higher
        # Point the whole way at its end, which keeps later walks short.
        while one != top:
            above[one], one = top, above[one]
        return top

    def join(self, one: T, two: T) -> bool:
        """Let two things hang together; false when they did before."""
        first, second = self.top(one), self.top(two)
        if first != second:
            self._above[second] = first
        return first != second
