# SPDX-License-Identifier: GPL-2.0-or-later
"""Comments at the heads of functions and files."""

import pytest

from kx86.handbook.comments.heads import file_name, kernel_doc, lockdep
from unit.handbook.c_patches import TEST, about, added, said


def test_kernel_doc_of_a_function_is_found() -> None:
    (finding,) = about(kernel_doc, "/**\n * foo - do it\n * @a: what\n */\nstatic int foo(int a)\n{\n}")
    assert (finding.where.line, finding.message) == (100, "Comment of foo() is kernel-doc.")


def test_a_list_of_arguments_is_found() -> None:
    (finding,) = about(kernel_doc, "/*\n * Foo\n *\n * Input Args:\n *   a - what\n */\nint foo(int a);")
    assert (finding.where.line, finding.message) == (103, "Comment of foo() lists arguments.")


@pytest.mark.parametrize(
    "code",
    [
        "/**\n * struct foo - it\n */\nstruct foo {\n};",
        "/*\n * Take care of args.\n */\nint foo(int a);",
        "/** lonely */",
        "#define FOO(args) /* Input Args */",
    ],
)
def test_other_comments_may_be_what_they_are(code: str) -> None:
    assert about(kernel_doc, code) == []


def test_kernel_doc_is_welcome_outside_kvm() -> None:
    assert about(kernel_doc, "/**\n * foo - do it\n */\nint foo(void);", file="arch/x86/kernel/cpu/common.c") == []


def new_file(*lines: str) -> str:
    """A new test with these lines in its first comment."""
    text = added("// SPDX-License-Identifier: GPL-2.0\n/*\n" + "".join(f" * {line}\n" for line in lines) + " */")
    count = text.count("\n")
    return f"diff --git a/{TEST} b/{TEST}\nnew file mode 100644\n--- /dev/null\n+++ b/{TEST}\n@@ -0,0 +1,{count} @@\n{text}"


@pytest.mark.parametrize(
    "line",
    [
        "example_test",
        "example_test.c",
        "example_tets",
        "tools/testing/example_test.c",
        "example_test.c - Try it",
        "example_test: Try",
    ],
)
def test_the_name_of_the_file_is_found(line: str) -> None:
    (finding,) = said(file_name, new_file("", line))
    assert finding.where.line == 4


@pytest.mark.parametrize(
    "line", ["Example tests are fun", "example_test is fun", "other_example_test.c", "examples", "kvm.h"]
)
def test_other_words_are_no_file_name(line: str) -> None:
    assert said(file_name, new_file(line)) == []


BODY = "static void foo(struct kvm *kvm)\n{\n\tx();\n}"


@pytest.mark.parametrize(
    "text",
    ["Must be called with kvm->lock held.", "Caller must hold mmu_lock.", "The mutex needs to be held"],
)
def test_a_plea_for_a_lock_is_found(text: str) -> None:
    (finding,) = about(lockdep, f"/* {text} */\n{BODY}")
    assert finding.message == "Comment asks the caller of foo() to hold a lock."


@pytest.mark.parametrize(
    "code",
    [
        "/* Must be called with kvm->lock held. */\nvoid foo(void);",
        "/* Must be called with kvm->lock held. */\n" + BODY.replace("x();", "lockdep_assert_held(&kvm->lock);"),
        "/* Hold on. */\n" + BODY,
        "\t/* Must be called with kvm->lock held. */\n\tfoo();",
    ],
)
def test_assertions_and_declarations_are_fine(code: str) -> None:
    assert about(lockdep, code) == []
