# SPDX-License-Identifier: GPL-2.0-or-later
"""Who sets what: command line, environment, git config, kx86."""

import pytest

from kx86.errors import UserError
from kx86.flows.settings import EDITIONS, KNOWN, Settings, resolve
from kx86.handbook import rule
from kx86.ports.settings import Entry


def settings(typed: dict | None = None, environment: dict | None = None, *entries: tuple[str, str, str]) -> Settings:
    return resolve(typed or {}, environment or {}, [Entry(*entry) for entry in entries])


def test_every_edition_can_be_chosen() -> None:
    assert EDITIONS == rule.EDITIONS


def test_nobody_says_anything() -> None:
    found = settings()
    assert [setting.name for setting in found.all] == list(KNOWN)
    assert {setting.source.split(":")[0] for setting in found.all} == {"default"}
    assert found.edition() is None
    assert not found.flag("strict")
    assert found.names("ignore") == ()


LOCAL = ("local", "kx86.edition", "merged")
GLOBAL = ("global", "kx86.edition", "2023-02")


@pytest.mark.parametrize(
    ("typed", "environment", "entries", "value", "source"),
    [
        ({"edition": "merged"}, {"KX86_EDITION": "2023-02"}, [GLOBAL], "merged", "command line"),
        ({"edition": None}, {"KX86_EDITION": "2023-02"}, [LOCAL], "2023-02", "environment KX86_EDITION"),
        ({}, {}, [GLOBAL, LOCAL], "merged", "git config (local)"),
        ({}, {}, [GLOBAL], "2023-02", "git config (global)"),
        ({}, {"KX86_EDITION": "auto"}, [LOCAL], None, "environment KX86_EDITION"),
    ],
)
def test_the_nearest_wins_and_says_where_it_is_from(typed, environment, entries, value, source) -> None:
    found = settings(typed, environment, *entries)["edition"]
    assert (found.value, found.source) == (value, source)


def test_lists_take_blanks_commas_and_several_lines() -> None:
    found = settings({}, {}, ("global", "kx86.ignore", "CS-A, CS-B"), ("local", "kx86.ignore", "SL-"))
    assert found.names("ignore") == ("CS-A", "CS-B", "SL-")
    assert settings({}, {"KX86_IGNORE": "CS-A SL-"}).names("ignore") == ("CS-A", "SL-")


def test_a_list_on_the_command_line_adds_to_the_others() -> None:
    found = settings({"ignore": ("CL-A",)}, {}, ("local", "kx86.ignore", "SL-"))["ignore"]
    assert (found.value, found.source) == (("CL-A", "SL-"), "command line and git config (local)")
    assert settings({"ignore": ()}, {}, ("local", "kx86.ignore", "SL-")).names("ignore") == ("SL-",)


def test_an_empty_list_in_the_environment_undoes_git_config() -> None:
    assert settings({}, {"KX86_IGNORE": ""}, ("local", "kx86.ignore", "SL-")).names("ignore") == ()


@pytest.mark.parametrize("text", ["true", "yes", "1", "ON"])
def test_true_is_spelled_as_in_git(text: str) -> None:
    assert settings({}, {}, ("local", "kx86.strict", text)).flag("strict")


def test_no_strict_on_the_command_line_beats_git_config() -> None:
    assert not settings({"strict": False}, {}, ("local", "kx86.strict", "true")).flag("strict")


@pytest.mark.parametrize(
    ("environment", "entries", "message", "hint"),
    [
        ({"KX86_EDITION": "2024"}, [], "KX86_EDITION: '2024' is not auto, 2023-02 or merged", "unset KX86_EDITION"),
        (
            {},
            [("global", "kx86.strict", "maybe")],
            "kx86.strict: 'maybe' is neither",
            "git config --global --unset-all kx86.strict",
        ),
        (
            {},
            [("local", "kx86.hook", "x")],
            "kx86.hook: 'x' is not tell or enforce",
            "git config --unset-all kx86.hook",
        ),
    ],
)
def test_a_value_that_means_nothing_names_the_command_that_mends_it(environment, entries, message, hint) -> None:
    with pytest.raises(UserError, match=message) as caught:
        settings({}, environment, *entries)
    assert hint in (caught.value.hint or "")


def test_an_archive_goes_by_name() -> None:
    found = settings({}, {}, ("local", "kx86.archive.kvm.url", "file:///srv/kvm"))
    assert found.archive("kvm") == "/srv/kvm"
    assert found.archive("./other") == "./other"
    assert found.archive(None) is None


def test_an_empty_place_takes_an_archive_back() -> None:
    wide = ("global", "kx86.archive.kvm.url", "file:///srv/kvm")
    assert not settings({}, {}, wide, ("local", "kx86.archive.kvm.url", "")).archives
    assert settings({}, {}, ("local", "kx86.archive.x.url", " "), wide).archives == {"kvm": "file:///srv/kvm"}
