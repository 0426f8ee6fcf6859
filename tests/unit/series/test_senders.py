# SPDX-License-Identifier: GPL-2.0-or-later
"""People, robots and relays."""

from dataclasses import replace

import pytest

from kx86.adapters.data import profile_text, verbs
from kx86.handbook.check import check_series
from kx86.handbook.example import Example, bad_series
from kx86.handbook.facts import Facts
from kx86.handbook.fixes import RULES
from kx86.mail.message import Address
from kx86.profile.read import read_profile
from kx86.series.patch import Patch
from kx86.series.senders import is_maintainer, is_relayed, is_robot, is_stable_pick, person, poster, same_person

PROFILE = read_profile(profile_text(), "kvm-x86.toml")
DANA = Address(name="Dana Example", email="dana@kernel.example")


def patch(words: tuple[str, ...] = (), **parts: str) -> Patch:
    one = bad_series(Example(rule="", title="", bad=parts)).patches[0]
    return replace(one, subject=replace(one.subject, words=words))


@pytest.mark.parametrize("name", ["Example Bot", "example-bot", "syzbot", "Example Robot", "bot+example"])
def test_a_robot_calls_itself_one(name: str) -> None:
    assert is_robot(Address(name=name, email="x@kernel.example"))


@pytest.mark.parametrize("name", ["Abbot Example", "Talbot, Kim", "Botond Example"])
def test_a_person_may_be_called_abbot(name: str) -> None:
    assert not is_robot(Address(name=name, email="abbot@kernel.example"))


def test_behind_a_relay_the_author_is_the_poster() -> None:
    relay = Address(name="Dana Example via Relay", email="devnull+dana@relay.example")
    assert is_relayed(relay)
    assert poster(replace(patch(), sender=relay, author=DANA)) == DANA
    assert poster(replace(patch(), sender=Address(name="Kim", email="kim@kernel.example"), author=DANA)).name == "Kim"


@pytest.mark.parametrize(
    ("name", "email", "same"),
    [
        ("Example, Dana", "d@other.example", True),
        ("Dana Q Example", "d@other.example", True),
        ("", "DANA@kernel.example", True),
        ("Dana Other", "d@other.example", False),
        ("Kim Example", "kim@kernel.example", False),
        ("", "", False),
    ],
)
def test_an_address_or_a_name_tells_the_person(name: str, email: str, same: bool) -> None:
    assert same_person(DANA, Address(name=name, email=email)) is same


def test_a_person_is_read_from_a_trailer() -> None:
    assert person("Dana Example <dana@kernel.example> # x86") == DANA


def test_the_profile_names_the_maintainers() -> None:
    assert is_maintainer(Address(name="", email=PROFILE.people[0].emails[0].upper()), PROFILE)
    assert not is_maintainer(DANA, PROFILE)


@pytest.mark.parametrize("words", [("6.1.y",), ("5.10",), ("AUTOSEL", "6.3"), ("stable",), ("v6.11",)])
def test_the_brackets_of_a_subject_tell_a_pick_for_stable(words: tuple[str, ...]) -> None:
    assert is_stable_pick(patch(words))


@pytest.mark.parametrize(
    "line", ["commit 0123456789abcdef0123456789abcdef01234567 upstream.", "[ Upstream commit 0123456789ab ]"]
)
def test_the_first_line_tells_a_pick_for_stable(line: str) -> None:
    assert is_stable_pick(patch(changelog=f"{line}\n\nDrop it."))


@pytest.mark.parametrize("words", [(), ("kvm-unit-tests",), ("kvm-next",), ("for-6.15",), ("queue",)])
def test_other_words_do_not(words: tuple[str, ...]) -> None:
    assert not is_stable_pick(patch(words))


def test_nothing_is_said_about_a_pick_for_stable() -> None:
    made = bad_series(Example(rule="", title="", bad={"subject": "KVM: x86: Fix a leak", "trailers": ""}))
    facts = Facts(edition="2023-02", profile=PROFILE, series=made, verbs=verbs())
    assert check_series(RULES, made, facts)
    pick = replace(made, patches=tuple(replace(p, subject=replace(p.subject, words=("6.1.y",))) for p in made.patches))
    assert check_series(RULES, pick, facts) == ()
