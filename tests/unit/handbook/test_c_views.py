# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on C files when the whole file after the patch is at hand."""

from kx86.handbook.comments.heads import kernel_doc
from kx86.handbook.comments.layout import block_style
from kx86.handbook.comments.wording import pronoun
from kx86.handbook.style.braces import braces_around_long_statement, braces_needed, needless_braces
from kx86.handbook.style.declarations import declared_in_for, no_blank_line, not_a_fir_tree
from kx86.handbook.style.lines import too_long
from unit.handbook.c_patches import SOURCE, added, hunk, lines_of, said

HEAD = "static int foo(struct kvm *kvm)\n{\n"


def in_file(rule, code, new, *, above=""):
    """What a rule says when lines `new` (from 1) of a file are added by a hunk that shows nothing else."""
    lines = (above + code).strip("\n").split("\n")
    diff = hunk("".join(f"+{lines[number - 1]}\n" for number in new), start=new[0])
    return said(rule, diff, post_images={SOURCE: "\n".join(lines) + "\n"})


def test_declarations_above_the_hunk_count() -> None:
    code = HEAD + "\tint a;\n\tstruct kvm_vcpu *vcpu;\n\n\tbar();\n}\n"
    (finding,) = in_file(not_a_fir_tree, code, [4])
    assert (finding.where.line, finding.replacement) == (3, "\tstruct kvm_vcpu *vcpu;\n\tint a;")


def test_unknown_types_are_known_to_the_grammar() -> None:
    code = HEAD + "\tfastop f;\n\tsome_type longer;\n\tbar(f);\n}\n"
    assert lines_of(in_file(not_a_fir_tree, code, [3, 4])) == [3]
    assert lines_of(in_file(no_blank_line, code, [3, 4])) == [4]


def test_a_value_may_need_an_earlier_line_there_too() -> None:
    code = HEAD + "\tint a = 1;\n\tint *value = &a, more = 2;\n\n\tbar();\n}\n"
    assert in_file(not_a_fir_tree, code, [3, 4]) == []


def test_blank_lines_and_comments_behind_declarations_are_seen() -> None:
    assert in_file(no_blank_line, HEAD + "\tint a;\n\n\tbar();\n}\n", [3]) == []
    assert in_file(no_blank_line, HEAD + "\tint a;\n\t/* Why */\n\tbar();\n}\n", [3]) == []
    assert in_file(no_blank_line, HEAD + "\tint a;\n}\n", [3]) == []


def test_a_branch_below_the_hunk_keeps_the_braces() -> None:
    long = HEAD + "\tif (a) {\n\t\tb();\n\t} else {\n\t\tc();\n\t\td();\n\t}\n}\n"
    short = HEAD + "\tif (a) {\n\t\tb();\n\t} else {\n\t\tc();\n\t}\n}\n"
    assert in_file(needless_braces, long, [3, 4]) == []
    (finding,) = in_file(needless_braces, short, [3, 4])
    assert finding.replacement == "\tif (a)\n\t\tb();\n\telse\n\t\tc();"


def test_what_is_inside_braces_is_seen() -> None:
    for inside in (
        "\t\t/* Why */\n\t\tb();",
        "\t\tint c;",
        "\t\tif (c)\n\t\t\td();",
        "#ifdef X\n\t\tb();\n#endif",
        "\n\t\tb();",
    ):
        count = inside.count("\n") + 1
        new = list(range(3, 5 + count))
        assert in_file(needless_braces, HEAD + "\tif (a) {\n" + inside + "\n\t}\n}\n", new) == []
    code = HEAD + "\tif (a) {\n\t\tb(c,\n\t\t  d);\n\t}\n}\n"
    assert lines_of(in_file(braces_around_long_statement, code, [3, 4, 5, 6])) == [3]


def test_loops_by_macros_are_loops() -> None:
    code = HEAD + "\tkvm_for_each_vcpu(i, vcpu, kvm)\n\t\tif (vcpu)\n\t\t\tbar(vcpu);\n}\n"
    assert lines_of(in_file(braces_needed, code, [3, 4, 5])) == [3]


def test_a_loop_variable_of_any_type_is_found() -> None:
    code = HEAD + "\tfor (some_type a = 0; a < 3; a++)\n\t\tbar(a);\n}\n"
    (finding,) = in_file(declared_in_for, code, [3, 4])
    assert (finding.where.line, finding.where.column) == (3, 6)


def test_nothing_is_said_of_a_function_that_does_not_parse() -> None:
    body = "\tint a;\n\tstruct kvm_vcpu *vcpu;\n\tbar();\n\tif (a) {\n\t\tb();\n\t}\n\t/* We know. */\n"
    rules = (not_a_fir_tree, no_blank_line, needless_braces, pronoun)
    for rule in rules:
        assert len(in_file(rule, HEAD + body + "}\n", list(range(3, 10)))) == 1
        assert in_file(rule, HEAD + body + "\tint = = ;\n}\n", list(range(3, 10))) == []


def test_a_comment_is_seen_as_a_whole() -> None:
    code = HEAD + "\t/* One\n\t * two\n\t * three\n\t */\n\tbar();\n}\n"
    assert in_file(block_style, code, [4, 5]) == []
    assert lines_of(in_file(block_style, code, [3, 4])) == [3]


def test_the_function_below_a_comment_may_be_outside_the_hunk() -> None:
    code = "/**\n * foo - do it\n * @kvm: what\n */\n" + HEAD + "\tbar();\n}\n"
    assert lines_of(in_file(kernel_doc, code, [1, 2])) == [1]


def test_a_file_that_is_not_that_of_the_patch_is_not_used() -> None:
    diff = hunk(added("int foo(void)\n{\n\tint a;\n\tlong long b;\n\n\tbar();\n}"))
    for other in ("", "int other;\n" * 200):
        assert lines_of(said(not_a_fir_tree, diff, post_images={SOURCE: other})) == [102]


def test_rules_on_text_look_at_hunks_all_the_same() -> None:
    line = "\treturn kvm_example_update(vcpu, " + "a" * 50 + ");"
    assert lines_of(in_file(too_long, HEAD + line + "\n\tint = = ;\n}\n", [3])) == [3]
