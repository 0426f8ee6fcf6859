# SPDX-License-Identifier: GPL-2.0-or-later
"""Dates are read as git reads them."""

import time
from pathlib import Path

import pytest

from kx86.adapters.git.date import approximate

DAY, WEEK = 86_400, 7 * 86_400
JANUARY = 1_704_412_800
"""5 January 2024, midnight."""


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("2024-01-05", JANUARY),
        ("2024-1-5", JANUARY),
        ("20240105", JANUARY),
        ("2024-01-05 10:00:00 +0000", JANUARY + 36_000),
        ("2024-01-05T10:00:00Z", JANUARY + 36_000),
        ("2024-01-05 10:00:00 +0200", JANUARY + 28_800),
        ("Fri, 5 Jan 2024 00:00:00 +0000", JANUARY),
        ("1704412800", JANUARY),
    ],
)
def test_a_date_is_read(tmp_path: Path, typed: str, seconds: int) -> None:
    assert approximate(typed, str(tmp_path)) == seconds


@pytest.mark.parametrize(("typed", "ago"), [("2 weeks ago", 2 * WEEK), ("2.weeks.ago", 2 * WEEK), ("yesterday", DAY)])
def test_a_time_ago_is_counted_from_now(tmp_path: Path, typed: str, ago: int) -> None:
    found = approximate(typed, str(tmp_path))
    assert found is not None and abs(time.time() - ago - found) < 600


@pytest.mark.parametrize("typed", ["today", "Today", "monday", "Sunday", "last friday", "midnight"])
def test_days_are_read_by_name(tmp_path: Path, typed: str) -> None:
    found = approximate(typed, str(tmp_path))
    assert found is not None and 0 <= time.time() - found < WEEK + DAY


def test_today_begins_at_midnight(tmp_path: Path) -> None:
    found = approximate("today", str(tmp_path))
    assert found is not None and found % DAY == 0


@pytest.mark.parametrize(
    "typed", ["", "foo", "now", "soon", "kvm", "x" * 50 + "2024-01-05 and more", "\u202e", "never ever maybe" * 9]
)
def test_what_is_no_date_is_none(tmp_path: Path, typed: str) -> None:
    assert approximate(typed, str(tmp_path)) is None


@pytest.mark.parametrize(
    "typed", ["1\n[user]\nname=x", "--help 1", "1; rm -r /", "$(date) 1", "9" * 60, "2024-99-99", "0"]
)
def test_hostile_text_is_a_date_or_none(tmp_path: Path, typed: str) -> None:
    found = approximate(typed, str(tmp_path))
    assert found is None or 0 <= found < 10**12
    assert list(tmp_path.iterdir()) == []
