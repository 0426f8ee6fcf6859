# SPDX-License-Identifier: GPL-2.0-or-later
"""The two versions to compare are chosen."""

import pytest

from kx86.errors import UserError
from kx86.flows.compare import choose, diff_versions, review_version
from kx86.mail.message import Address
from unit.letters.knob import ADDED, CODE, knob, version
from unit.series.versions import quote, reply

V1, V2, V3 = (version(n, knob(CODE.replace("everybody", f"people_{n}"))) for n in (1, 2, 3))
ALL = (V1, V2, V3)
ROB = Address(name="Rob Reviewer", email="rob@review.example")
ANN = Address(name="Ann Author", email="ann@author.example")
REPLY = reply("v1-1@a.example", f"{quote(ADDED)}\n\nDrop the braces.\n")


def test_without_names_the_last_two_are_compared() -> None:
    assert choose(ALL, ()) == (V2, V3)
    assert diff_versions(ALL).old_version == "2"


def test_versions_are_named_with_and_without_their_letter() -> None:
    assert choose(ALL, ("v1", "3")) == (V1, V3)
    assert choose(ALL, ("1",)) == (V1, V3)


@pytest.mark.parametrize("names", [("7",), ("v2", "2"), ("3",)])
def test_a_version_that_is_not_there_is_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(UserError):
        choose(ALL, names)


def test_one_version_alone_cannot_be_compared() -> None:
    with pytest.raises(UserError):
        choose((V1,), ())


def test_a_reviewer_is_shown_what_changed_since_the_last_reply() -> None:
    told = review_version(ALL, [REPLY], ROB)
    assert (told.comparison.old_version, told.comparison.new_version) == ("1", "3")
    assert len(told.remarks) == 1


def test_an_author_or_a_stranger_sees_the_last_two_versions() -> None:
    for who in (ANN, Address(name="Eve", email="eve@else.example"), None):
        assert review_version(ALL, [REPLY], who).comparison.old_version == "2"


def test_a_named_version_is_reviewed_against() -> None:
    assert review_version(ALL, [REPLY], ANN, ("v1",)).comparison.old_version == "1"
