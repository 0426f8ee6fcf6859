# SPDX-License-Identifier: GPL-2.0-or-later
"""Continuation lines."""

import pytest

from kx86.handbook.style.alignment import breaks_behind_parenthesis, misaligned, wrapped_early
from unit.handbook.c_patches import TEST, about, hunk, said

LONG = "a" * 50


def test_each_wrong_line_of_an_expression_is_set_right_at_once() -> None:
    (finding,) = about(misaligned, f"\tfoo({LONG},\n\t\tbar(b,\n\t\t    c),\n\t    d);")
    assert finding.where.line == 101
    assert finding.message == "Continuation line is not aligned with the open parenthesis."
    assert finding.replacement == "\t    bar(b,"


def test_lines_inside_a_moved_line_move_along() -> None:
    (finding,) = about(misaligned, f"\tfoo({LONG},\n\t\tbar(b,\n\t\t    c),\n\t\td);")
    assert finding.message.startswith("2 continuation lines")
    assert finding.replacement == "\t    bar(b,\n\t\tc),\n\t    d);"


@pytest.mark.parametrize(
    "code",
    [
        "\tfoo(a,\n\t    b);",
        "\tx = foo(a,\n\t\tbar(b,\n\t\t    c));",
        "#define X(a) \\\n\tfoo(a, \\\n\t\tb)",
        '\tasm volatile("x"\n\t\t: "=a"(b));',
        "TRACE_EVENT(kvm_example,\n\tTP_PROTO(int a),\n\tTP_ARGS(a)\n);",
        "\tkvm_cpu_cap_mask(LEAF,\n\t\tF(A) | F(B)\n\t);",
        "\tif (long ? a(b) :\n\t           c)",
        "\tfoo(a,\n\t    A_FLAG |\n\t\t    B_FLAG, c);",
        "\tlist = (struct list) {\n\t\tfoo,\n\t};",
    ],
    ids=["call", "nested", "macro", "assembly", "trace", "table", "ternary", "operator", "initialiser"],
)
def test_what_is_aligned_or_no_argument_list_is_fine(code: str) -> None:
    assert about(misaligned, code) == []


def test_a_line_may_stand_where_its_old_neighbour_stands() -> None:
    assert said(misaligned, hunk(" \tfoo(a,\n \t\tb,\n+\t\tc);")) == []


def test_a_parenthesis_far_to_the_right_is_told_without_a_rewrite() -> None:
    (finding,) = about(misaligned, f"\t{'a' * 500}(b,\n\t{' ' * 600}c);")
    assert finding.replacement is None


def test_lines_that_move_ever_further_are_told_without_a_rewrite() -> None:
    (finding,) = about(misaligned, "\n".join(["\tfor (i = 0;"] * 100))
    assert finding.replacement is None


def test_old_lines_below_a_new_head_are_found() -> None:
    (finding,) = said(misaligned, hunk("-\tfoo(a,\n+\tfoobar(a,\n \t    b);"))
    assert (finding.where.line, finding.replacement) == (100, "\tfoobar(a,\n\t       b);")


def test_an_aligned_line_must_fit() -> None:
    head = "\t\t\t\t\tkvm_example_with_a_very_long_name_indeed("
    assert about(misaligned, head + "a,\n\t\t\t\t\t\tkvm_example_value_that_is_long);") == []


def test_the_first_places_are_shown_and_the_others_counted() -> None:
    calls = "".join(f"\tfoo(a,\n\t    {' ' * more}b);\n" for more in (1, 2, 3, 9, 1))
    findings = about(misaligned, calls)
    assert [finding.where.line for finding in findings] == [101, 103, 105]
    assert findings[-1].message.endswith("(2 more in this file).")


def test_a_bare_parenthesis_is_pulled_together_when_it_fits() -> None:
    (finding,) = about(breaks_behind_parenthesis, "\tfoo(\n\t\ta, b);")
    assert finding.replacement == "\tfoo(a, b);"


def test_a_bare_parenthesis_without_an_easy_way_out() -> None:
    (finding,) = about(breaks_behind_parenthesis, "\tfoo(\n\t\ta,\n\t\tb);")
    assert (finding.where.column, finding.replacement) == (4, None)


@pytest.mark.parametrize(
    "code",
    [
        '\tasm volatile(\n\t\t"x");',
        "#define X(a) foo( \\\n\ta)",
        "\tTP_STRUCT__entry(\n\t\t__field(int, a)\n\t),",
        '\tprintf(\n\t"usage: x\\n");',
    ],
)
def test_layouts_of_their_own_may_break_there(code: str) -> None:
    assert about(breaks_behind_parenthesis, code, file=TEST) == []


def test_parameters_that_fit_are_joined() -> None:
    (finding,) = about(wrapped_early, "static int foo(struct kvm *kvm,\n\t       int a)\n{")
    assert finding.replacement == "static int foo(struct kvm *kvm, int a)"


@pytest.mark.parametrize(
    "code",
    [
        "\tif (a &&\n\t    b)\n\t\tc();",
        "\tif (foo(a,\n\t\tb))\n\t\tc();",
        f"\tfoo({LONG},\n\t    {LONG});",
        "\tfoo(a, /* first */\n\t    b);",
        "\tx = (a +\n\t     b);",
    ],
)
def test_breaks_with_a_reason_stay(code: str) -> None:
    assert about(wrapped_early, code) == []
