# SPDX-License-Identifier: GPL-2.0-or-later
"""The mood of shortlogs and sentences, and how an inflected verb becomes a command."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.adapters.data import verbs
from kx86.handbook.mood import Mood, classify, head, imperative_of, sure_inflection

VERBS = verbs()


@pytest.mark.parametrize(
    "text",
    [
        "Add a test",
        "fix a typo",
        "Refactor the walk",
        "Setup the guest",
        "Don't use it",
        "Do not use it",
        "Explicitly zero the page",
        "Re-add the test",
        "Reinitialize the list",
        "Get/set the buffer",
        "Open-code the check",
        "Sanity check the exit reason",
        "Test that KVM is happy",
        "Ensure KVM is happy",
        "Support nested faults that are rare",
        "Use of_node helpers",
        "When the guest exits, check the reason",
        "Now that KVM is fixed, drop the workaround",
        "To support masks, e.g. of MSRs, walk the list",
        "Also, drop the rest",
        "Test for the flag",
        '"Fix" it',
    ],
)
def test_commands_are_imperative(text: str) -> None:
    assert classify(text, VERBS) is Mood.IMPERATIVE


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("Adds a test", Mood.INFLECTED_S),
        ("Fixes the leak", Mood.INFLECTED_S),
        ("Added a test", Mood.INFLECTED_ED),
        ("Rewrote the test", Mood.INFLECTED_ED),
        ("Dropped the test", Mood.INFLECTED_ED),
        ("Adding a test", Mood.GERUND),
        ("Using two pages", Mood.NOT_A_VERB),
        ("Making it so", Mood.GERUND),
        ("Number of pages", Mood.NOT_A_VERB),
        ("Support for masks", Mood.NOT_A_VERB),
        ("Support in KVM was broken", Mood.NOT_A_VERB),
        ("Tests in the guest are slow", Mood.NOT_A_VERB),
        ("kvm_run() must be zeroed", Mood.NOT_A_VERB),
        ("VMX faults", Mood.NOT_A_VERB),
        ("The guest exits", Mood.NOT_A_VERB),
        ("When the guest exits, KVM checks", Mood.NOT_A_VERB),
        ("When the guest exits KVM checks", Mood.NOT_A_VERB),
        ("Abstractions for guests", Mood.UNKNOWN),
        ("", Mood.UNKNOWN),
        ("Explicitly", Mood.UNKNOWN),
        ("When it exits, explicitly", Mood.NOT_A_VERB),
    ],
)
def test_everything_else_is_not(text: str, mood: Mood) -> None:
    assert classify(text, VERBS) is mood


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("Adding", "Add"),
        ("Fixes", "Fix"),
        ("applies", "apply"),
        ("Applied", "Apply"),
        ("Dropped", "Drop"),
        ("making", "make"),
        ("Setting", "Set"),
        ("Passing", "Pass"),
        ("Re-adding", "Re-add"),
        ("Does", "Do"),
        ("made", "make"),
        ("KVM", None),
        ("bus", None),
        ("during", None),
        ("Address", None),
        ("kvm_gets", None),
        ("", None),
    ],
)
def test_imperative_of(word: str, base: str | None) -> None:
    assert imperative_of(word, VERBS) == base


@pytest.mark.parametrize(
    "text", ["Adds a test", "Modifies ucall handling", "Corrects x", "Fixes the leak", "Added kvm_run() to it"]
)
def test_sure_inflections(text: str) -> None:
    assert sure_inflection(text, VERBS) == text.split()[0]


@pytest.mark.parametrize(
    "text",
    [
        "Updates are lost",
        "Fixed counters are rare",
        "Tests fail",
        "Registers hold it",
        "added a test",
        "Add a test",
        "Adds",
        "",
    ],
)
def test_nouns_and_adjectives_are_not_sure(text: str) -> None:
    assert sure_inflection(text, VERBS) is None


def test_the_deciding_word_has_its_column() -> None:
    found = head("When it exits, quickly adds one", VERBS)
    assert (found.word, found.column, found.clause) == ("adds", 23, True)


@given(st.text())
def test_any_text_has_a_mood(text: str) -> None:
    assert classify(text, VERBS) in Mood
    sure_inflection(text, VERBS)
    imperative_of(text, VERBS)


@pytest.mark.parametrize("unit", ["when ", "really ", "a-", "(", "re", "word, "])
def test_time_doubles_when_the_input_doubles(unit: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        text = unit * size
        return lambda: (classify(text, VERBS), imperative_of(text, VERBS))

    assert_linear(prepare)
