# SPDX-License-Identifier: GPL-2.0-or-later
"""Changed lines."""

from hypothesis import given
from hypothesis import strategies as st

from kx86.handbook.rewrite import splice


def test_parts_are_replaced_and_inserted() -> None:
    assert splice("kvm and foo", [(0, 3, "KVM"), (11, 11, "()")]) == "KVM and foo()"


@given(st.lists(st.text()))
def test_replacing_all_words_gives_the_new_ones(words: list[str]) -> None:
    text = "".join(words)
    starts = [sum(map(len, words[:at])) for at in range(len(words))]
    changes = [(start, start + len(word), word.upper()) for start, word in zip(starts, words, strict=True)]
    assert splice(text, changes) == "".join(word.upper() for word in words)
    assert splice(text, []) == text
