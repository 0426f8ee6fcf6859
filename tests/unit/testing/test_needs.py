# SPDX-License-Identifier: GPL-2.0-or-later
"""What work needs, and how much each kind is asked for."""

import pytest

from kx86.apps import wiring
from kx86.profile.read import ProfileText
from kx86.testing.needs import Folder, Program, works
from kx86.testing.plan import LEVELS
from kx86.testing.read import read_testing


@pytest.fixture(scope="module")
def shipped():
    return works(wiring.how_tested(), "/home/ann/kut")


def names(some, level):
    return [work.name for work in some if work.level == level]


def test_only_what_every_series_needs_is_mandatory(shipped):
    assert names(shipped, "mandatory") == ["check", "build"]


def test_configurations_that_need_more_are_work_of_their_own(shipped):
    told = {work.name: work for work in shipped}
    assert {"32-bit", "sparse", "arm64", "htmldocs"} <= set(told)
    assert "lockdep" not in told
    assert told["htmldocs"].title == "build htmldocs, mandatory for some series"
    assert told["arm64"].level == "strongly encouraged"


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_asked_for_less_is_left_out(level):
    some = works(wiring.how_tested(), level=level)
    assert {work.level for work in some} == set(LEVELS[: LEVELS.index(level) + 1])


def test_a_profile_of_ones_own_brings_what_it_needs():
    text = '[packages]\nwidgetcc = "widget-tools"\n[configuration.w]\ntitle = "widgets"\nneeds = ["widgetcc"]\n'
    some = works(read_testing(ProfileText(file="w.testing.toml", text=text)))
    own = next(work for work in some if work.name == "w")
    assert (own.title, own.level) == ("build widgets", "encouraged")
    assert own.needs[0].probe == Program(name="widgetcc")
    assert own.needs[0].packages == {"apt": "widget-tools"}


def test_the_folder_that_is_set_is_looked_into(shipped):
    assert Folder("/home/ann/kut", "x86/unittests.cfg") in {need.probe for work in shipped for need in work.needs}


def test_every_need_says_what_it_is_for_and_how_to_get_it(shipped):
    needs = [need for work in shipped for need in work.needs]
    assert [need.title for need in needs if not need.why] == []
    assert [need.title for need in needs if not need.packages and not need.command] == ["KVM"]
