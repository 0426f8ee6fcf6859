# SPDX-License-Identifier: GPL-2.0-or-later
"""Words that choose patches become numbers, and no number asks for much memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.letters.numbers import MOST, Extent, read_extent, read_ranges


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("2-9", ((2, 9),)),
        ("2 - 9", ((2, 9),)),
        ("2–9", ((2, 9),)),
        ("2..9", ((2, 9),)),
        ("2 through 9", ((2, 9),)),
        ("patches 1, 2, and 4-6", ((1, 1), (2, 2), (4, 6))),
        ("1,2,4", ((1, 1), (2, 2), (4, 4))),
        ("1-5-6", ((1, 1), (5, 5), (6, 6))),
        ("9-2", ((9, 9), (2, 2))),
        ("#3 and #4", ((3, 3), (4, 4))),
        ("01/21", ((1, 1),)),
        ("3+", ((3, MOST),)),
        ("7 onwards", ((7, MOST),)),
        ("for 6.8 and -rc3", ()),
        ("the 32-bit and 64 bit code", ()),
        ("v3 of kvm_x86_2 in 0x10", ()),
        ("1-999999999", ((1, MOST),)),
        ("99999999999", ()),
        ("", ()),
    ],
)
def test_numbers_are_read(text: str, ranges: tuple[tuple[int, int], ...]) -> None:
    assert read_ranges(text) == ranges


@pytest.mark.parametrize(
    ("said", "behind", "extent"),
    [
        ("", "", Extent()),
        ("this series", "", Extent(word="all")),
        ("this", "", Extent(word="answered")),
        ("the rest", "", Extent(word="rest")),
        ("the VMX part", "", Extent(word="vague")),
        ("patches 1-3", "", Extent(only=((1, 3),))),
        (
            "everything",
            ", minus 18 and 19 (the trylock) and 21 (a cleanup).",
            Extent(without=((18, 18), (19, 19), (21, 21)), word="all"),
        ),
        ("1-9", " without patch 7", Extent(only=((1, 9),), without=((7, 7),))),
        ("", " (patches 1-3)", Extent(only=((1, 3),))),
        ("", ", thanks for 3 good patches", Extent()),
        ("", " with patch 3 dropped", Extent(without=((3, 3),))),
        ("the first three", "", Extent(first=3)),
        ("the last 2 patches", "", Extent(last=2)),
        ("the first two and 5", "", Extent(only=((5, 5), (1, 2)))),
        ("all but the first", "", Extent(first=-1)),
        ("", ", except for the last two", Extent(last=-2)),
        ("patch three", "", Extent(only=((3, 3),))),
        ("all 7 patches", "", Extent(word="all")),
        ("5 of the 7 patches", "", Extent(word="vague")),
        ("most of it", "", Extent(word="vague")),
    ],
)
def test_words_choose_patches(said: str, behind: str, extent: Extent) -> None:
    assert read_extent(said, behind) == extent


@given(st.text(alphabet="0123456789-+,/#. andtopachefirslw()", max_size=200), st.text(max_size=60))
def test_what_is_chosen_is_bounded(said: str, behind: str) -> None:
    extent = read_extent(said, behind)
    for first, last in (*extent.only, *extent.without):
        assert 0 <= first <= last <= MOST
    assert abs(extent.first) <= MOST and abs(extent.last) <= MOST
