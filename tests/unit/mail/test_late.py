# SPDX-License-Identifier: GPL-2.0-or-later
"""A late pattern is a pattern."""

import re

import pytest

from kx86.mail.late import Late, late


def test_it_does_what_the_pattern_does() -> None:
    one = late(r"(a+)b", re.IGNORECASE)
    found = one.search("xAAb")
    assert found is not None and found[1] == "AA"
    assert one.sub("-", "aab ab") == "- -"
    assert [match[0] for match in one.finditer("ab aab")] == ["ab", "aab"]
    assert one.pattern == r"(a+)b"
    assert one.flags & re.IGNORECASE


def test_nothing_is_compiled_before_it_is_used() -> None:
    broken = late(r"(")
    with pytest.raises(re.error):
        broken.match("")


def test_it_can_be_asked_for_the_pattern_itself() -> None:
    assert Late("a").compiled() == re.compile("a")
