# SPDX-License-Identifier: GPL-2.0-or-later
"""The data that ships with kx86, and codespell's dictionary."""

import sys

from kx86.adapters.data import corrections, misspellings, parse_misspellings, verbs


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
    assert dict(table) == {"aa": ("bb",), "hh": ("ii",)}
    assert dict(parse_misspellings("")) == {}
