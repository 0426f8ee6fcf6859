# SPDX-License-Identifier: GPL-2.0-or-later
"""Listed patches are matched with posted ones by number, commit, subject, order and likeness."""

from kx86.letters.listing import Listed
from kx86.letters.matching import numbers, total_of
from unit.letters.making import Posting, posting

FOUR = posting(
    "KVM: x86: Add a helper", "KVM: VMX: Use the helper", "KVM: SVM: Use the helper", "KVM: selftests: Test the helper"
)


def listed(*subjects: str, m: int | None = None, shas: tuple[str, ...] = ()) -> list[Listed]:
    return [
        Listed(n=n, m=m or len(subjects), subject=subject, sha1=shas[n - 1] if shas else None)
        for n, subject in enumerate(subjects, 1)
    ]


def test_the_same_count_is_believed_whatever_the_subjects() -> None:
    assert numbers(listed("a", "b", "c", "d"), FOUR) == [1, 2, 3, 4]
    assert numbers(listed("a", "b", m=4), FOUR) == [1, 2]


def test_another_count_is_matched_by_subject() -> None:
    assert numbers(listed("KVM: SVM: Use the helper", "KVM: x86: Add a helper"), FOUR) == [3, 1]
    assert numbers(listed("kvm: svm:  use the helper", "nothing like it"), FOUR) == [3, None]


def test_each_number_is_given_once() -> None:
    assert numbers(listed("KVM: SVM: Use the helper", "KVM: SVM: Use the helper", "zzz"), FOUR)[0] == 3
    assert sorted(n for n in numbers(listed(*["KVM: SVM: Use the helper"] * 3), FOUR) if n) == [2, 3]


def test_an_earlier_commit_tells_the_patch() -> None:
    known = {2: ("x", "a" * 12), 4: ("y", "b" * 12)}
    assert numbers(listed("q", "r", "s", shas=("b" * 40, "c" * 12, "a" * 12)), FOUR, known) == [4, None, 2]


def test_order_tells_the_rest_when_matches_agree() -> None:
    known = {n: (FOUR.patches[n - 1].title, None) for n in (2, 3, 4)}
    assert numbers(
        listed("KVM: VMX: Use the helper", "Other words", "KVM: selftests: Test the helper"), FOUR, known
    ) == [2, 3, 4]


def test_order_tells_nothing_when_nothing_agrees() -> None:
    known = {n: (FOUR.patches[n - 1].title, None) for n in (2, 3)}
    assert numbers(listed("Foo", "Bar"), FOUR, known) == [None, None]


def test_order_does_not_beat_a_subject_that_is_the_same() -> None:
    known = {n: (FOUR.patches[n - 1].title, None) for n in (2, 3)}
    assert numbers(listed("KVM: SVM: Use the helper", "KVM: VMX: Use the helper"), FOUR, known) == [3, 2]


def test_a_subject_that_is_alike_will_do() -> None:
    assert numbers(listed("KVM: selftests: Test the new helper", "Foo"), FOUR) == [4, None]


def test_bare_commits_are_matched_by_order_alone() -> None:
    bare = [Listed(n=None, m=None, subject="", sha1="a" * 12), Listed(n=None, m=None, subject="", sha1="b" * 12)]
    assert numbers(bare, FOUR, {1: ("x", None), 4: ("y", None)}) == [1, 4]
    assert numbers(bare, FOUR, {1: ("x", None)}) == [None, None]


def test_an_announced_count_is_bounded() -> None:
    assert total_of(Posting(cover=None, patches=FOUR.patches, m=10**12)) == 999
    assert total_of(Posting(cover=None, patches=FOUR.patches, m=0)) == 4
