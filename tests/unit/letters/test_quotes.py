# SPDX-License-Identifier: GPL-2.0-or-later
"""A reply is taken apart into what its sender wrote and the quotes above."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.letters.quotes import Quote, pieces, unquote


def own(body: str) -> list[tuple[str, ...]]:
    return [piece.own for piece in pieces(body)]


@pytest.mark.parametrize(
    ("line", "depth", "text"),
    [
        ("> one", 1, "one"),
        (">one", 1, "one"),
        (">> two", 2, "two"),
        ("> > two", 2, "two"),
        ("> +\tcode();", 1, "+\tcode();"),
        (">  context", 1, " context"),
        (">", 1, ""),
    ],
)
def test_marks_are_taken_off(line: str, depth: int, text: str) -> None:
    assert unquote(line) == Quote(depth, text)


def test_words_stand_below_the_quote_above_them() -> None:
    told = pieces("> first\n\nOne.\n\n> second\n> third\n\nTwo,\nand more.\n")
    assert [([quote.text for quote in piece.quoted], piece.own) for piece in told] == [
        (["first"], ("One.",)),
        (["second", "third"], ("Two,", "and more.")),
    ]


def test_a_last_quote_without_words_says_nothing() -> None:
    assert own("> first\n\nOne.\n\n> the rest\n") == [("One.",)]


@pytest.mark.parametrize(
    "line",
    [
        "On Mon, Jan 1, 2024, Ann Author wrote:",
        "On Mon, 1 Jan 2024 at 10:00, Ann Author\n<ann@author.example> wrote:",
        "Am 01.01.24 um 10:00 schrieb Ann Author:",
        "Quoting Ann Author (2024-01-01 10:00:00):",
        "* Ann Author <ann@author.example> [2024-01-01 10:00:00 +0100]:",
        "Ann Author <ann@author.example>:",
    ],
)
def test_an_attribution_is_nobodys_words(line: str) -> None:
    assert own(f"{line}\n> text\n\nWell.\n") == [("Well.",)]
    assert own(f"Lower case, please.\n\n{line}\n> text\n") == [("Lower case, please.",)]


@pytest.mark.parametrize(
    "end", ["Thanks,\nRob", "thanks,\nrob", "Best regards,\nRob Reviewer", "Thanks!", "-- \nRob", "thanks,\n-- Rob"]
)
def test_closings_and_signatures_are_left_out(end: str) -> None:
    assert own(f"> text\n\nDrop it.\n\n{end}\n") == [("Drop it.",)]


def test_a_greeting_is_left_out() -> None:
    assert own("Hi Ann,\n\n> text\n\nHello Ann,\nDrop it.\n") == [("Drop it.",)]


def test_marks_of_what_was_cut_are_left_out() -> None:
    assert own("> text\n\n[...]\n\n> more\n\n<snip>\n\nDrop it.\n\n...\n\n> rest\n") == [("Drop it.",)]


def test_words_below_a_patch_inside_of_a_reply_count() -> None:
    patch = "\n".join(["---", *(f"+line {n}" for n in range(20)), "--", "2.43.0"])
    assert len(own(f"> one\n\nI'd do this:\n\n{patch}\n\n> two\n\nAnd this.\n")) == 2


@given(st.text(alphabet=st.sampled_from("> \n-+ab.:,\t")))
def test_whatever_is_read_nothing_raises(body: str) -> None:
    for piece in pieces(body):
        assert piece.own and piece.own[0].strip() and piece.own[-1].strip()


def test_work_grows_in_line_with_long_and_deep_mails() -> None:
    def shape(line: str) -> Callable[[int], Callable[[], object]]:
        return lambda size: lambda text=line * size: pieces(text)

    for line in ("> quoted\nown\n", "> " * 40 + "deep\n", ">", "own words\n", "\n", "On Monday\n"):
        assert_linear(shape(line))
