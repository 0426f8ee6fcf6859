# SPDX-License-Identifier: GPL-2.0-or-later
"""Braces."""

import pytest

from kx86.handbook.style.braces import braces_around_long_statement, braces_needed, needless_braces
from unit.handbook.c_patches import about, hunk, said

ONE = "\tif (a) {\n\t\tb();\n\t}"


def test_a_single_statement_loses_its_braces() -> None:
    (finding,) = about(needless_braces, ONE)
    assert (finding.where.text, finding.replacement) == (ONE, "\tif (a)\n\t\tb();")


def test_all_branches_lose_their_braces() -> None:
    code = "\tif (a) {\n\t\tb();\n\t} else if (c) {\n\t\td();\n\t} else {\n\t\te();\n\t}"
    (finding,) = about(needless_braces, code)
    assert finding.replacement == "\tif (a)\n\t\tb();\n\telse if (c)\n\t\td();\n\telse\n\t\te();"


def test_the_brace_of_a_condition_over_lines_is_where_the_finding_is() -> None:
    (finding,) = about(needless_braces, "\tif (a &&\n\t    b) {\n\t\tc();\n\t}")
    assert (finding.where.line, finding.replacement) == (101, "\t    b)\n\t\tc();")


@pytest.mark.parametrize(
    "code",
    [
        "\tif (a) {\n\t\tb();\n\t\tc();\n\t}",
        "\tif (a) {\n\t\tb();\n\t} else {\n\t\tc();\n\t\td();\n\t}",
        "\tif (a) {\n\t\tb();\n\t\tc();\n\t} else {\n\t\td();\n\t}",
        "\tif (a) {\n\t\t/* Why */\n\t\tb();\n\t}",
        "\tfor (;;) {\n\t\tif (a)\n\t\t\tb();\n\t}",
        "\tdo {\n\t\tb();\n\t} while (a);",
        "#define X(a) if (a) { \\\n\tb(); \\\n\t}",
        "int foo(void)\n{\n\treturn 1;\n}",
        "\tswitch (a) {\n\tcase 1: b();\n\t}",
        "\tif (a) {\n\t\tb();",
    ],
)
def test_braces_that_are_needed_or_not_wholly_shown_stay(code: str) -> None:
    assert about(needless_braces, code) == []


def test_old_braces_stay() -> None:
    assert said(needless_braces, hunk(" \tif (a) {\n-\t\tc();\n+\t\tb();\n \t}")) == []


def test_a_new_branch_beside_an_old_one() -> None:
    assert len(said(needless_braces, hunk(" \tif (a)\n \t\tb();\n+\telse {\n+\t\tc();\n+\t}\n"))) == 1


def test_one_statement_over_lines_is_a_matter_of_its_own() -> None:
    code = "\tif (a) {\n\t\tb(c,\n\t\t  d);\n\t} else {\n\t\te();\n\t}"
    assert about(needless_braces, code) == []
    (finding,) = about(braces_around_long_statement, code)
    assert finding.replacement == "\tif (a)\n\t\tb(c,\n\t\t  d);\n\telse\n\t\te();"


def test_two_statements_over_lines_keep_their_braces() -> None:
    assert about(braces_around_long_statement, "\tif (a) {\n\t\tb(c,\n\t\t  d);\n\t\te();\n\t}") == []


def test_a_loop_around_a_condition_wants_braces() -> None:
    (finding,) = about(braces_needed, "\tfor (;;)\n\t\tif (a)\n\t\t\tb();")
    assert finding.where.line == 100


@pytest.mark.parametrize(
    "code", ["\tfor (;;) {\n\t\tif (a)\n\t\t\tb();\n\t}", "\tfor (;;)\n\t\tb();", "\twhile (a)\n\tif (b)"]
)
def test_loops_with_braces_or_simple_bodies_are_fine(code: str) -> None:
    assert about(braces_needed, code) == []
