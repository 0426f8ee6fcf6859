# SPDX-License-Identifier: GPL-2.0-or-later
"""Heads of functions, strings, ternary operators and messages of assertions."""

import pytest

from kx86.handbook.finding import Level
from kx86.handbook.style.assertions import punctuated_message
from kx86.handbook.style.expressions import operator_first, split_string
from kx86.handbook.style.functions import inline_in_source, name_on_new_line
from unit.handbook.c_patches import TEST, about, hunk, said


def test_the_name_joins_its_type() -> None:
    (finding,) = about(name_on_new_line, "static struct foo *\nbar(int a)\n{\n}")
    assert (finding.where.line, finding.replacement) == (100, "static struct foo *bar(int a)")


def test_the_name_stays_below_when_parameters_must_move() -> None:
    (finding,) = about(name_on_new_line, "static int\nbar(int a,\n    int b)\n{\n}")
    assert (finding.where.line, finding.replacement) == (101, None)


@pytest.mark.parametrize(
    "code",
    ["static int bar(int a)\n{\n}", "x = y;\nbar(a);", "static void\n__attribute__((weak)) bar(void)", "else\nbar(a);"],
)
def test_names_in_their_place_are_fine(code: str) -> None:
    assert about(name_on_new_line, code) == []


def test_an_old_type_above_a_new_name_is_old_style() -> None:
    assert said(name_on_new_line, hunk(" static int\n-bar(void)\n+bar(int a)\n {")) == []


def test_inline_leaves_and_parameters_follow() -> None:
    (finding,) = about(inline_in_source, "static inline int foo(int a,\n\t\t      int b)\n{")
    assert finding.replacement == "static int foo(int a,\n\t       int b)"


@pytest.mark.parametrize(
    "code", ["static __always_inline int foo(void)", "static int foo(void) /* inline */", "\tinline_it();"]
)
def test_no_hint_no_remark(code: str) -> None:
    assert about(inline_in_source, code) == []


def test_a_string_is_put_together() -> None:
    (finding,) = about(split_string, '\tpr_info("a %d "\n\t\t"b "\n\t\t"c\\n", d);')
    assert (finding.where.line, finding.replacement) == (100, '\tpr_info("a %d b c\\n", d);')


@pytest.mark.parametrize(
    "code",
    [
        '\tprintf("a\\n"\n\t       "b\\n");',
        '\tasm volatile("a;"\n\t\t     "b" : : );',
        '#define X "a" \\\n\t"b"',
        '\tfoo("a",\n\t    "b");',
    ],
)
def test_breaks_behind_newlines_and_in_assembly_are_fine(code: str) -> None:
    assert about(split_string, code) == []


def test_the_message_of_an_assertion_is_one_line_where_it_fits() -> None:
    (finding,) = about(split_string, '\tTEST_ASSERT(a, "Bad number,\\n"\n\t\t    "  num: %d", a);', file=TEST)
    assert (finding.level, finding.replacement) == (Level.ADVICE, '\tTEST_ASSERT(a, "Bad number, num: %d", a);')


@pytest.mark.parametrize(
    "code",
    [
        '\tTEST_ASSERT(a, "Bad number,\\n"\n\t\t    "' + "long " * 20 + '");',
        '\tTEST_ASSERT(a, "One\\n"\n\t\t    "two\\n"\n\t\t    "three");',
        '\tprintf("One\\n"\n\t       "two");',
    ],
)
def test_long_messages_and_help_texts_may_have_lines(code: str) -> None:
    assert about(split_string, code, file=TEST) == []


def test_operators_end_lines() -> None:
    (finding,) = about(operator_first, "\tx = a ? b\n\t      : c;")
    assert finding.replacement == "\tx = a ? b :\n\t      c;"
    assert len(about(operator_first, "\tx = a\n\t    ? b : c;")) == 1


@pytest.mark.parametrize(
    "code", ['\tasm("x"\n\t    : "=a"(b)\n\t    : "c"(d));', "\tx = a ? b :\n\t\tc;", "\tint a\n\t\t: 3;"]
)
def test_other_colons_are_fine(code: str) -> None:
    assert about(operator_first, code) == []


@pytest.mark.parametrize(
    ("code", "better"),
    [
        ('TEST_ASSERT(a, "It works.");', 'TEST_ASSERT(a, "It works");'),
        ('TEST_ASSERT(foo("a."), "It works\\n");', 'TEST_ASSERT(foo("a."), "It works");'),
        ('TEST_FAIL("Bad %d.\\n", a);', 'TEST_FAIL("Bad %d", a);'),
        ('GUEST_FAIL("Bad!");', 'GUEST_FAIL("Bad");'),
    ],
)
def test_messages_end_without_punctuation(code: str, better: str) -> None:
    (finding,) = about(punctuated_message, code, file=TEST)
    assert finding.replacement == better


@pytest.mark.parametrize(
    "code",
    [
        'TEST_ASSERT(a, "It works");',
        'TEST_ASSERT(foo("a."), "It works");',
        'TEST_ASSERT(a, "Wait...");',
        'TEST_ASSERT(a, "usage:\\n"\n\t"  -h help.\\n");',
        'printf("It works.\\n");',
        'TEST_ASSERT_EQ(a, "b.");',
    ],
)
def test_other_messages_are_fine(code: str) -> None:
    assert about(punctuated_message, code, file=TEST) == []
