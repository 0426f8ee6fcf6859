# SPDX-License-Identifier: GPL-2.0-or-later
"""Masking makes kernel C plain without moving anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.patch.conditionals import drop_conditionals
from kx86.patch.mask import mask


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("static __always_inline void f", "static                 void f"),
        ("void __user *p", "void        *p"),
        ("int my__user;", "int my__user;"),
        ("int __kvm_user;", "int __kvm_user;"),
        ("u8 x[2] __aligned(sizeof(u64));", "u8 x[2]                       ;"),
        ("f(__aligned)", "f(__aligned)"),
        ("asmlinkage noinstr void f", "                   void f"),
        ("offsetof(struct x, y[1])", "offsetoF(       x, y[1])"),
        ("f(a,\n  struct x, b)", "f(a,\n         x, b)"),
        ("f(struct x *a, struct y b)", "f(struct x *a, struct y b)"),
        ("int f(char *a, ...)", "int f(char *a, ...)"),
        ("case A ... B:", "case A +   B:"),
        ("min_t(unsigned int, a, b)", "min_t(unsigned_int, a, b)"),
        ("\tfor_each_online_cpu(i) {", "\twhile              (i) {"),
        ("static void x_for_each(int a)", "static void x_for_each(int a)"),
        ("#define for_each_x(i)", "#define for_each_x(i)"),
        ("/* a ( b\n { */ c", "/*      \n   */ c"),
        ("a */ b /* c", "a    b    c"),
        ('\'"\' "a ( \\" b" // c', "' ' \"        \" //  "),
        ("#include <x.h>\nint a;", "              \nint a;"),
        ("\tscoped_guard(mutex, &m)", "\twhile       (mutex, &m)"),
    ],
)
def test_macros_give_way_to_what_a_grammar_knows(written: str, plain: str) -> None:
    assert mask(written.encode()).decode() == plain


FUNCTION = "int f(void)\n{{\n{}}}\n"


@pytest.mark.parametrize(
    ("written", "plain", "directives", "dropped"),
    [
        ("#ifdef X\n\ta();\n#endif\n", "        \n\ta();\n      \n", [3, 5], []),
        ("#if X\n\ta();\n#else\n\tb();\n#endif\n", "     \n\ta();\n     \n     \n      \n", [3, 5, 7], [(5, 7)]),
        ("#if X \\\n  && Y\n\ta();\n# endif\n", "       \n      \n\ta();\n       \n", [3, 6], []),
        ("#define Z 1\n", "#define Z 1\n", [], []),
    ],
)
def test_inside_of_functions_the_first_arm_stays(
    written: str, plain: str, directives: list[int], dropped: list[tuple[int, int]]
) -> None:
    found = drop_conditionals(FUNCTION.format(written).encode())
    assert found.source.decode() == FUNCTION.format(plain)
    assert found.directives == directives
    assert found.dropped == dropped


def test_outside_of_functions_all_arms_stay() -> None:
    found = drop_conditionals(b"#ifdef X\nint a;\n#else\nint b;\n#endif\n")
    assert found.source == b"        \nint a;\n     \nint b;\n      \n"
    assert found.dropped == []


def test_a_conditional_across_the_end_of_a_function_is_doubtful() -> None:
    found = drop_conditionals(b"int f(void)\n{\n\tif (a) {\n#ifdef X\n\t}\n}\n#else\n}\n}\n#endif\n")
    assert found.dropped == [(2, 6)]


@given(st.text(st.sampled_from("#ifdelsn \t\n{}\\_(,.)struct ")))
def test_length_and_lines_stay(text: str) -> None:
    source = text.encode()
    for plain in (mask(source), drop_conditionals(source).source):
        assert len(plain) == len(source)
        assert [at for at, byte in enumerate(plain) if byte == 10] == [
            at for at, byte in enumerate(source) if byte == 10
        ]
