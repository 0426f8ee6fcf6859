# SPDX-License-Identifier: GPL-2.0-or-later
"""What counts as prose in a changelog, and the pronouns in it."""

from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.handbook.prose import ProseLine, first_sentence, mask, paragraphs, pronouns, prose


def words(text: str) -> list[str]:
    return [word for line in prose(text.split("\n")) for _, word in pronouns(line)]


def kinds(text: str) -> list[str]:
    return [paragraph.kind for paragraph in paragraphs(text.split("\n"))]


def test_paragraphs_know_their_kind_and_first_line() -> None:
    text = "Add a test.\nIt is short.\n\n  x = 1;\n\n- one\n  more\n- two\n\n> old mail\n\n[   12.345678] BUG: bad"
    found = [(p.first, p.kind) for p in paragraphs(text.split("\n"))]
    assert found == [(1, "prose"), (4, "code"), (6, "list"), (8, "list"), (10, "quote"), (12, "log")]


@pytest.mark.parametrize(
    "line",
    [
        "[  123.456789] kvm: we lost it",
        "RIP: 0010:kvm_spurious_fault+0xa/0x10",
        "foo.c:12:3: error: implicit declaration; did you mean 'bar'?",
        "make[2]: *** [foo.o] Error 1, you lose",
        "In file included from my.h:1:",
        "$ ./run my_test",
        "not ok 3 my test",
        " ? vcpu_run+0x12/0x34",
        "Reviewed-by: You <you@kvm.example>",
        "#define MY 1 /* we */",
        "| we | us |",
    ],
)
def test_logs_shells_compilers_and_trailers_are_no_prose(line: str) -> None:
    assert prose([line]) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Add it.\n\nv2:\n- we add more\n\nv1 -> v2: foo\n  - more", ["prose", "notes", "notes"]),
        ("Add it.\n\nChanges since v1:\n\n- more\n\nWe are done.", ["prose", "notes", "notes", "prose"]),
        ("Add it.\nChanges in v2:\nmore", ["prose", "notes"]),
        ("== Changelog ==\n\n* more", ["notes", "notes"]),
        ("The v2: format.\n\n- one", ["prose", "list"]),
    ],
)
def test_notes_on_versions_go_on_until_prose_follows(text: str, found: list[str]) -> None:
    assert kinds(text) == found


def test_an_indented_paragraph_is_code_but_a_changelog_indented_as_a_whole_is_not() -> None:
    assert kinds("Add it.\n\n    we = my;") == ["prose", "code"]
    assert kinds("    Add it.\n\n    Then we test.") == ["prose", "prose"]


def test_a_list_item_goes_on_over_lines_and_blank_lines_but_code_below_it_does_not() -> None:
    assert kinds("- Add it so that\n  it works\n\n  and well.\n\n      code();") == ["list", "list", "code"]
    assert words("3) Verify that we\n   got it") == ["we"]


def test_code_that_is_not_indented_is_told_by_its_line_ends() -> None:
    assert kinds("static int us(void)\n{\nreturn my;\n}") == ["code"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We add it and our guests thank us.", ["We", "our", "us"]),
        ("Let us see; let's go, I'm done with my work.", ["us", "let's", "I", "my"]),
        ("You can't, it is yours.", ["You", "yours"]),
        ("Wait 10us or 10 us, measured in us (us).", []),
        ("Use port I/O, Type I, Appendix I and the I-bit of my_foo and us->x, my.h, me@kvm.example", []),
        ("The US keyboard.", []),
        ("Say \"we did\" and 'we do' and `we` and “our”, see https://x.example/we/us", []),
        ("The guests' page, the hosts' page: we see both.", ["we"]),
        ('The 80" screen we have', ["we"]),
    ],
)
def test_pronouns_are_found_in_prose_only(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_a_slip_for_it_is_no_pronoun() -> None:
    assert words("I's called with a page.") == []


def test_a_quote_over_two_lines_is_masked_and_columns_stay_true() -> None:
    lines = prose(['He said "we', 'do it" but we do.'])
    assert [line.text for line in lines] == ["He said    ", "       but we do."]
    assert list(pronouns(lines[1])) == [(11, "we")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  code\n\nAdd a test, e.g. for foo.c\nand more.  Then stop.", ("Add a test, e.g. for foo.c and more.", 3)),
        ("Add a test", ("Add a test", 1)),
        ("", ("", 1)),
        ("Fix this: it is bad.", ("Fix this:", 1)),
    ],
)
def test_first_sentence(text: str, sentence: tuple[str, int]) -> None:
    assert first_sentence(text.split("\n")) == sentence


@given(st.lists(st.text(alphabet="we us'\"`<>@:/ \t-*1).[]{};#$|“”Iq", max_size=60), max_size=12))
def test_any_text_keeps_its_lines_and_lengths(lines: list[str]) -> None:
    for paragraph in paragraphs(lines):
        assert tuple(lines[paragraph.first - 1 : paragraph.first - 1 + len(paragraph.lines)]) == paragraph.lines
    for line in prose(lines):
        assert line.original == lines[line.number - 1]
        assert len(line.text) == len(line.original)
        for column, word in pronouns(line):
            assert line.original[column : column + len(word)] == word
    first_sentence(lines)


@given(st.text())
def test_masking_keeps_length_and_line_breaks(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert masked.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "unit", ['"', "'a ", "`", "we ", "<", "a@", "a.", ":1", "[1", "(", "- x\n", ">\n", "A-a", "x\n\n", "1.", "“"]
)
def test_time_doubles_when_the_input_doubles(unit: str) -> None:
    fresh = count()

    def prepare(size: int) -> Callable[[], object]:
        # Another last line each time, so that no cache knows the text.
        lines = [*(unit * size).split("\n"), str(next(fresh))]

        def work() -> None:
            for line in prose(lines):
                list(pronouns(ProseLine(line.number, line.text, line.original)))
            first_sentence(lines)

        return work

    assert_linear(prepare)
