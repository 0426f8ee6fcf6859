# SPDX-License-Identifier: GPL-2.0-or-later
"""Nothing that a mail holds steers the terminal."""

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.apps.cli.terminal import PLAIN, Paint, cut, fold, pad_for, printable, wants_colour, width_of


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b[2J",
        "\x1b]0;title\x07",
        "a\rb",
        "a\nb",
        "\u202egnp",
        "\u2066x\u2069",
        "\x9b31m",
        "\x00",
        "\u200b",
        "\udc80",
    ],
)
def test_what_steers_a_terminal_is_replaced(hostile: str) -> None:
    assert printable(hostile).isprintable()


def test_what_people_write_stays() -> None:
    assert printable("Zoë: \tx = 1; /* über 漢字 */") == "Zoë: \tx = 1; /* über 漢字 */"


@given(st.text())
def test_no_control_character_ever_comes_through(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text), "columns must stay true"
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in shown if c != "\t")


@given(st.text(st.sampled_from("ab \t"), max_size=200), st.integers(20, 60))
def test_folded_text_is_narrow_and_complete(text: str, width: int) -> None:
    lines = list(fold(text, width, "first: ", "    "))
    assert "".join("".join(lines).split()) == "first:" + "".join(text.split())
    assert all(len(line) <= width or " " not in line.strip() or line.startswith("first: ") for line in lines)


def test_folding_keeps_a_long_word_whole() -> None:
    assert list(fold("see https://lore.example/kvm/very-long-link", 20, "", "  ")) == [
        "see",
        "  https://lore.example/kvm/very-long-link",
    ]


def test_a_tab_pads_as_a_tab_and_a_wide_character_as_two_blanks() -> None:
    assert pad_for("\ta漢e\u0301") == "\t    "


def test_a_cut_text_says_so() -> None:
    assert cut("a" * 50, 10) == "aaaaaa ..."
    assert cut("short", 10) == "short"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("when", "environment", "wanted"),
    [
        ("auto", {}, True),
        ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": ""}, True),
        ("auto", {"TERM": "dumb"}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {}, False),
    ],
)
def test_colour_follows_the_option_then_no_color_then_the_terminal(when: str, environment: dict, wanted: bool) -> None:
    assert wants_colour(when, Terminal(), environment) is wanted


def test_no_colour_in_a_pipe() -> None:
    assert not wants_colour("auto", io.StringIO(), {})


def test_paint_marks_and_plain_does_not() -> None:
    assert Paint(True)("error", "no") == "\033[1;31mno\033[0m"
    assert PLAIN("error", "no") == "no"


def test_the_width_is_that_of_the_terminal_within_reason() -> None:
    assert width_of(io.StringIO(), {"COLUMNS": "80"}) == 80
    assert width_of(io.StringIO(), {"COLUMNS": "9999"}) == 120
    assert width_of(io.StringIO(), {"COLUMNS": "0"}) == 100
    assert width_of(io.StringIO(), {"COLUMNS": "9" * 5000}) == 100
    assert width_of(io.StringIO(), {"COLUMNS": "1"}) == 40
    assert width_of(io.StringIO(), {}) == 100
