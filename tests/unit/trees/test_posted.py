# SPDX-License-Identifier: GPL-2.0-or-later
"""What is said about the base of a posting is a value."""

from dataclasses import asdict

from kx86.trees.posted import Dependency, Found, PostedBase


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
