# SPDX-License-Identifier: GPL-2.0-or-later
"""What the author says is found across line ends, and the place of it is true."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.handbook.said import and_list, find, says, sentences, series_place, written
from unit.handbook.posting import patch, series

ANYTHING = re.compile("")


def test_a_match_that_begins_in_the_second_line_names_that_line_and_column():
    one = patch(text="Poke the guest.\nIt fails until the\nnext patch.")
    match, where = find(one, re.compile(r"until\s+the\s+next")) or pytest.fail("not found")
    assert match[0] == "until the\nnext"
    assert (where.part, where.line, where.text) == ("changelog", 2, "It fails until the")
    assert where.text[where.column : where.column + where.width] == "until the"


def test_notes_below_the_changelog_are_read_and_counted_on_their_own():
    one = patch(notes="Only compile tested.")
    _, where = find(one, re.compile("compile")) or pytest.fail("not found")
    assert (where.part, where.text) == ("notes", "Only compile tested.")


def test_the_letter_itself_is_the_part_cover():
    _, where = find(patch("[PATCH 0/2] Poke", "Poke both."), re.compile("both")) or pytest.fail("not found")
    assert where.part == "cover"


def test_shortlog_and_trailers_count_as_said():
    one = patch("[PATCH] KVM: x86: Poke", trailers='Fixes: 0123456789ab ("KVM: x86: Count")')
    assert says(one, re.compile("0123456789ab"))
    assert says(one, re.compile("x86: Poke"))
    assert not says(one, re.compile("absent"))


def test_code_and_quotes_are_no_sentences_and_leave_a_gap():
    one = patch(text='Poke it.\n\n\t$ ./untested --now\n\nThe log says "never tested".')
    (passage,) = sentences(one, ANYTHING)
    assert "untested" not in passage.text
    assert "never tested" not in passage.text
    where = passage.where(re.search("The log", passage.text) or pytest.fail("not found"))
    assert (where.line, where.text) == (5, 'The log says "never tested".')


def test_a_part_without_the_cue_is_left_out():
    assert list(sentences(patch(text="Poke it."), re.compile("tested"))) == []


def test_a_remark_on_a_series_stands_at_its_cover_or_its_headers():
    one = patch("[PATCH 1/1] KVM: x86: Poke", to="0@kernel.example")
    cover = patch("[PATCH 0/1] KVM: x86: Poke all", "Poke.", ident="0@kernel.example")
    assert series_place(series(cover, one)).part == "cover"
    assert series_place(series(one)).part == "headers"


@pytest.mark.parametrize(
    ("words", "said"),
    [((), ""), ("a", "a"), ("ab", "a and b"), ("abc", "a, b and c"), ("abcd", "a, b and 2 more")],
)
def test_names_are_listed_as_people_do(words, said):
    assert and_list(words) == said


@given(st.lists(st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]))), st.text(max_size=3))
def test_every_place_holds_what_was_found(lines, word):
    from dataclasses import replace

    one = replace(patch(), changelog=tuple(lines), notes=tuple(reversed(lines)))
    pattern = re.compile(re.escape(word.replace("\n", " ").replace("\r", " ") or "x"))
    for passage in written(one):
        for match in pattern.finditer(passage.text):
            where = passage.where(match)
            assert where.text[where.column :].startswith(match[0])
