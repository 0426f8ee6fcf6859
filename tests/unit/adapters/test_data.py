# SPDX-License-Identifier: GPL-2.0-or-later
"""The data that ships with kx86, and codespell's dictionary."""

import sys

from kx86.adapters.data import (
    Misspellings,
    ShippedWords,
    corrections,
    examples_text,
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


def test_what_ships_is_found() -> None:
    assert "[shortlog]" in profile_text()
    assert examples_text("no-such-section") == ""
    assert ShippedWords().verbs() is verbs()
    assert ShippedWords().misspellings() is misspellings()
