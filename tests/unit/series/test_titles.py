# SPDX-License-Identifier: GPL-2.0-or-later
"""Titles are compared by their words."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.series.titles import are_near, are_related, telling, title_key


def test_the_order_of_prefixes_does_not_matter() -> None:
    assert title_key("selftests: KVM: Add poke test") == title_key("KVM: selftests: Add poke test")


def test_words_of_every_other_title_tell_nothing() -> None:
    assert telling(title_key("KVM: selftests: Fix a poke test")) == {"poke"}


@pytest.mark.parametrize(
    ("one", "two", "near"),
    [
        ("support for uffd missing in guest_memfd", "support for uffd minor in guest_memfd", True),
        ("Poke support", "Poke support for everything that moves", False),
        ("Linux 6.1.5 review of things", "Linux 6.1.6 review of things", False),
        ("", "", False),
    ],
)
def test_near_titles_share_most_telling_words_and_all_numbers(one: str, two: str, near: bool) -> None:
    assert are_near(title_key(one), title_key(two)) is near


def test_related_titles_share_half_of_the_shorter_one() -> None:
    one = title_key("Handle MMIO during event delivery error on SVM")
    assert are_related(one, title_key("Enhance event delivery error handling"))
    assert not are_related(one, title_key("Enhance error handling"))


@given(st.text(), st.text())
def test_nearness_goes_both_ways(one: str, two: str) -> None:
    assert are_near(title_key(one), title_key(two)) == are_near(title_key(two), title_key(one))


def test_a_title_of_any_length_is_read_in_linear_time() -> None:
    def prepare(size: int) -> Callable[[], object]:
        title = "ab " * size
        return lambda: title_key(title)

    assert len(title_key(" ".join(map(str, range(1000))))) <= 40
    assert_linear(prepare)
