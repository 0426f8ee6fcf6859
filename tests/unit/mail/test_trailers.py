# SPDX-License-Identifier: GPL-2.0-or-later
"""Trailers at the end of a changelog."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.mail.trailers import split_trailers


def split(text: str) -> tuple[list[str], list[str], list[tuple[str, str, int]]]:
    changelog, block = split_trailers(text.split("\n"))
    return list(changelog), list(block.lines), [(t.key, t.value, t.line) for t in block.trailers]


def test_the_last_paragraph_of_tags_is_the_block() -> None:
    changelog, lines, trailers = split(
        'Do it.\n\nBecause.\n\nFixes: 123456789abc ("x")\nSigned-off-by: A <a@b.example>\n\n'
    )
    assert changelog == ["Do it.", "", "Because."]
    assert lines == ['Fixes: 123456789abc ("x")', "Signed-off-by: A <a@b.example>"]
    assert trailers == [("Fixes", '123456789abc ("x")', 1), ("Signed-off-by", "A <a@b.example>", 2)]


def test_a_blank_line_between_tags_keeps_both_runs() -> None:
    changelog, lines, trailers = split("Do it.\n\nReported-by: A\n\nSigned-off-by: B")
    assert changelog == ["Do it."]
    assert lines == ["Reported-by: A", "", "Signed-off-by: B"]
    assert trailers == [("Reported-by", "A", 1), ("Signed-off-by", "B", 3)]


def test_tags_directly_below_prose_are_found() -> None:
    changelog, _, trailers = split("Do it, as told\nin the thread.\nLink: https://a.example/1\nSigned-off-by: B")
    assert changelog == ["Do it, as told", "in the thread."]
    assert [key for key, _, _ in trailers] == ["Link", "Signed-off-by"]


def test_prose_that_ends_in_a_tag_stays_prose_above_a_blank_line() -> None:
    changelog, _, trailers = split("See this.\nLink: https://a.example/1\n\nSigned-off-by: B")
    assert changelog == ["See this.", "Link: https://a.example/1"]
    assert trailers == [("Signed-off-by", "B", 1)]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Link:\n  https://a.example/1", "https://a.example/1"),
        ("Link:\nhttps://a.example/1", "https://a.example/1"),
        ("Reported-by: A\n\t<a@b.example>", "A <a@b.example>"),
        ("Reported-by: A\n<a@b.example>", "A <a@b.example>"),
        ('Fixes: 123456789abc ("KVM: x86:\nDo it")', '123456789abc ("KVM: x86: Do it")'),
        ("Cc: stable@vger.kernel.org\n# 6.1 and later", "stable@vger.kernel.org # 6.1 and later"),
        ("Link: https://a.example/1\n[1] https://a.example/2", "https://a.example/1"),
    ],
)
def test_continuation_lines_belong_to_their_tag(written: str, value: str) -> None:
    changelog, lines, trailers = split(f"Do it.\n\n{written}\nSigned-off-by: B")
    assert changelog == ["Do it."]
    assert lines == [*written.split("\n"), "Signed-off-by: B"]
    assert trailers[0][1:] == (value, 1)
    assert trailers[1] == ("Signed-off-by", "B", len(lines))


@pytest.mark.parametrize(
    "note",
    ["[ a: fix a typo ]", "[a: fix a typo,\n drop a word]", "(cherry picked from commit 123456789abc)"],
)
def test_notes_between_tags_are_kept_and_are_no_tags(note: str) -> None:
    changelog, lines, trailers = split(f"Do it.\n\nSigned-off-by: A\n{note}\nSigned-off-by: B")
    assert changelog == ["Do it."]
    assert lines == ["Signed-off-by: A", *note.split("\n"), "Signed-off-by: B"]
    assert [value for _, value, _ in trailers] == ["A", "B"]


def test_tags_with_prose_below_them_are_found_by_their_sign_off() -> None:
    changelog, lines, trailers = split("Do it.\n\nFixes: a\nSigned-off-by: A\n\nV2:\n- do less\n")
    assert changelog == ["Do it.", "", "V2:", "- do less"]
    assert lines == ["Fixes: a", "Signed-off-by: A"]
    assert [line for _, _, line in trailers] == [1, 2]
    assert split("Do it.\n\nFixes: a\n\nSee above.")[2] == []


def test_a_note_that_opens_the_block_belongs_to_it() -> None:
    assert split("Do it.\n\n[ a: note ]\nSigned-off-by: A")[1] == ["[ a: note ]", "Signed-off-by: A"]


def test_a_paragraph_of_notes_alone_is_changelog() -> None:
    assert split("Do it.\n\n[ a remark ]\n\nSigned-off-by: A")[0] == ["Do it.", "", "[ a remark ]"]


@pytest.mark.parametrize(
    "line",
    [
        "See https://a.example/1",
        "https://a.example/1",
        "Note: this",
        "x86-64: this",
        "non-NPT: that",
        "[1] https://a.example/1",
        "Fix this",
    ],
)
def test_prose_is_no_trailer(line: str) -> None:
    changelog, lines, trailers = split(f"Do it.\n\n{line}")
    assert (lines, trailers) == ([], [])
    assert changelog[-1] == line


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("cc: A", "cc"),
        ("signed-off-by: A", "signed-off-by"),
        ("Reviewed by: A", "Reviewed by"),
        ("Change-Id: A", "Change-Id"),
        ("Acked-by : A", "Acked-by"),
    ],
)
def test_odd_spellings_of_tags_are_tags(line: str, key: str) -> None:
    _, block = split_trailers(["Do it.", "", line])
    assert [(t.key, t.name, t.value, t.text) for t in block.trailers] == [(key, key.lower(), "A", line)]


@given(
    st.lists(
        st.sampled_from(
            [
                "",
                "Prose.",
                "Fixes: a",
                "Signed-off-by: x",
                "[ n ]",
                "[ open",
                "close ]",
                " more",
                "Signed-off-by: y",
                "[1] x",
                "<a@b>",
            ]
        )
    )
)
def test_no_line_is_lost_and_numbers_point_at_their_line(lines: list[str]) -> None:
    changelog, block = split_trailers(lines)
    written = [line for line in lines if line.strip()]
    assert sorted(line for line in [*changelog, *block.lines] if line.strip()) == sorted(written)
    assert "\n".join(block.lines) in "\n".join(lines)
    assert all(block.lines[t.line - 1] == t.text for t in block.trailers)


@given(st.lists(st.text()))
def test_any_lines_are_survived(lines: list[str]) -> None:
    split_trailers(lines)


@pytest.mark.parametrize(
    "unit",
    [
        "Signed-off-by: x\n",
        "Signed-off-by: x\n\n",
        "[ a\n",
        "a ]\n",
        " x\n",
        'Fixes: 1 ("\n',
        "\n",
        "a-",
        "a-by:\n[ a\n",
    ],
)
def test_hostile_changelogs_stay_linear(unit: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        lines = (unit * size).split("\n")
        return lambda: split_trailers(lines)

    assert_linear(prepare)


@pytest.mark.parametrize(
    "text",
    [
        "Do it.\n\nFixes: a\nSigned-off-by: A\n",
        "Do it.\n\nSigned-off-by: A\n\nV2:\n- less",
        "Signed-off-by: A",
        "See.\nLink: https://a",
    ],
)
def test_the_block_tells_where_it_begins(text: str) -> None:
    lines = text.split("\n")
    _, block = split_trailers(lines)
    assert block.lines
    assert tuple(lines[block.start : block.start + len(block.lines)]) == block.lines
