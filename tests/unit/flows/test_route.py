# SPDX-License-Identifier: GPL-2.0-or-later
"""Lists of subjects are read, and what is no list is refused with the form that is wanted."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.apps.wiring import profile as shipped
from kx86.errors import UserError
from kx86.flows.route import guess_of, read_subjects
from kx86.profile.model import Profile
from kx86.trees.route import route

KEYS = st.sampled_from(["id", "title", "patches", "subject", "files"])
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def profile() -> Profile:
    return shipped()


def test_a_list_of_subjects_is_read() -> None:
    item = {"id": 7, "title": "Do", "patches": [{"subject": "KVM: SVM: Do", "files": ["a.c"]}, {"subject": "KVM: Do"}]}
    ((name, matter),) = read_subjects(json.dumps([item]).encode(), "f")
    assert (name, matter.title) == ("7", "Do")
    assert [(piece.n, piece.shortlog, dict(piece.files)) for piece in matter.pieces] == [
        (1, "KVM: SVM: Do", {"a.c": 1}),
        (2, "KVM: Do", {}),
    ]


def test_without_a_title_the_first_subject_is_the_title() -> None:
    ((name, matter),) = read_subjects(b'[{"patches": [{"subject": "KVM: Do"}]}]', "f")
    assert (name, matter.title) == (None, "KVM: Do")


@pytest.mark.parametrize("text", ["", "{", "{}", "3", "[3]", "[" * 5000])
def test_what_is_no_list_of_series_is_refused(text: str) -> None:
    with pytest.raises(UserError) as refused:
        read_subjects(text.encode(), "subjects.json")
    assert refused.value.message.startswith("subjects.json: ")
    assert "patches" in (refused.value.hint or "")


@given(st.lists(st.dictionaries(st.sampled_from(["id", "title", "patches"]), ANY_JSON), max_size=3))
def test_whatever_is_in_the_items_is_read(items: list[object]) -> None:
    assert len(read_subjects(json.dumps(items).encode(), "f")) == len(items)


def test_an_answer_is_a_guess_for_the_base(profile: Profile) -> None:
    ((_, matter),) = read_subjects(
        b'[{"patches": [{"subject": "KVM: SEV: Fix a leak", "files": ["arch/x86/kvm/svm/sev.c"]}]}]', "f"
    )
    guess = guess_of(route(matter, profile, "2023-02"), profile)
    assert guess.topics[:2] == ("svm", "sev")
    assert "fixes" not in guess.topics
    assert not guess.foreign and not guess.fixes and not guess.common
