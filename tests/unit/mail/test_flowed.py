# SPDX-License-Identifier: GPL-2.0-or-later
"""format=flowed undone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.mail.flowed import unflow

DIFF = "--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n"


def test_soft_breaks_are_joined_and_hard_ones_kept() -> None:
    assert unflow("one \ntwo\nthree\n") == "one two\nthree\n"


def test_delsp_takes_the_space_of_a_soft_break_away() -> None:
    assert unflow("one \ntwo\n", delsp=True) == "onetwo\n"


def test_stuffed_spaces_are_taken_out() -> None:
    assert unflow(" From x\n >y\n  z\n") == "From x\n>y\n z\n"


def test_quotes_join_only_at_their_own_depth() -> None:
    assert unflow("> one \n> two\n>> three \n> four \nfive\n") == "> one two\n>> three \n> four \nfive\n"


def test_the_signature_mark_is_no_soft_break() -> None:
    assert unflow("one \n-- \nname\n") == "one \n-- \nname\n"


def test_a_diff_stuffed_by_the_standard_is_restored() -> None:
    assert unflow(f"{DIFF}  \ta\n-\tb\n+\tc\n  }}\n") == f"{DIFF} \ta\n-\tb\n+\tc\n }}\n"


def test_a_diff_that_only_says_flowed_is_left_alone() -> None:
    diff = f"{DIFF} \ta\n \n-\tb \n+\tc \n }}\n"
    assert unflow(f"Wrapped \ntext.\n\n{diff}") == f"Wrapped text.\n\n{diff}"


def test_a_wrapped_line_of_a_diff_is_joined_but_never_with_the_next_line_of_the_diff() -> None:
    assert unflow(f"{DIFF}  \ta\n+\tlong \nend\n+\tb \n+\tc\n") == f"{DIFF} \ta\n+\tlong end\n+\tb \n+\tc\n"


@given(st.text("> -+@\nab"))
def test_no_text_is_lost_but_spaces_marks_and_line_ends(text: str) -> None:
    def letters(s: str) -> list[str]:
        return [c for c in s if c in "ab+@"]

    assert letters(unflow(text)) == letters(text)


@pytest.mark.parametrize("unit", ["> \n", ">", "a \n", " ", "--- a\n", "@@ -1\n", " \n", "+ \n"])
def test_hostile_text_stays_linear(unit: str) -> None:
    assert_linear(lambda size: lambda: (unflow(unit * size), unflow(DIFF + unit * size)))
