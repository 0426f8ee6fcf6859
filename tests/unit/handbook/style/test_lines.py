# SPDX-License-Identifier: GPL-2.0-or-later
"""Lengths of lines and stray blank lines."""

import pytest

from kx86.handbook.style.lines import far_too_long, stray_blank, too_long
from unit.handbook.c_patches import TEST, about, added, hunk, lines_of, said

CALL = "\treturn kvm_example_update(vcpu, {});"


def call(columns: int) -> str:
    """A line of C as wide as that."""
    return CALL.format("a" * (columns - len(CALL.expandtabs(8)) + 2))


@pytest.mark.parametrize(("columns", "soft", "hard"), [(80, 0, 0), (84, 0, 0), (85, 1, 0), (100, 1, 0), (101, 0, 1)])
def test_lines_may_poke_out_a_little(columns: int, soft: int, hard: int) -> None:
    assert len(about(too_long, call(columns))) == soft
    assert len(about(far_too_long, call(columns))) == hard


def test_neighbouring_long_lines_are_one_remark() -> None:
    (finding,) = about(far_too_long, f"{call(110)}\n{call(120)}\nx();")
    assert finding.where.line == 100
    assert finding.message == "2 lines are over 100 columns, the longest has 120."


def test_the_caret_begins_where_the_limit_is() -> None:
    (finding,) = about(too_long, call(90))
    assert (finding.where.column, finding.where.width) == (73, 10)


def test_the_widest_lines_of_a_file_are_shown_and_the_others_counted() -> None:
    findings = about(too_long, "\nx();\n".join(call(columns) for columns in (91, 85, 96, 92, 86)))
    assert lines_of(findings) == [100, 104, 106]
    assert findings[-1].message == "Line is 92 columns long, over 80 (2 more in this file)."


@pytest.mark.parametrize(
    "line",
    [
        '\tTEST_ASSERT(!ret, "' + "a" * 80 + '");',
        " * https://lore.example/" + "a" * 90,
        "#include <" + "a" * 100 + ".h>",
    ],
    ids=["string", "link", "include"],
)
def test_what_cannot_be_broken_may_be_long(line: str) -> None:
    assert about(far_too_long, line, file=TEST) == []


def test_arguments_behind_a_string_can_be_wrapped() -> None:
    assert len(about(far_too_long, '\tpr_info("example %d\\n", ' + "a" * 90 + ");")) == 1


def test_old_and_moved_lines_may_be_long() -> None:
    assert said(far_too_long, hunk(f" {call(120)}\n+x();")) == []
    assert said(far_too_long, hunk(f"-{call(120)}\n x();\n+{call(120)}")) == []


def test_other_subsystems_and_languages_have_their_own_limits() -> None:
    assert about(far_too_long, call(120), file="drivers/net/example.c") == []
    assert about(far_too_long, call(120), file="tools/testing/selftests/kvm/example.py") == []


def test_selftests_of_other_architectures_share_the_style_of_selftests() -> None:
    other = hunk(added(call(120)), file="tools/testing/selftests/kvm/lib/riscv/processor.c")
    assert said(far_too_long, other) == []
    assert len(said(far_too_long, other, hunk("+x();", file=TEST))) == 1


@pytest.mark.parametrize(
    ("code", "message", "better"),
    [
        ("a();\n\n\nb();", "Two blank lines", ""),
        ("if (a) {\n\n\tb();\n\tc();\n}", "behind an opening brace", "if (a) {"),
        ("if (a) {\n\tb();\n\tc();\n\n}", "in front of a closing brace", "}"),
    ],
)
def test_a_stray_blank_line_is_found(code: str, message: str, better: str) -> None:
    (finding,) = about(stray_blank, code)
    assert message in finding.message
    assert finding.replacement == better


def test_a_new_blank_line_next_to_an_old_one_is_found() -> None:
    assert len(said(stray_blank, hunk(" a();\n \n+\n b();"))) == 1
    assert said(stray_blank, hunk(" a();\n \n \n+b();")) == []


def test_a_blank_line_in_front_of_else_is_left_alone() -> None:
    assert about(stray_blank, "if (a) {\n\tb();\n\tc();\n\n} else {\n\td();\n\te();\n}") == []
