# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on what is said and on series stay linear in hostile input."""

import time
from dataclasses import replace

import pytest

from kx86.handbook import bugfixes, coposting, features, testing, vulnerabilities
from kx86.handbook.prose import prose
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


def seconds(text: str, code: str) -> float:
    paths = (SOURCE, TEST, "arch/x86/kvm/cpuid.c", "include/uapi/linux/kvm.h", "tools/testing/selftests/kvm/Makefile")
    one = patch("[PATCH] KVM: x86: Fix pokes", "Poke.", *[diff(path, [code], new=path == TEST) for path in paths])
    lines = tuple(text.split("\n"))
    one = replace(one, changelog=lines, notes=lines, local=True, subject=replace(one.subject, title=text[:100_000]))
    made = series(one)
    given = facts(made, "merged")
    prose(lines)
    begin = time.perf_counter()
    for rule in RULES:
        for _ in rule.find(made.patches[0] if rule.on == "patch" else made, given):  # type: ignore[arg-type]
            pass
    return time.perf_counter() - begin


def grows_in_line(text: str, code: str, count: int) -> bool:
    once = max(min(seconds(text * count, code * count) for _ in range(2)), 0.002)
    return seconds(text * count * 4, code * count * 4) < once * 10


@pytest.mark.parametrize("unit", UNITS)
def test_time_doubles_when_the_text_doubles(unit: str) -> None:
    assert any(grows_in_line(unit, "", 2000) for _ in range(3))


@pytest.mark.parametrize("unit", CODE)
def test_time_doubles_when_the_code_doubles(unit: str) -> None:
    assert any(grows_in_line("", unit, 2000) for _ in range(3))


def test_many_patches_take_no_longer_each() -> None:
    def of(count: int) -> float:
        patches = [
            patch(f"[PATCH {n}/{count}] KVM: x86: Fix pokes", ident=f"{n}@kernel.example", to="0@kernel.example")
            for n in range(1, count + 1)
        ]
        made = series(*patches)
        given = facts(made, "merged")
        begin = time.perf_counter()
        for rule in RULES:
            for one in made.patches if rule.on == "patch" else (made,):
                list(rule.find(one, given))  # type: ignore[arg-type]
        return time.perf_counter() - begin

    assert any(of(400) < max(of(100), 0.002) * 10 for _ in range(3))
