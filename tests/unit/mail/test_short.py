# SPDX-License-Identifier: GPL-2.0-or-later
"""Mails have short names that people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.mail.short import DIGITS, number_of, range_of, short

LARGEST = (1 << 63) - 1


def test_a_name_stays_the_same() -> None:
    assert short("1@a.example") == short("1@a.example") != short("2@a.example")
    assert (number_of(""), len(short(""))) == (0xE3B0C44298FC1C14 >> 1, DIGITS)


@given(st.text(alphabet=st.characters()))
def test_any_message_id_has_a_number_that_a_database_holds(name: str) -> None:
    assert 0 <= number_of(name) <= LARGEST


def test_bytes_that_are_no_text_have_a_number_as_well() -> None:
    assert number_of("\udc80@a.example") != number_of("\udc81@a.example")


@given(st.text(), st.integers(4, 16))
def test_what_is_typed_of_a_name_holds_its_number(name: str, digits: int) -> None:
    typed = f"{number_of(name):016x}"[:digits]
    for text in (typed, typed.upper()):
        span = range_of(text)
        assert span is not None and span[0] <= number_of(name) < span[1]


@given(st.from_regex(r"\A[0-7][0-9a-f]{3,15}\Z"))
def test_names_that_begin_otherwise_are_outside(typed: str) -> None:
    span = range_of(typed)
    assert span is not None
    first, end = span
    assert f"{first:016x}".startswith(typed) and f"{end - 1:016x}".startswith(typed)
    assert end - first == 1 << (64 - 4 * len(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "123",
        "12345678901234567",
        "ghij",
        "12 34",
        "0x12",
        "-123",
        "+123",
        "1_234",
        "１２３４",
        "8000",
        "ffff",
        "12\n3",
    ],
)
def test_what_is_no_name_has_no_range(typed: str) -> None:
    assert range_of(typed) is None
