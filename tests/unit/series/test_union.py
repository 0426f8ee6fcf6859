# SPDX-License-Identifier: GPL-2.0-or-later
"""Things that were joined hang together."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.series.union import Union


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_things_hang_together_through_others(pairs: list[tuple[int, int]]) -> None:
    union: Union[int] = Union()
    groups = [{number} for number in range(10)]
    for one, two in pairs:
        mine, other = (next(group for group in groups if number in group) for number in (one, two))
        assert union.join(one, two) is (mine is not other)
        if mine is not other:
            groups.remove(other)
            mine |= other
    for group in groups:
        assert len({union.top(number) for number in group}) == 1
    assert len({union.top(number) for number in range(10)}) == len(groups)


def test_a_long_row_is_walked_in_linear_time() -> None:
    def prepare(size: int) -> Callable[[], object]:
        def walk() -> None:
            union: Union[int] = Union()
            for number in range(size):
                union.join(number + 1, number)
            for number in range(size):
                union.top(number)

        return walk

    assert_linear(prepare)
