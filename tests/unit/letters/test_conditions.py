# SPDX-License-Identifier: GPL-2.0-or-later
"""Words beside a tag, whatever they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.letters.conditions import NOTHING, Around, asks_first, read_around

WORDS = st.sampled_from(
    (
        *(
            "with",
            "that",
            "fixed",
            "if",
            "you",
            "once",
            "for",
            "patch",
            "patches",
            "1",
            "2-4",
            "1-999",
            "999-1",
            "3/5",
            ",",
            "and",
            "-",
        ),
        *(
            "the",
            "series",
            "parts",
            "x86",
            "first",
            "three",
            "v2",
            "v3",
            "except",
            ".",
            ":",
            "(",
            "#",
            "looks",
            "good",
            "please",
            "add",
        ),
    )
)


@pytest.mark.parametrize("text", ["", " ", "LGTM", "Thanks,", "Otherwise", "...", "Nice one!"])
def test_words_that_say_nothing(text: str) -> None:
    assert read_around(text) == NOTHING


def test_a_condition_hides_no_number() -> None:
    assert read_around("With that fixed, for patches 1-2:") == Around("With that fixed, for patches 1-2:", "", (1, 2))


def test_what_a_sentence_leaves_out_is_not_counted() -> None:
    assert read_around("For all patches except patch 3:") == Around("", "For all patches except patch 3:")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("With such a change feel free to add:", True),
        ("With a few nits below", False),
        ("With patch 2 dropped:", True),
        ("With this patch:", False),
        ("With the series:", False),
        ("That said:", False),
        ("I wonder if it matters, anyway:", False),
        ("If you agree:", True),
        ("Even if slow:", False),
        ("For the next revision:", True),
        ("in v3 you can add", True),
    ],
)
def test_what_asks_for_something_first(text: str, asks: bool) -> None:
    assert asks_first(text) is asks


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_any_words_are_read_and_name_bounded_numbers(text: str) -> None:
    around = read_around(text)
    assert len(around.numbers) <= 201
    assert all(0 <= number <= 1999 for number in around.numbers)
    assert set(around.condition) | set(around.part) <= set(text)


@pytest.mark.parametrize(
    "piece",
    ["with x fixed ", "if ", "for 1,", "1-2 ", "patches 1-", "the whole ", "for the x ", "only for ", "a" * 40 + " "],
)
def test_a_sentence_twice_as_long_takes_about_twice_as_long(piece: str) -> None:
    def prepare(size: int):  # type: ignore[no-untyped-def]
        text = piece * size
        return lambda: read_around(text)

    assert_linear(prepare)
