# SPDX-License-Identifier: GPL-2.0-or-later
"""Declarations at the heads of blocks."""

import pytest

from kx86.handbook.style.declarations import declared_in_for, no_blank_line, not_a_fir_tree
from unit.handbook.c_patches import about, hunk, said

HEAD = "int foo(struct kvm *kvm)"


def body(*lines: str) -> str:
    """A function with these lines."""
    return "\n".join([HEAD, "{", *(f"\t{line}" if line else "" for line in lines), "}"])


def test_the_longest_line_comes_first() -> None:
    (finding,) = about(not_a_fir_tree, body("int r;", "struct kvm_vcpu *vcpu;", "long size;", "", "bar();"))
    assert finding.where.text == "\tint r;\n\tstruct kvm_vcpu *vcpu;\n\tlong size;"
    assert finding.replacement == "\tstruct kvm_vcpu *vcpu;\n\tlong size;\n\tint r;"


@pytest.mark.parametrize(
    "lines",
    [
        ("struct kvm_vcpu *vcpu;", "int r;"),
        ("struct kvm *kvm = vcpu->kvm;", "struct kvm_example *example = kvm->example;"),
        ("int size = 8;", "unsigned long array[size];"),
        ("int r;", "static unsigned long count;"),
        ("int r;", "struct list list = {", "\t.head = 1,", "};"),
    ],
    ids=["tree", "value", "bound", "static", "initialiser"],
)
def test_trees_and_dependencies_are_fine(lines: tuple[str, ...]) -> None:
    assert about(not_a_fir_tree, body(*lines, "", "bar();")) == []


def test_a_value_that_needs_a_later_line_moves_behind_it() -> None:
    (finding,) = about(not_a_fir_tree, body("int a;", "int *value = &a;", "struct kvm_vcpu *vcpu;", "", "bar();"))
    assert finding.replacement == "\tstruct kvm_vcpu *vcpu;\n\tint a;\n\tint *value = &a;"


def test_old_declarations_stay_in_their_order() -> None:
    (finding,) = said(
        not_a_fir_tree, hunk(f" {HEAD}\n {{\n \tint a;\n \tlong bc;\n+\tstruct kvm_vcpu *vcpu;\n \n \tbar();")
    )
    assert finding.replacement == "\tstruct kvm_vcpu *vcpu;\n\tint a;\n\tlong bc;"


def test_only_new_declarations_are_judged() -> None:
    assert said(not_a_fir_tree, hunk(f" {HEAD}\n {{\n \tint a;\n \tlong bc;\n+\tint d;\n \n \tbar();")) == []


def test_members_of_structures_are_no_variables() -> None:
    assert about(not_a_fir_tree, "struct foo {\n\tint a;\n\tlong long b;\n};") == []
    assert said(not_a_fir_tree, hunk(" \tint a;\n+\tlong long b;\n \tint c;", heading="struct kvm_example {")) == []
    packed = "struct __attribute__ ((__packed__)) kvm_example {"
    assert said(not_a_fir_tree, hunk(" \tint a;\n+\tlong long b;\n \tint c;", heading=packed)) == []
    assert about(not_a_fir_tree, "union foo {\n\tint a;\n\tstruct {\n\t\tint b;\n\t\tlong long c;\n\t};\n};") == []


def test_a_hunk_that_begins_among_the_variables_of_a_function() -> None:
    lines = " \tint a;\n+\tstruct kvm_vcpu *vcpu;\n \n \tbar();"
    assert len(said(not_a_fir_tree, hunk(lines, heading=HEAD))) == 1
    assert said(not_a_fir_tree, hunk(lines)) == []


def test_an_unknown_type_does_not_end_the_head_of_a_block() -> None:
    assert len(about(not_a_fir_tree, body("fastop f;", "int a;", "struct kvm_vcpu *vcpu;", "", "bar();"))) == 1


@pytest.mark.parametrize(
    "statement", ["r = bar();", "if (r)", "return r;", "bar(r);", 'TEST_ASSERT(r, "x");', "*p = 1;"]
)
def test_code_right_behind_a_declaration_is_found(statement: str) -> None:
    (finding,) = about(no_blank_line, body("int r;", statement))
    assert finding.where.line == 102
    assert finding.replacement == f"\tint r;\n\n\t{statement}"


@pytest.mark.parametrize(
    "line", ["", "DECLARE_BITMAP(map, 8);", "guard(mutex)(&lock);", "fastop f = g;", "/* why */", "}"]
)
def test_other_lines_behind_a_declaration_are_fine(line: str) -> None:
    assert about(no_blank_line, body("int r;", line)) == []


def test_an_initialiser_over_lines_ends_with_its_brace() -> None:
    (finding,) = about(no_blank_line, body("struct list list = {", "\t.head = 1,", "};", "bar(&list);"))
    assert finding.where.text == "\t};\n\tbar(&list);"


def test_structures_and_old_code_need_no_blank_line() -> None:
    assert about(no_blank_line, "struct foo {\n\tint a;\n\tint (*b)(int);\n};") == []
    assert said(no_blank_line, hunk(f" {HEAD}\n {{\n \tint a;\n \tbar();\n+\tbaz();")) == []


def test_a_new_statement_below_an_old_declaration_is_found() -> None:
    assert len(said(no_blank_line, hunk(f" {HEAD}\n {{\n \tint a;\n+\tbar();\n \tbaz();"))) == 1


def test_a_loop_variable_is_found_where_it_is_declared() -> None:
    (finding,) = about(declared_in_for, "\tfor (u32 i = 0; i < 3; i++)")
    assert (finding.where.column, finding.where.width) == (6, 6)


@pytest.mark.parametrize("code", ["\tfor (i = 0; i < 3; i++)", "\tfoo(int_t = 0);", "\t/* for (int i = 0; */"])
def test_no_declaration_no_remark(code: str) -> None:
    assert about(declared_in_for, code) == []
