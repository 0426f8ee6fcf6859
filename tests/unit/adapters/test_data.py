# SPDX-License-Identifier: GPL-2.0-or-later
"""The data that ships with kx86, and codespell's dictionary."""

import sys

import pytest

from kx86.adapters.data import (
    Misspellings,
    ShippedWords,
    _dictionary,
    corrections,
    examples_text,
    find_misspelling,
    misspellings,
    parse_misspellings,
    profile_text,
    verbs,
)


def test_verbs_are_base_forms_and_know_the_kernel() -> None:
    assert {"add", "fix", "refactor", "sync", "setup", "re-use"} - verbs() <= {"re-use"}
    assert not {"adds", "added", "adding", "can", "will", "the"} & verbs()


def test_codespell_is_read_but_never_imported() -> None:
    table = misspellings()
    assert table["teh"] == ("the",)
    assert table.get("the") is None
    assert len(table) > 10000
    assert "codespell_lib" not in sys.modules


def test_several_corrections_and_a_reason() -> None:
    assert corrections("receive") == ("receive",)
    assert corrections("correct, current,") == ("correct", "current")
    assert corrections("class, it is a name in C") == ("class",)


def test_disabled_entries_and_mangled_lines_are_left_out() -> None:
    table = parse_misspellings("aa->bb\nnonsense\ncc->dd, disabled due to a name\nee->ff->gg\nhh->ii\n")
    assert table == {"aa": "bb", "hh": "ii"}
    assert dict(Misspellings(str)) == {}


def test_the_dictionary_is_read_once_and_late() -> None:
    reads = []

    def read() -> str:
        reads.append(1)
        return "aa->bb, cc,\n"

    table = Misspellings(read)
    assert reads == []
    assert table["aa"] == ("bb", "cc")
    assert "aa" in table
    assert list(table) == ["aa"]
    assert reads == [1]


def test_words_are_found_by_halving_exactly_where_reading_everything_finds_them() -> None:
    text = _dictionary()
    table = parse_misspellings(text)
    lower = {wrong: right for wrong, right in table.items() if wrong == wrong.lower()}
    # Some thousand entries, spread over the file, and the words beside them that are not in it.
    for wrong in list(lower)[::17]:
        assert find_misspelling(text, wrong) == lower[wrong]
        for near in (wrong[:-1], wrong + "x", "a" + wrong):
            assert find_misspelling(text, near) == table.get(near), near


def test_the_first_and_the_last_word_are_found_and_an_empty_file_has_none() -> None:
    text = "aa->bb\ncc->dd\nee->ff"
    assert [find_misspelling(text, word) for word in ("aa", "cc", "ee")] == ["bb", "dd", "ff"]
    assert [find_misspelling(text, word) for word in ("a", "ab", "zz", "", "dd")] == [None] * 5
    assert find_misspelling("", "aa") is None
    assert find_misspelling("cc->dd, disabled due to a name\n", "cc") is None


def test_many_words_get_the_same_answers_as_few() -> None:
    table = Misspellings(lambda: "aa->bb\ncc->dd\n")
    for number in range(2000):
        assert f"x{number}" not in table
        assert table["cc"] == ("dd",)
    assert not table.keys().isdisjoint(["zz", "aa"])
    with pytest.raises(KeyError):
        table["zz"]


def test_what_ships_is_found() -> None:
    assert "[shortlog]" in profile_text()
    assert examples_text("no-such-section") == ""
    assert ShippedWords().verbs() is verbs()
    assert ShippedWords().misspellings() is misspellings()
