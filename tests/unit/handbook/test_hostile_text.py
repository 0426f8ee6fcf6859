# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on what is said and on series stay linear in hostile input."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from growth import assert_linear
from kx86.handbook import bugfixes, coposting, features, testing, vulnerabilities
from kx86.handbook.prose import prose
from kx86.series.series import Series
from unit.handbook.posting import SOURCE, TEST, diff, facts, patch, series

RULES = (*testing.RULES, *features.RULES, *bugfixes.RULES, *coposting.RULES, *vulnerabilities.RULES)
UNITS = [
    "Also ",
    "Also, fix ",
    "In addition ",
    "fails until ",
    "fails a b c d ",
    "guest can leak ",
    "use-after-free guest ",
    "L2 leaks the host memory to ",
    "untested not tested ",
    "KVM fix for the ",
    "0123456789ab (",
    "when a b c ",
    "x: y z: ",
    "Additionally it is better\n",
    "-Wa -Wb warning: ",
    "    ",
    "posting tagged RFC why ",
]
CODE = [
    "	F(POKE) | ",
    "	if (exit_reason == ",
    "	ioctl(",
    "	TEST_ASSERT(",
    "#define KVM_CAP_X 1 ",
    "-Wx ",
    "kvm_cpu_cap_set(",
]


def judge(text: str, code: str) -> Callable[[], object]:
    paths = (SOURCE, TEST, "arch/x86/kvm/cpuid.c", "include/uapi/linux/kvm.h", "tools/testing/selftests/kvm/Makefile")
    one = patch("[PATCH] KVM: x86: Fix pokes", "Poke.", *[diff(path, [code], new=path == TEST) for path in paths])
    lines = tuple(text.split("\n"))
    one = replace(one, changelog=lines, notes=lines, local=True, subject=replace(one.subject, title=text[:100_000]))
    return judge_series(series(one), lines)


def judge_series(made: Series, lines: Sequence[str] = ()) -> Callable[[], object]:
    given = facts(made, "merged")
    prose(lines)

    def work() -> None:
        for rule in RULES:
            for one in made.patches if rule.on == "patch" else (made,):
                list(rule.find(one, given))  # type: ignore[arg-type]

    return work


@pytest.mark.parametrize("unit", UNITS)
def test_time_doubles_when_the_text_doubles(unit: str) -> None:
    assert_linear(lambda size: judge(unit * size, ""))


@pytest.mark.parametrize("unit", CODE)
def test_time_doubles_when_the_code_doubles(unit: str) -> None:
    assert_linear(lambda size: judge("", unit * size))


def test_many_patches_take_no_longer_each() -> None:
    def prepare(size: int) -> Callable[[], object]:
        patches = [
            patch(f"[PATCH {n}/{size}] KVM: x86: Fix pokes", ident=f"{n}@kernel.example", to="0@kernel.example")
            for n in range(1, size + 1)
        ]
        return judge_series(series(*patches))

    assert_linear(prepare, start=50)
