# SPDX-License-Identifier: GPL-2.0-or-later
"""What changes where no compiler looks is named: object code proves nothing about it."""

from hypothesis import given
from hypothesis import strategies as st

from kx86.testing.conditions import symbols_of
from kx86.testing.uncompiled import only_comments, uncompiled

SYMBOLS = symbols_of("CONFIG_KVM_SMM=y\n")
HEADER = """#ifndef ARCH_X86_KVM_SMM_H
#define ARCH_X86_KVM_SMM_H

int plain(void);
#ifdef CONFIG_KVM_SMM
int smm(void);
#else
static inline int smm(void) { return 0; }
#endif
#if PTTYPE == 64
int wide(void);
#elif defined(CONFIG_KVM_SMM)
int narrow(void);
#endif

#endif
"""


def changed(old: str, new: str) -> tuple[int, ...]:
    assert old in HEADER
    return uncompiled(HEADER, HEADER.replace(old, new), SYMBOLS)


def test_a_line_that_is_compiled_is_seen() -> None:
    assert changed("int plain(void)", "long plain(void)") == ()
    assert changed("int smm(void);", "long smm(void);") == ()


def test_a_line_that_a_condition_leaves_out_is_not_seen() -> None:
    assert changed("{ return 0; }", "{ return 1; }") == (8,)


def test_a_line_below_a_condition_that_is_not_sure_may_not_be_seen() -> None:
    assert changed("int wide", "long wide") == (11,)
    assert changed("int narrow", "long narrow") == (13,)


def test_another_condition_decides_about_other_configurations() -> None:
    assert changed("#ifdef CONFIG_KVM_SMM", "#if 1") == (5,)


def test_a_line_that_goes_is_named_by_the_one_behind() -> None:
    assert changed("static inline int smm(void) { return 0; }\n", "") == (8,)


def test_comments_there_do_not_count() -> None:
    assert changed("{ return 0; }", "{ return 0; } /* never */") == ()
    assert only_comments("int a; /* one */\n", "int a;\n\n// two\n")
    assert not only_comments('char *a = "/*";\n', 'char *a = "//";\n')


@given(
    st.text(alphabet="#ifdefelsn \nCONFIG_KVM", max_size=80), st.text(alphabet="#ifdefelsn \nCONFIG_KVM", max_size=80)
)
def test_any_file_has_an_answer(old: str, new: str) -> None:
    lines = uncompiled(old, new, SYMBOLS)
    assert list(lines) == sorted(lines)
