# SPDX-License-Identifier: GPL-2.0-or-later
"""Conditions of the preprocessor are answered by the configuration, as far as that is sure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.testing.conditions import holds, is_defined, symbols_of

SYMBOLS = symbols_of('CONFIG_KVM=m\nCONFIG_KVM_SMM=y\n# CONFIG_KVM_XEN is not set\nCONFIG_CC_VERSION_TEXT="gcc"\n')


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ("defined(CONFIG_KVM_SMM)", True),
        ("defined CONFIG_KVM_SMM", True),
        ("!defined(CONFIG_KVM_XEN)", True),
        ("IS_ENABLED(CONFIG_KVM)", True),
        ("IS_BUILTIN(CONFIG_KVM)", False),
        ("IS_MODULE(CONFIG_KVM)", True),
        ("defined(CONFIG_KVM)", False),
        ("defined(CONFIG_KVM_MODULE)", True),
        ("IS_ENABLED(CONFIG_KVM_XEN) || IS_ENABLED(CONFIG_KVM_SMM)", True),
        ("IS_ENABLED(CONFIG_KVM_XEN) && defined(UNKNOWN)", False),
        ("IS_ENABLED(CONFIG_KVM_SMM) && (defined(UNKNOWN) || 1)", True),
        ("defined(UNKNOWN)", None),
        ("PTTYPE == 64", None),
        ("!(0)", True),
        ("CONFIG_KVM_XEN", False),
        ("defined(", None),
        ("", None),
        ("(" * 500 + "1", None),
        ("IS_ENABLED(CONFIG_KVM_SMM) 1", None),
    ],
)
def test_a_condition_is_answered_when_that_is_sure(condition: str, answer: bool | None) -> None:
    assert holds(condition, SYMBOLS) is answer


def test_macros_other_than_symbols_are_not_known() -> None:
    assert is_defined("MODULE", SYMBOLS) is None


@given(st.text(alphabet="()!&|01 dCONFIG_KVM", max_size=60))
def test_any_condition_has_an_answer(condition: str) -> None:
    assert holds(condition, SYMBOLS) in (True, False, None)
