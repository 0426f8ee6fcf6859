# SPDX-License-Identifier: GPL-2.0-or-later
"""What a view of a C file tells: functions, heads of blocks, comments, arms; and what it refuses to tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.patch.cview import Arm, BlockHead, CView, Function, view


def see(code: str) -> CView:
    """The view of a whole file; a first newline is left out, so that line 1 is the first written."""
    return view(code.removeprefix("\n").encode())


def only_head(body: str) -> BlockHead:
    """The one head of blocks in a function with this body, whose lines begin at 3."""
    (head,) = see(f"static void f(void)\n{{\n{body}}}\n").heads
    return head


def arms(body: str) -> tuple[Arm, ...]:
    """The arms in a function with this body, whose lines begin at 3."""
    seen = see(f"static void f(void)\n{{\n{body}}}\n")
    assert seen.trusted(3)
    return seen.arms


FUNCTIONS = """
/* Not right above. */

/*
 * Frob the knob.
 */
static __always_inline u64 *kvm_frob(struct kvm_vcpu *vcpu,
void __user *p)
{
	return NULL;
}

struct kvm *
kvm_old(int a)
{
	return NULL;
}

TEST_F(suite, name)
{
	int a;
}
"""


def test_functions_have_names_lines_and_doc() -> None:
    frob, old, test = see(FUNCTIONS).functions
    assert frob.doc is not None
    assert (frob.doc.first, frob.doc.lines) == (3, ("/*", " * Frob the knob.", " */"))
    assert (frob.name, frob.first, frob.body_line, frob.last) == ("kvm_frob", 6, 8, 10)
    assert (frob.static, frob.inline, frob.parsed_ok) == (True, False, True)
    assert (old.name, old.return_type_line, old.name_line, old.doc) == ("kvm_old", 12, 13, None)
    assert (test.name, test.first, test.last, test.parsed_ok) == ("TEST_F", 18, 21, True)


def test_the_function_at_a_line_is_found() -> None:
    seen = see(FUNCTIONS)
    names = [found.name if (found := seen.function_at(line)) else "" for line in (5, 6, 10, 11, 12, 99, 0)]
    assert names == ["", "kvm_frob", "kvm_frob", "", "kvm_old", "", ""]


def test_a_function_with_anything_that_is_not_understood_is_not_trusted() -> None:
    seen = see(
        'int good(void)\n{\n\tint a;\n}\n\nint bad(void)\n{\n\tint b;\n\n\tasm_odd("x", : [y] "z");\n}\n\nint fine(void)\n{\n}\n'
    )
    assert [(function.name, function.parsed_ok) for function in seen.functions] == [
        ("good", True),
        ("bad", False),
        ("fine", True),
    ]
    assert [line for line in range(1, 16) if not seen.trusted(line)] == [6, 7, 8, 9, 10, 11]
    assert [head.function for head in seen.heads] == ["good"]
    assert not seen.trusted(0)
    assert not seen.trusted(99)


def test_an_odd_line_outside_of_functions_is_doubtful_itself_only() -> None:
    seen = see("int a;\nstatic DEFINE_PER_CPU(struct x *, y);\nint b;\n")
    assert [seen.trusted(line) for line in (1, 2, 3)] == [True, False, True]


def test_a_brace_too_few_takes_trust_away() -> None:
    seen = see("int f(void)\n{\n\tif (a) {\n\t\tb();\n}\n\nint g(void)\n{\n}\n")
    assert not any(seen.trusted(line) for line in (1, 3, 4))


@pytest.mark.parametrize(
    "statement",
    [
        "kvm_for_each_vcpu(i, vcpu, kvm) {\n\t\tfrob(vcpu);\n\t}",
        "scoped_guard(mutex, &kvm->lock)\n\t\tfrob(kvm);",
        "p = container_of(x, struct kvm_pit, pit_state);",
        "n = min_t(unsigned int, a, b) + offsetof(struct y, z[1]);",
        "if (copy_from_user(&a, (void __user *)hva, sizeof(a)))\n\t\treturn;",
        "switch (msr) {\n\tcase A ... B:\n\t\tbreak;\n\t}",
        "if (a ||\n#ifdef CONFIG_KVM_SMM\n\t    b ||\n#endif\n\t    c)\n\t\treturn;",
        "if (a)\n\t\tfrob();\n#ifdef X\n\telse\n#else\n\tif (b)\n#endif\n\t\tknob();",
    ],
)
def test_the_macros_of_kernel_code_do_not_take_trust_away(statement: str) -> None:
    seen = see(f"static noinline void __init f(void) __acquires(&x->lock)\n{{\n\t{statement}\n}}\n")
    assert [function.parsed_ok for function in seen.functions] == [True]


def test_the_head_of_a_block_lists_its_declarations() -> None:
    head = only_head(
        "\tstruct kvm *kvm = vcpu->kvm, **other;\n\tstatic int a[N] = {\n\t\t1,\n\t};\n\tint (*fn)(int);\n\n\tfrob();\n"
    )
    assert (head.function, head.line, head.is_body, head.next_line, head.blank_after) == ("f", 2, True, 9, True)
    one, two, three = head.declarations
    assert (one.line, one.names, one.text) == (3, ("kvm", "other"), "\tstruct kvm *kvm = vcpu->kvm, **other;")
    assert (one.used, one.static, one.multi_line, one.has_initializer) == ({"vcpu"}, False, False, True)
    assert (two.line, two.last, two.names, two.static, two.multi_line) == (4, 6, ("a",), True, True)
    assert two.used == {"N"}
    assert (three.names, three.has_initializer) == (("fn",), False)


def test_macros_that_declare_count_as_declarations_and_calls_do_not() -> None:
    head = only_head("\tDECLARE_BITMAP(mask, KVM_MAX);\n\ttypeof(x) y = z;\n\tguard(mutex)(&lock);\n\tint late;\n")
    assert [declaration.names for declaration in head.declarations] == [("mask",), ("y",)]
    assert [declaration.used for declaration in head.declarations] == [{"DECLARE_BITMAP", "KVM_MAX"}, {"x", "z"}]
    assert (head.next_line, head.blank_after) == (5, False)


def test_comments_between_declarations_are_passed_over_and_behind_them_counted() -> None:
    head = only_head("\tint a; /* tail */\n\t/* Why. */\n\tint b;\n\n\t/* Then. */\n\tfrob();\n")
    assert [declaration.line for declaration in head.declarations] == [3, 5]
    assert (head.next_line, head.blank_after) == (7, True)
    assert only_head("\tint a;\n\t/* Now. */\n\tfrob();\n").blank_after is False


def test_a_preprocessor_line_ends_the_head_without_judgement() -> None:
    head = only_head("\tint a;\n#ifdef X\n\tunsigned long b;\n#endif\n\n\tfrob();\n")
    assert [declaration.line for declaration in head.declarations] == [3]
    assert head.next_line is None
    assert only_head("\tint a;\n").next_line is None


def test_nested_blocks_have_heads_of_their_own() -> None:
    seen = see("void f(void)\n{\n\tint a;\n\n\tif (a) {\n\t\tint b;\n\n\t\tfrob(b);\n\t}\n}\n")
    assert [(head.line, head.is_body) for head in seen.heads] == [(2, True), (5, False)]


def test_arms_of_an_if_know_each_other() -> None:
    one, two, three = arms(
        "\tif (a &&\n\t    b) {\n\t\tx();\n\t\ty();\n\t} else if (c)\n\t\treturn;\n\telse\n\t\t/* Why. */\n\t\tz(1,\n\t\t  2);\n"
    )
    assert (one.keyword, one.line, one.head_last, one.braces, one.count, one.first, one.last) == (
        "if",
        3,
        4,
        True,
        2,
        5,
        6,
    )
    assert (two.keyword, two.line, two.braces, two.kind) == ("else if", 7, False, "return_statement")
    assert (three.keyword, three.line, three.first, three.last, three.kind) == (
        "else",
        9,
        11,
        12,
        "expression_statement",
    )
    assert [arm.other_braces for arm in (one, two, three)] == [False, True, True]
    assert [arm.comment for arm in (one, two, three)] == [False, False, True]
    assert {arm.arms for arm in (one, two, three)} == {3}


def test_loops_have_one_arm_and_the_name_of_their_macro() -> None:
    loops = arms(
        "\tfor (i = 0;\n\t     i < n; i++) {\n\t\tx();\n\t}\n\twhile (a)\n\t\tb();\n\tdo {\n\t} while (0);\n"
        "\tlist_for_each_entry(p, q, r) {\n\t\t/* Why. */\n\t\tif (a)\n\t\t\tb();\n\t}\n"
    )
    assert [(arm.keyword, arm.line, arm.head_last, arm.braces, arm.count) for arm in loops[:4]] == [
        ("for", 3, 4, True, 1),
        ("while", 7, 7, False, 1),
        ("do", 9, 9, True, 0),
        ("list_for_each_entry", 11, 11, True, 1),
    ]
    assert (loops[3].kind, loops[3].comment, loops[3].first, loops[3].last) == ("if_statement", True, 13, 14)
    assert (loops[4].keyword, loops[4].line) == ("if", 13)


def test_directives_between_statements_are_told() -> None:
    (arm,) = arms("\tif (a) {\n\t\tx();\n#ifdef X\n\t\ty();\n#endif\n\t}\n")
    assert arm.directive
    assert not arms("\tif (a)\n\t\tx();\n")[0].directive


def test_declarations_inside_for_are_found() -> None:
    seen = see(
        "void f(void)\n{\n\tint i;\n\n\tfor (int j = 0, k; j < 1; j++)\n\t\tx();\n\tfor (i = 0; i < 1; i++)\n\t\tx();\n}\n"
    )
    ((declaration),) = seen.for_declarations
    assert (declaration.line, declaration.names, declaration.text) == (5, ("j", "k"), "int j = 0, k;")


def test_comments_come_with_the_code_behind_them() -> None:
    one, two = see("/* One */\n\nint a; // two\n").comments
    assert (one.first, one.tail, one.following) == (1, False, "int a; // two")
    assert (two.first, two.tail, two.text, two.following) == (3, True, ("two",), "")


def test_with_lines_only_what_holds_one_is_looked_into() -> None:
    code = b"/* a */\nint f(void)\n{\n\tint a;\n}\n\n/* b */\nint g(void)\n{\n\tint b;\n}\n\n/* c */\nint h(void)\n{\n\tint c;\n}\n"
    seen = view(code, frozenset({10}))
    assert [(function.name, function.doc is not None) for function in seen.functions] == [("g", True)]
    assert [head.line for head in seen.heads] == [9]
    assert seen.heads == tuple(head for head in view(code).heads if head.function == "g")
    assert seen.comments == ()
    assert view(code, frozenset({7})).comments == view(code).comments[1:2]
    assert [seen.trusted(line) for line in (4, 5, 6, 10, 11, 12)] == [False, False, True, True, True, False]
    assert seen.lines == view(code).lines
    assert view(code, frozenset()).functions == ()
    assert view(code, frozenset({99})).functions == ()


@pytest.mark.parametrize("text", ["* / " * 500, "f((" * 20, "a + " * 2000, "int a[2][2] = { {1, 2}, };\n" * 4000])
def test_a_text_that_is_not_worth_parsing_harms_no_other_definition(text: str) -> None:
    seen = see(f"int f(void)\n{{\n{text}\n}}\nint g(void)\n{{\n}}\n")
    last = len(seen.lines)
    assert [function.name for function in seen.functions if function.parsed_ok] == ["g"]
    assert [seen.trusted(line) for line in (1, 2, 3, last - 4, last - 3, last - 1)] == [
        False,
        False,
        False,
        False,
        True,
        True,
    ]


def test_a_generated_giant_is_not_read() -> None:
    seen = view(b"int a;\n" * 700_000)
    assert seen == CView()
    assert not seen.trusted(1)


_PIECES = [
    *(
        "int f(void)\n{\n",
        "}\n",
        "\tint a;\n",
        "\tif (a) {\n",
        "\t}\n",
        "\telse\n",
        "\tx();\n",
        "#ifdef X\n",
        "#else\n",
        "#endif\n",
    ),
    *(
        "/* c\n",
        "*/\n",
        "TEST_F(a)\n",
        "\tfor (int i;;)\n",
        "struct s {\n",
        "};\n",
        "(",
        '"',
        "\\\n",
        "\x00",
        "\tcase A ... B:\n",
    ),
]


@given(st.lists(st.sampled_from(_PIECES)), st.none() | st.frozensets(st.integers(0, 30)))
def test_no_mixture_of_code_breaks_the_view(pieces: list[str], lines: frozenset[int] | None) -> None:
    seen = view("".join(pieces).encode(), lines)
    for function in seen.functions:
        assert 1 <= function.first <= function.last <= len(seen.lines)
        assert isinstance(seen.function_at(function.first), Function)
    for head in seen.heads:
        assert seen.function_at(head.line) is not None


@given(st.binary())
def test_no_bytes_break_the_view(source: bytes) -> None:
    view(source)
    view(b"int f(void)\n{\n" + source, frozenset({3}))
