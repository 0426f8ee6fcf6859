# SPDX-License-Identifier: GPL-2.0-or-later
"""Touched paths and shortlogs speak for topics; what is said about a base is a value."""

from dataclasses import asdict

import pytest

from kx86.profile.model import Profile
from kx86.trees.likely import likely_topics
from kx86.trees.posted import Dependency, Found, PostedBase
from unit.trees.patches import edit, patch

THERE = ("misc", "pmu", "selftests", "svm", "vmx")


@pytest.mark.parametrize(
    ("path", "subject", "topics"),
    [
        ("arch/x86/kvm/svm/svm.c", "KVM: SVM: Do", ("svm", "misc")),
        ("arch/x86/kvm/svm/svm.c", "KVM: VMX: Do", ("vmx", "svm", "misc")),
        ("arch/x86/kvm/pmu.c", "Do", ("pmu", "misc")),
        ("drivers/net/dummy.c", "Do", ("misc",)),
    ],
)
def test_a_prefix_says_more_than_a_path(profile: Profile, path: str, subject: str, topics: tuple[str, ...]) -> None:
    assert likely_topics(profile, [patch(edit(path, "1111111", "2222222"), subject)], THERE) == topics


def test_a_topic_that_the_tree_has_not_is_not_named(profile: Profile) -> None:
    assert likely_topics(profile, [patch(edit("arch/x86/kvm/pmu.c", "1", "2"), "KVM: SVM: Do")], ("vmx",)) == ()


def test_an_answer_without_a_base_says_so_as_a_value() -> None:
    answer = PostedBase(title="Do", version="1", rfc=False, message_id=None, patches=1)
    assert (answer.repository, answer.base, answer.applies, answer.depends, answer.conflicts) == (
        "linux",
        None,
        None,
        (),
        {},
    )
    base = Found(commit="a" * 40, name="x/pmu", how="blobs", hits=1, of=1)
    assert asdict(base)["behind"] == 0
    assert Dependency(kind="unknown", paths=("f",)).topic is None
