# SPDX-License-Identifier: GPL-2.0-or-later
"""Rows and columns are paired for the highest sum."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from kx86.series.assignment import EXACT, assign

TABLES = st.integers(1, 4).flatmap(
    lambda height: st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=height, max_size=height)
)


def test_the_sum_counts_and_not_the_best_single_pair() -> None:
    assert assign({(0, 0): 9, (0, 1): 8, (1, 0): 8}) == [(0, 1), (1, 0)]


def test_a_pair_without_a_score_is_not_made() -> None:
    assert assign({(3, 7): 5}) == [(3, 7)]
    assert assign({}) == []


def test_more_rows_than_columns_leave_rows_over() -> None:
    assert assign({(0, 0): 1, (1, 0): 3, (2, 0): 2}) == [(1, 0)]


def test_many_rows_are_paired_greedily() -> None:
    scores = {(row, row): 5 for row in range(EXACT + 5)} | {(row, row + 1): 4 for row in range(EXACT + 4)}
    assert assign(scores) == [(row, row) for row in range(EXACT + 5)]


@given(TABLES)
def test_no_other_pairing_has_a_higher_sum(table: list[list[int]]) -> None:
    scores = {(row, column): value for row, line in enumerate(table) for column, value in enumerate(line) if value}
    got = sum(scores[pair] for pair in assign(scores))
    rows = range(len(table))
    best = max(
        sum(table[row][column] for row, column in zip(rows, columns, strict=True))
        for columns in permutations(range(4), len(table))
    )
    assert got == best
