# SPDX-License-Identifier: GPL-2.0-or-later
"""The themes and targets of the profile that ships with kx86 hold together."""

from collections import Counter

import pytest

from kx86.profile.model import Profile
from kx86.trees.matter import words_of
from kx86.trees.themes import theme_of_path


def test_no_path_and_no_shortlog_belongs_to_two_themes(profile: Profile) -> None:
    for listed in (
        [path for one in profile.themes for path in one.paths],
        [s for one in profile.themes for s in one.shortlogs],
    ):
        assert [name for name, count in Counter(listed).items() if count > 1] == []


def test_no_word_belongs_to_two_themes(profile: Profile) -> None:
    words = Counter(words_of(word) for one in profile.themes for word in {*one.names, *one.words})
    assert [word for word, count in words.items() if count > 1] == []


def test_every_theme_has_takers_whose_shares_are_a_whole(profile: Profile) -> None:
    for one in profile.themes:
        assert sum(one.takers.values()) == 100, one.name
        assert one.paths or one.shortlogs or one.names, one.name


def test_shortlogs_of_themes_are_known_topics(profile: Profile) -> None:
    known = {"", *profile.shortlog.known.values()}
    assert {topic for one in profile.themes for topic in one.shortlogs} <= known


@pytest.mark.parametrize("area", ["kvm", "tests"])
def test_every_path_of_kvm_has_a_theme(profile: Profile, area: str) -> None:
    paths = [hint.prefix for hint in profile.paths if hint.area == area]
    assert paths
    assert [path for path in paths if theme_of_path(path, profile) is None] == []
