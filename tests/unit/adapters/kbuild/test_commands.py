# SPDX-License-Identifier: GPL-2.0-or-later
"""What make is told."""

from kx86.adapters.data import text_of_testing
from kx86.adapters.kbuild.commands import environment
from kx86.profile.read import ProfileText
from kx86.testing.read import read_testing

CONFIGURATIONS = read_testing(ProfileText(file="testing.toml", text=text_of_testing())).configurations


def test_configurations_that_are_built_at_once_share_no_part_of_the_cache() -> None:
    parts = [environment(one, cached=True, below=False)["CCACHE_NAMESPACE"] for one in CONFIGURATIONS.values()]
    assert len(set(parts)) == len(parts) > 3


def test_without_a_cache_nothing_is_said_about_it() -> None:
    one = CONFIGURATIONS["64-bit"]
    assert not any(name.startswith("CCACHE") for name in environment(one, cached=False, below=False))


def test_the_cache_below_is_only_read() -> None:
    one = CONFIGURATIONS["64-bit"]
    assert environment(one, cached=True, below=True)["CCACHE_REMOTE_STORAGE"].endswith("|read-only")
