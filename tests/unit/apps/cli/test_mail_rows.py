# SPDX-License-Identifier: GPL-2.0-or-later
"""Mails as lines: hostile text steers no terminal, and no line is endless."""

from hypothesis import given
from hypothesis import strategies as st

from kx86.apps.cli.mail_rows import day, moment, row_lines, row_view, tree_lines, who
from kx86.apps.cli.terminal import PLAIN, Paint
from kx86.ports.mail_index import Row

HOSTILE = "\x1b[31mred\x1b]0;title\x07 \u202eesrever\u2066 a\nb\r\tc \x00\x9b \u2028 \ud800"
LONGEST = 1400
"""A Message-ID of 998 characters and a subject that is cut."""


def row(text: str, name: str = "", parents: tuple[str, ...] = ()) -> Row:
    return Row(name or f"{text}@a.example", 1_704_096_000, text, f"{text}@a.example", text, parents)


def is_harmless(line: str) -> bool:
    return all(c.isprintable() or c == "\t" for c in line)


def test_a_mail_is_a_line() -> None:
    one = Row("1@a.example", 1_704_096_000, "Ann Author", "ann@a.example", "[PATCH] KVM: x86: Do it")
    assert list(row_lines([one], PLAIN)) == ["2024-01-01  Ann Author            [PATCH] KVM: x86: Do it  <1@a.example>"]
    assert next(iter(row_lines([one], Paint(on=True)))).startswith("\x1b[2m2024-01-01\x1b[0m  Ann")


def test_a_thread_is_a_tree() -> None:
    rows = [row("a", "a"), row("b", "b", ("a",)), row("c", "c", ("b",)), row("d", "d", ("a",))]
    lines = [line.partition("  ")[2][22:] for line in tree_lines(rows, "b", PLAIN)]
    assert lines == ["a", "|- b", "| `- c", "`- d"]
    assert "\x1b[1mb\x1b[0m" in list(tree_lines(rows, "b", Paint(on=True)))[1]


def test_hostile_mails_are_harmless_lines() -> None:
    for lines in (row_lines([row(HOSTILE)], PLAIN), tree_lines([row(HOSTILE)], "", PLAIN)):
        (line,) = lines
        assert is_harmless(line)


@given(st.lists(st.text(alphabet=st.characters()), max_size=5))
def test_any_text_is_one_harmless_line_a_mail(texts: list[str]) -> None:
    rows = [row(text, f"{n} {text}", tuple(texts)) for n, text in enumerate(texts)]
    for lines in (list(row_lines(rows, PLAIN)), list(tree_lines(rows, "", PLAIN))):
        assert len(lines) == len(rows)
        assert all(map(is_harmless, lines))


def test_lines_are_bounded() -> None:
    rows = [row("x" * 998, str(n), (str(n - 1),)) for n in range(3000)]
    assert max(map(len, tree_lines(rows, "", PLAIN))) < LONGEST
    assert max(map(len, row_lines([row("x" * 1000, "y" * 998)], PLAIN))) < LONGEST


def test_a_name_fills_its_column() -> None:
    assert who("Ann", "ann@a.example") == "Ann" + " " * 17
    assert who("", "ann@a.example") == "ann@a.example" + " " * 7
    assert (who("x" * 99, ""), len(who("\u202e" * 99, ""))) == ("x" * 20, 20)


def test_days_and_moments_are_those_of_utc() -> None:
    assert (day(0), moment(1_704_096_000)) == ("1970-01-01", "2024-01-01T08:00:00Z")
    assert day((1 << 32) - 1) == "2106-02-07"


def test_programs_get_the_text_as_it_is() -> None:
    view = row_view(Row("1@a", 0, "Ann\x1b", "ann@a", "S\n", ("0@a", "x@a")))
    assert view == {
        "message_id": "1@a", "date": "1970-01-01T00:00:00Z", "from": "Ann\x1b <ann@a>", "subject": "S\n", "answers": "0@a",
    }  # fmt: skip
    assert row_view(Row("1@a", 0, "", "ann@a", "S"))["from"] == "ann@a"
