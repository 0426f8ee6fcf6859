# SPDX-License-Identifier: GPL-2.0-or-later
"""The postings of one series in, in the order in which they were sent out.

They come by date.  A date that is wrong by a sender's clock is overruled by the numbers of the versions, where they were
written, RFCs and other versions each among themselves.
"""

from collections.abc import Sequence

from kx86.series.sight import Sight


def in_order(members: Sequence[int], sights: Sequence[Sight]) -> list[int]:
    """Order the postings of one series, given by their places in order of dates."""
    by_date = sorted(members)
    rows = [_by_number([at for at in by_date if sights[at].posting.rfc == rfc], sights) for rfc in (True, False)]
    if [at for row in rows for at in sorted(row)] == [at for row in rows for at in row]:
        return by_date
    return _merged(rows[0], rows[1])


def _by_number(row: list[int], sights: Sequence[Sight]) -> list[int]:
    """Sort by version where it is written; a posting without one, or sent again in a thread, keeps to the one before it."""
    keys: list[tuple[tuple[int, ...], int]] = []
    last: tuple[int, ...] = (0,)
    for at in row:
        sight = sights[at]
        if sight.posting.version_written and not sight.posting.reroll:
            last = sight.number
        elif not sight.posting.reroll:
            last = max(last, sight.number)
        keys.append((last, at))
    return [at for _, at in sorted(keys)]


def _merged(one: list[int], two: list[int]) -> list[int]:
    """Merge two rows by date, where a date that lies behind that of a later version counts as that one's."""
    marked = sorted([*_plain_dates(one), *_plain_dates(two)])
    return [at for _, _, at in marked]


def _plain_dates(row: list[int]) -> list[tuple[int, int, int]]:
    found = []
    least: int | None = None
    for number, at in reversed(list(enumerate(row))):
        least = at if least is None else min(least, at)
        found.append((least, number, at))
    return found
