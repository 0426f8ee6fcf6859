# SPDX-License-Identifier: GPL-2.0-or-later
"""Changed lines."""

from hypothesis import given
from hypothesis import strategies as st

from kx86.handbook.rewrite import joined, splice


def test_parts_are_replaced_and_inserted() -> None:
    assert splice("kvm and foo", [(0, 3, "KVM"), (11, 11, "()")]) == "KVM and foo()"


@given(st.lists(st.text()))
def test_replacing_all_words_gives_the_new_ones(words: list[str]) -> None:
    text = "".join(words)
    starts = [sum(map(len, words[:at])) for at in range(len(words))]
    changes = [(start, start + len(word), word.upper()) for start, word in zip(starts, words, strict=True)]
    assert splice(text, changes) == "".join(word.upper() for word in words)
    assert splice(text, []) == text


def test_rewrites_of_different_words_are_joined() -> None:
    text = "This patch adds kvm_foo and kvm bar."
    rewrites = [
        "Add kvm_foo and kvm bar.",
        "This patch adds kvm_foo() and kvm bar.",
        "This patch adds kvm_foo and KVM bar.",
    ]
    assert joined(text, rewrites) == "Add kvm_foo() and KVM bar."


def test_rewrites_of_different_letters_of_a_word_are_joined() -> None:
    assert joined("advertize it", ["Advertize it", "advertise it"]) == "Advertise it"


def test_rewrites_of_the_same_place_are_not_joined() -> None:
    assert joined("see foo", ["see bar", "see baz"]) is None
    assert joined("see foo", ["see foo()", "see foo[]"]) is None


def test_a_line_without_end_is_left_alone() -> None:
    text = "a " * 500
    assert joined(text, [f"b{text}", f"{text}c"]) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_rewrite_joined_with_nothing_is_itself(text: str, rewrite: str) -> None:
    assert joined(text, [rewrite]) == rewrite
    assert joined(text, [rewrite, text]) == rewrite
