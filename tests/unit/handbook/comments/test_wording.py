# SPDX-License-Identifier: GPL-2.0-or-later
"""Words of comments."""

import pytest

from kx86.handbook.comments.wording import hedges, not_imperative, pronoun
from unit.handbook.c_patches import TEST, about, hunk, lines_of, said


def test_a_pronoun_is_marked() -> None:
    (finding,) = about(pronoun, "\t/* Make sure that we are done. */")
    assert (finding.message, finding.where.column, finding.where.width) == ('Comment uses "we".', 19, 2)


def test_the_pronouns_of_one_comment_are_one_remark() -> None:
    (finding,) = about(pronoun, "/*\n * We know that\n * our guest trusts us.\n */")
    assert (finding.where.line, finding.message) == (101, 'Comment uses "we" and "our" and "us".')


def test_a_pronoun_far_below_is_a_remark_of_its_own() -> None:
    lines = ["We know.", *["More text."] * 4, "Our guest."]
    assert lines_of(about(pronoun, "/*\n" + "".join(f" * {line}\n" for line in lines) + " */")) == [101, 106]


@pytest.mark.parametrize(
    "comment",
    [
        "/* Wait 10us. */",
        "/* I/O of type I */",
        "/* USB, US and HOUR */",
        '/* The "we" of a quote. */',
        'x = "/* we */";',
    ],
)
def test_units_names_and_quotes_are_no_pronouns(comment: str) -> None:
    assert about(pronoun, comment) == []


def test_only_new_lines_of_comments_are_judged() -> None:
    assert said(pronoun, hunk(" /*\n  * We know.\n+ * More.\n  */")) == []
    assert said(pronoun, hunk("-/* We know all about it. */\n x();\n+/* We know all about it. */")) == []


def test_other_subsystems_may_speak_as_they_like() -> None:
    assert about(pronoun, "/* We know. */", file="drivers/net/example.c") == []


def test_the_third_person_becomes_imperative() -> None:
    (finding,) = about(not_imperative, "/*\n * Verifies that it works.\n */", file=TEST)
    assert (finding.where.line, finding.replacement) == (101, " * Verify that it works.")


@pytest.mark.parametrize(
    "comment",
    [
        "/* Verify that. */",
        "/* Returns true. */",
        "/* Sets of bits */",
        "/* CPUs are fine. */",
        "int a; /* Sets it */",
        "/* Maps */",
    ],
)
def test_commands_values_and_nouns_are_fine(comment: str) -> None:
    assert about(not_imperative, comment) == []


def test_a_test_does_what_it_does() -> None:
    (finding,) = about(hedges, "/* This test tries to fail. */")
    assert finding.message == 'Comment hedges: "This test tries to".'
    assert about(hedges, "/* The guest tries to fail. */") == []
