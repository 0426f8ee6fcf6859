# SPDX-License-Identifier: GPL-2.0-or-later
"""The form of comments."""

import pytest

from kx86.handbook.comments.layout import block_style, tail, wrap
from kx86.handbook.finding import Level
from unit.handbook.c_patches import about, added, hunk, said


def test_text_leaves_the_first_line() -> None:
    (finding,) = about(block_style, "\t/* One\n\t * two.\n\t */")
    assert (finding.where.line, finding.replacement) == (100, "\t/*\n\t * One")


def test_text_leaves_the_last_line() -> None:
    (finding,) = about(block_style, "\t/*\n\t * One\n\t * two. */")
    assert (finding.where.line, finding.replacement) == (102, "\t * two.\n\t */")


def test_a_short_comment_needs_one_line() -> None:
    (finding,) = about(block_style, "\t/*\n\t * One.\n\t */")
    assert (finding.level, finding.replacement) == (Level.ADVICE, "\t/* One. */")


@pytest.mark.parametrize(
    "comment",
    [
        "\t/*\n\t * One\n\t * two.\n\t */",
        "\t/* One. */",
        "// One\n// two",
        "/*\n * One.\n */\nint foo(void);",
        "/* SPDX-License-Identifier: MIT\n * more */",
        "\tx(); /* One\n\t      * two. */",
        "\t/*\n\t * " + "One " * 18 + "\n\t */",
    ],
)
def test_good_forms_are_left_alone(comment: str) -> None:
    assert about(block_style, comment) == []


def test_an_old_first_line_is_not_judged() -> None:
    assert said(block_style, hunk(" /* One\n+ * two\n  */")) == []


HEAD = "int foo(void)\n{\n"


def test_a_comment_moves_above_its_statement() -> None:
    (finding,) = about(tail, HEAD + "\tx(); /* why */\n}")
    assert finding.replacement == "\t/* why */\n\tx();"


@pytest.mark.parametrize(
    "code",
    [
        "struct foo {\n\tint a; /* why */\n};",
        "int a[] = {\n\t1, /* one */\n};",
        HEAD + "\tx(); /* fallthrough */\n}",
        HEAD + "\tx(a, /* why */\n\t  b);\n}",
        "#endif /* FOO */",
        HEAD + "\t/* why */\n\tx();\n}",
    ],
)
def test_comments_that_may_stand_behind_something(code: str) -> None:
    assert about(tail, code) == []


def comment_of(*lines: str) -> str:
    """A block comment in a function."""
    return "\t/*\n" + "".join(f"\t * {line}\n" for line in lines) + "\t */"


def test_long_lines_of_a_comment_are_one_remark() -> None:
    (finding,) = about(wrap, comment_of("long " * 15 + "words", "long " * 15 + "words", "short"))
    assert (finding.where.line, finding.message) == (101, "2 lines of a comment are up to 91 columns long.")


def test_a_link_may_be_long_and_text_may_poke_out() -> None:
    assert about(wrap, comment_of("see https://lore.example/" + "a" * 70)) == []
    assert about(wrap, comment_of("a" * 35 + " " + "b" * 36)) == []


def test_lines_that_could_be_filled_are_found() -> None:
    (finding,) = about(wrap, comment_of(*["some words that do not fill"] * 5))
    assert finding.where.line == 105
    assert finding.message == "Comment is wrapped early: 3 lines would do instead of 5."


@pytest.mark.parametrize(
    "lines",
    [
        ["A sentence.", "A sentence.", "A sentence.", "A sentence."],
        ["- item one", "- item two", "- item three", "- item four"],
        ["R10   value", "R11   value", "R12   value", "R13   value"],
        ["a --> b", "c --> d", "e --> f", "g --> h"],
        ["two lines", "are fine"],
    ],
    ids=["sentences", "list", "table", "drawing", "short"],
)
def test_what_is_laid_out_is_not_filled(lines: list[str]) -> None:
    assert about(wrap, comment_of(*lines)) == []


def test_assembly_has_comments_too() -> None:
    code = added(comment_of("long " * 15 + "words", "long"))
    assert len(said(wrap, hunk(code, file="arch/x86/kvm/vmx/vmenter.S"))) == 1
