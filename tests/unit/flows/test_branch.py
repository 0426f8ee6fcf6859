# SPDX-License-Identifier: GPL-2.0-or-later
"""A branch is matched with the series that hold its commits."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from growth import assert_linear
from kx86.errors import UserError
from kx86.flows.branch import match, match_branch, next_version, pair, read_branch
from kx86.series.assemble import series_of_commits
from kx86.series.series import Series
from unit.flows.lists import MemoryRepo, commit, patch, with_series

MAILS = [
    patch("a1@a.example", "KVM: x86: Do one", count="1/3"),
    patch("a2@a.example", "KVM: x86: Do two", count="2/3", to="a1@a.example"),
    patch("a3@a.example", "KVM: x86: Do three", count="3/3", to="a1@a.example"),
    patch("b1@a.example", "KVM: x86: Do one", "int other;", count="v2 1/1", day=5),
    patch("c1@a.example", "KVM: SVM: Do else", day=7),
]
INDEX = with_series(
    MAILS,
    [(["a1@a.example", "a2@a.example", "a3@a.example"], {}), (["b1@a.example"], {"version": 2})],
    [(["c1@a.example"], {})],
)
FIRST = INDEX.series[0].postings[0]


def series(*commits: tuple[str, ...]) -> Series:
    return series_of_commits([commit(n, *one) for n, one in enumerate(commits, 1)], "topic")


def test_a_branch_is_read_and_an_empty_one_refused():
    found = read_branch(MemoryRepo("topic", commit(1, "KVM: x86: Do one"), commit(2, "KVM: x86: Do two")), "topic")
    assert (found.title, [one.shortlog for one in found.patches]) == ("topic", ["KVM: x86: Do one", "KVM: x86: Do two"])
    with pytest.raises(UserError, match="adds no commit"):
        read_branch(MemoryRepo("topic"), "topic")


def matched(*commits: tuple[str, ...]) -> str | None:
    found = match(series(*commits), INDEX.chains())
    return found.id if found else None


def test_commits_are_known_by_title_or_content():
    assert matched(("KVM: x86: Do two", "int changed;")) == "a1@a.example"
    assert matched(("KVM: x86: Do it in other words", "int two;")) == "a1@a.example"
    assert matched(("KVM: VMX: Do else", "int new;")) is None


def test_half_of_the_commits_are_enough_and_fewer_are_not():
    assert matched(("KVM: x86: Do two",), ("KVM: x86: Do new",)) == "a1@a.example"
    assert matched(("KVM: x86: Do two",), ("KVM: x86: Do new",), ("KVM: x86: Do newer",)) is None


def test_most_hits_decide_and_the_newest_of_equals():
    assert matched(("KVM: SVM: Do else",), ("KVM: x86: Do one",), ("KVM: x86: Do two",)) == "a1@a.example"
    assert matched(("KVM: SVM: Do else",), ("KVM: x86: Do one",)) == "c1@a.example"


def test_the_series_of_a_branch_is_looked_up_in_the_index():
    found = match_branch(INDEX, MemoryRepo("topic", commit(1, "KVM: SVM: Do else")), "topic")
    assert found is not None and found.id == "c1@a.example"


@pytest.mark.parametrize(("version", "following"), [("1", "2"), ("3", "4"), ("2.1", "3"), ("x", "1")])
def test_the_next_version_is_counted_on(version: str, following: str):
    found = next_version(series(("KVM: x86: Do one",)), replace(FIRST, version=version))
    assert (found.version, found.title) == (following, "KVM: x86: Do one")


def pairs(*commits: tuple[str, ...]) -> list[tuple[int | None, bool]]:
    return [(one.posted.n if one.posted else None, one.same) for one in pair(series(*commits), FIRST)]


def test_each_commit_is_paired_with_what_was_posted():
    assert pairs(("KVM: x86: Do three",), ("KVM: x86: Do one", "int changed;"), ("KVM: x86: Do new",)) == [
        (3, True),
        (1, False),
        (None, False),
    ]


def test_a_commit_that_was_renamed_is_known_by_its_content():
    assert pairs(("KVM: x86: Do it in other words", "int two;")) == [(2, True)]


def test_no_commit_takes_the_patch_that_another_one_is():
    split = (("KVM: x86: Do two", "int first_half;"), ("KVM: x86: Do the rest of it", "int two;"))
    assert pairs(*split) == [(None, False), (2, True)]


def test_each_patch_is_paired_once():
    assert pairs(("KVM: x86: Do one",), ("KVM: x86: Do one",)) == [(1, True), (None, False)]


def test_a_branch_and_an_archive_twice_as_large_take_about_twice_as_long() -> None:
    one = FIRST.patches[0]

    def prepare(size: int) -> Callable[[], object]:
        patches = tuple(replace(one, message_id=f"{n}@a", n=n, title=f"T{n}", patch_id=f"{n:x}") for n in range(size))
        made = replace(FIRST, patches=patches)
        first = series(("KVM: x86: Do one", "int x;")).patches[0]
        subject = first.subject
        commits = tuple(replace(first, subject=replace(subject, title=f"T{n}")) for n in range(size))
        branch = replace(series(("KVM: x86: Do one",)), patches=commits)
        chain = replace(INDEX.series[0], postings=(made,))
        return lambda: (match(branch, [chain]), pair(branch, made))

    assert_linear(prepare)
