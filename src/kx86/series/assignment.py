# SPDX-License-Identifier: GPL-2.0-or-later
"""Scores of pairs in; which row belongs to which column out, so that the scores add up to the most."""

from collections.abc import Mapping, Sequence

Scores = Mapping[tuple[int, int], int]

# More rows or columns than this are matched greedily: the exact way takes the third power of steps.
EXACT = 32


def assign(scores: Scores) -> list[tuple[int, int]]:
    """Pair rows with columns; only pairs with a score are made.  Exact for a few, greedy for many."""
    rows = sorted({row for row, _ in scores})
    columns = sorted({column for _, column in scores})
    if max(len(rows), len(columns)) > EXACT:
        return _greedy(scores)
    flip = len(rows) > len(columns)
    table = [
        [-scores.get((column, row) if flip else (row, column), 0) for column in (rows if flip else columns)]
        for row in (columns if flip else rows)
    ]
    pairs = [
        (rows[two], columns[one]) if flip else (rows[one], columns[two]) for one, two in enumerate(_cheapest(table))
    ]
    return sorted(pair for pair in pairs if scores.get(pair, 0) > 0)


def _greedy(scores: Scores) -> list[tuple[int, int]]:
    """Take the best pair that is left, time and again."""
    rows: set[int] = set()
    columns: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for (row, column), _ in sorted(scores.items(), key=lambda item: (-item[1], abs(item[0][0] - item[0][1]), item[0])):
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            pairs.append((row, column))
    return sorted(pairs)


def _cheapest(table: Sequence[Sequence[int]]) -> list[int]:
    """The column of each row at the least cost (the Hungarian method); no more rows than columns."""
    height = len(table)
    width = len(table[0]) if table else 0
    rows, columns = [0] * (height + 1), [0] * (width + 1)
    taken = [0] * (width + 1)
    for row in range(1, height + 1):
        taken[0] = row
        column = _extend(table, rows, columns, taken)
        while column[0]:
            before = column[1][column[0]]
            taken[column[0]] = taken[before]
            column = (before, column[1])
    answer = [0] * height
    for at in range(1, width + 1):
        if taken[at]:
            answer[taken[at] - 1] = at - 1
    return answer


def _extend(
    table: Sequence[Sequence[int]], rows: list[int], columns: list[int], taken: list[int]
) -> tuple[int, list[int]]:
    """Find a free column for the row in `taken[0]` by the cheapest way over taken ones; the way leads back to 0."""
    width = len(columns) - 1
    far = 1 << 60
    least = [far] * (width + 1)
    way = [0] * (width + 1)
    used = [False] * (width + 1)
    at = 0
    while taken[at]:
        used[at] = True
        row = taken[at]
        step, following = far, 0
        for column in range(1, width + 1):
            if used[column]:
                continue
            cost = table[row - 1][column - 1] - rows[row] - columns[column]
            if cost < least[column]:
                least[column], way[column] = cost, at
            if least[column] < step:
                step, following = least[column], column
        for column in range(width + 1):
            if used[column]:
                rows[taken[column]] += step
                columns[column] -= step
            else:
                least[column] -= step
        at = following
    return at, way
