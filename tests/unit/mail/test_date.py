# SPDX-License-Identifier: GPL-2.0-or-later
"""The Date: field is read as far as it makes sense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.mail.date import parse_date


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Mon, 01 Jan 2024 10:00:00 +0000", 1704103200),
        ("Mon, 01 Jan 2024 12:00:00 +0200", 1704103200),
        ("Mon,  1 Jan 2024 02:00:00 -0800 (PST)", 1704103200),
        ("1 Jan 2024 10:00:00 GMT", 1704103200),
        ("Mon, 01 Jan 24 10:00:00", 1704103200),
        ("Wed, 15 Sep 2077 10:00:00 +0000", 3398925600),
    ],
)
def test_a_date_is_read(text: str, seconds: int) -> None:
    assert parse_date(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "32 Foo 2024", "Mon, 01 Jan 1890 00:00:00 +0000", "0" * 5000, "1 Jan 99999999999999999999 1:1:1"],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@given(st.text())
def test_no_text_raises(text: str) -> None:
    found = parse_date(text)
    assert found is None or 0 < found < 1 << 32
