# SPDX-License-Identifier: GPL-2.0-or-later
"""What a diff touches, and which of its lines are new."""

from kx86.patch.parse import parse_diff
from kx86.patch.touch import AddedLine, function_head, touch

DIFF = """\
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -10,6 +10,5 @@ static int kvm_outer(struct kvm *kvm)
 }
\x20
-int kvm_frob(struct kvm_vcpu *vcpu) /* the old_words */
-{
-\treturn vcpu_arch_frob(vcpu, "some text");
+bool kvm_knob(struct kvm *kvm)
+{
 }
--- a/arch/x86/kvm/x86.h
+++ b/arch/x86/kvm/x86.h
@@ -3,0 +4,2 @@
+\t\treturn vcpu_arch_frob(vcpu, "some text");
+#define KVM_NEW 1
"""
TOUCH = touch(parse_diff(DIFF))


def test_files_and_counts_are_those_of_the_diff() -> None:
    assert TOUCH.files == ("arch/x86/kvm/x86.c", "arch/x86/kvm/x86.h")
    assert (TOUCH.removed_count, TOUCH.added_count) == (3, 4)
    assert touch(parse_diff(DIFF + DIFF)).files == TOUCH.files


def test_lines_moved_to_another_place_are_not_new() -> None:
    assert TOUCH.added == (
        AddedLine("arch/x86/kvm/x86.c", 12, "bool kvm_knob(struct kvm *kvm)"),
        AddedLine("arch/x86/kvm/x86.c", 13, "{"),
        AddedLine("arch/x86/kvm/x86.h", 5, "#define KVM_NEW 1"),
    )
    assert TOUCH.new == {("arch/x86/kvm/x86.c", 12), ("arch/x86/kvm/x86.c", 13), ("arch/x86/kvm/x86.h", 5)}


def test_functions_come_from_headings_and_heads_in_hunks() -> None:
    assert TOUCH.functions == {"kvm_outer", "kvm_frob", "kvm_knob"}


def test_identifiers_leave_out_strings_comments_and_context() -> None:
    assert {"kvm_knob", "vcpu_arch_frob", "KVM_NEW"} <= TOUCH.identifiers
    assert not {"old_words", "some", "text", "kvm_outer"} & TOUCH.identifiers


def test_only_a_line_at_the_margin_with_a_type_or_alone_names_a_function() -> None:
    assert function_head("static __always_inline u64 *kvm_get(struct kvm *kvm,") == "kvm_get"
    assert function_head("kvm_get(struct kvm *kvm)") == "kvm_get"
    assert function_head("SYM_FUNC_START(__vmx_vcpu_run)") == "__vmx_vcpu_run"
    for text in (
        "\tkvm_get(kvm);",
        "EXPORT_SYMBOL_GPL(kvm_get);",
        "static int FNAME(walk)(int a)",
        "if (a)",
        "out:",
        "",
        "kvm_x(y);",
    ):
        assert function_head(text) == ""


def test_functions_are_sought_in_c_and_assembler_only() -> None:
    assert touch(parse_diff(DIFF.replace("x86.c", "x86.rst"))).functions == frozenset()
