# SPDX-License-Identifier: GPL-2.0-or-later
"""Misspelled words in prose, and what is left alone."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.handbook.prose import prose
from kx86.handbook.spelling import misspelled

TABLE = {"recieve": ("receive",), "corrent": ("correct", "current"), "hve": ("have",), "seperate": ("separate",)}


def test_a_wrong_word_has_its_column_and_corrections_in_its_case() -> None:
    assert list(misspelled("Recieve the corrent page.", TABLE)) == [
        (0, "Recieve", ("Receive",)),
        (12, "corrent", ("correct", "current")),
    ]


def test_parts_of_a_hyphenated_word_are_looked_up() -> None:
    assert list(misspelled("The re-seperate-all step", TABLE)) == [(7, "seperate", ("separate",))]


def test_a_line_of_prose_hides_its_quotes() -> None:
    (line,) = prose(['Print "recieve" to recieve it'])
    assert [column for column, *_ in misspelled(line, TABLE)] == [19]


@pytest.mark.parametrize(
    "text",
    [
        "recieve_page() and vcpu->recieve and recieve() and s.recieve",
        "RECIEVE reCieve recieveAll 1recieve recieve1",
        "/usr/recieve/x recieve/x recieve.c https://kvm.example/recieve",
        "'recieve' \"recieve\" `recieve` --recieve $recieve",
        "hve",
    ],
)
def test_identifiers_paths_quotes_and_short_words_are_left_alone(text: str) -> None:
    assert list(misspelled(text, TABLE)) == []


@given(st.text(alphabet="recieve-'.,_( A", max_size=80))
def test_columns_point_at_the_word(text: str) -> None:
    for column, word, right in misspelled(text, TABLE):
        assert text[column : column + len(word)] == word
        assert right


@pytest.mark.parametrize("unit", ["recieve ", "a-", "a'", "aa", "a_"])
def test_time_doubles_when_the_input_doubles(unit: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        text = unit * size
        return lambda: list(misspelled(text, TABLE))

    assert_linear(prepare)
