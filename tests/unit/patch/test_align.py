# SPDX-License-Identifier: GPL-2.0-or-later
"""The lines that two texts share are found in order."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.patch.align import Match, align, rising, steps

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=40)


def told(old: str, new: str) -> str:
    lines = steps(old, new)
    return " ".join(step.mark + (new[step.new] if step.new >= 0 else old[step.old]) for step in lines)


def test_equal_texts_are_one_run() -> None:
    assert align("abc", "abc") == [Match(0, 0, 3)]
    assert align("", "") == []


def test_what_is_gone_stands_before_what_is_new() -> None:
    assert told("abcd", "axyd") == "=a -b -c +x +y =d"


def test_equal_beginnings_and_ends_are_kept() -> None:
    assert told("{x}{y}", "{y}") == "={ -x -} -{ =y =}"


def test_a_moved_block_is_taken_out_and_put_in() -> None:
    assert told("abcXY", "XYabc") == "+X +Y =a =b =c -X -Y"


def test_the_longest_rising_run_is_found() -> None:
    assert rising([3, 1, 2, 5, 4]) == [1, 2, 4]
    assert rising([]) == []


@given(TEXTS, TEXTS)
def test_both_texts_can_be_told_from_the_steps(old: list[str], new: list[str]) -> None:
    lines = steps(old, new)
    assert [step.old for step in lines if step.old >= 0] == list(range(len(old)))
    assert [step.new for step in lines if step.new >= 0] == list(range(len(new)))
    assert all(old[step.old] == new[step.new] for step in lines if step.mark == "=")


def test_work_grows_in_line_with_long_texts() -> None:
    def same(size: int) -> Callable[[], object]:
        old = [f"line {n}" for n in range(size)]
        new = [line for n, line in enumerate(old) if n % 7]
        return lambda: align(old, new)

    def few_words(size: int) -> Callable[[], object]:
        old = ["a" if n % 3 else "b" for n in range(size)]
        new = ["b" if n % 5 else "a" for n in range(size)]
        return lambda: align(old, new)

    def turned(size: int) -> Callable[[], object]:
        old = [str(n) for n in range(size)]
        return lambda: align(old, old[::-1])

    for shape in (same, few_words, turned):
        assert_linear(shape)
