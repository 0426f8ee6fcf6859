# SPDX-License-Identifier: GPL-2.0-or-later
"""The table of concerns that ships with kx86, and patterns of its names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.profile.read import BadProfile, ProfileText
from kx86.testing.read import read_testing
from kx86.testing.table import Concern, Settings, fits
from unit.testing.made import shipped


@pytest.mark.parametrize(("text", "pattern", "is_one"), [
    ("a.c", "a.c", True),
    ("a.c", "a?c", False),
    ("arch/x86/kvm/mmu/mmu.c", "arch/x86/*", True),
    ("tools/x/arm64/y.c", "*/arm64/*", True),
    ("rcu_read_lock", "rcu_*", True),
    ("srcu_read_lock", "rcu_*", False),
    ("kvm_mmu_x_unsync", "*unsync*", True),
    ("abc", "a*b*c", True),
    ("acb", "a*b*c", False),
    ("ab", "ab*b", False),
    ("FNAME(walk)", "FNAME(*", True),
])  # fmt: skip
def test_a_star_stands_for_anything(text: str, pattern: str, is_one: bool) -> None:
    assert fits(text, (pattern,)) is is_one


@given(st.text("ab/", max_size=12), st.text("ab/*", max_size=8))
def test_patterns_mean_what_they_mean_to_the_shell(text: str, pattern: str) -> None:
    from fnmatch import fnmatchcase

    assert fits(text, (pattern,)) is fnmatchcase(text, pattern)


def test_a_concern_has_paths_besides_others() -> None:
    one = Concern(paths=("a/*",), besides=("a/b/*",))
    assert [path for path in ("a/x", "a/b/x", "b/x") if one.has_path(path)] == ["a/x"]


def test_functions_and_words_are_those_of_some_files() -> None:
    one = Concern(functions={"a/*": ("sync_*",)}, words=("*lock*",), code=("a/*",))
    assert one.function_of("a/x.c", ["go", "sync_it"]) == "sync_it"
    assert one.function_of("b/x.c", ["sync_it"]) is None
    assert one.word_of("a/x.c", {"unlock", "lock", "go"}) == "lock"
    assert one.word_of("b/x.c", {"lock"}) is None


def test_settings_of_a_vendor_are_those_of_all_and_its_own() -> None:
    one = Settings(any={"kvm.a": "1"}, amd={"kvm_amd.b": "0"})
    assert one.of("amd") == {"kvm.a": "1", "kvm_amd.b": "0"}
    assert one.of("any") == one.of("intel") == {"kvm.a": "1"}


def test_every_concern_asks_for_something_and_gives_a_reason() -> None:
    for name, one in shipped().table.concerns.items():
        assert one.asks, name
        assert one.what or one.reason, name
        assert one.paths or one.functions or one.words or one.symbols, name
        assert not one.words or one.code, name
        assert all(ask.build or ask.run for ask in one.asks), name


def test_every_setting_and_every_configuration_but_the_first_is_asked_for() -> None:
    asks = [ask for one in shipped().table.concerns.values() for ask in one.asks]
    assert {name for ask in asks for name in ask.build} == set(shipped().configurations)
    assert {name for ask in asks for name in ask.settings} == set(shipped().table.settings)


def test_settings_give_a_run_for_every_vendor_that_asks() -> None:
    table = shipped().table
    for name, concern in table.concerns.items():
        for ask in concern.asks:
            for setting in ask.settings:
                assert all(table.settings[setting].of(vendor) for vendor in ask.vendors), f"{name}: {setting}"


def test_every_program_that_a_configuration_needs_has_a_package() -> None:
    needed = {program for one in shipped().configurations.values() for program in one.needs}
    assert needed <= set(shipped().table.packages)


@pytest.mark.parametrize(("text", "said"), [
    ("build = ['no']", "concern a asks for configuration no, which is not there"),
    ("run = ['boot'], settings = ['no']", "concern a asks for setting no, which is not there"),
    ("run = ['bot']", "concern.a.asks"),
    ("build = ['64-bit'], level = 'must'", "level"),
])  # fmt: skip
def test_a_concern_that_does_not_fit_is_told(text: str, said: str) -> None:
    level = "" if "level" in text else ", level = 'encouraged'"
    own = f"[concern.a]\nwhat = 'is'\npaths = ['a']\nasks = [{{ {text}{level}, statement = 'TEST-2' }}]\n"
    from kx86.adapters.data import text_of_testing

    shipped_text = ProfileText(file="data/kvm-x86.testing.toml", text=text_of_testing())
    with pytest.raises(BadProfile) as told:
        read_testing(shipped_text, ProfileText(file="own.testing.toml", text=own))
    assert said in told.value.message


@pytest.mark.parametrize(("path", "name", "vendor"), [
    ("tools/testing/selftests/kvm/x86/svm_a.c", "x86/svm_a", "amd"),
    ("tools/testing/selftests/kvm/a_test.c", "a_test", "any"),
    ("tools/testing/selftests/kvm/x86/a_test.sh", "x86/a_test", "any"),
    ("tools/testing/selftests/kvm/lib/x86/vmx.c", "", "any"),
    ("tools/testing/selftests/kvm/include/test_util.h", "", "any"),
    ("tools/testing/selftests/kvm/arm64/a_test.c", "", "any"),
    ("tools/testing/selftests/mm/a_test.c", "", "any"),
])  # fmt: skip
def test_tests_by_their_sources(path: str, name: str, vendor: str) -> None:
    tests = shipped().table.tests
    assert tests is not None
    assert tests.name_of(path) == name
    assert tests.vendor_of(name) == vendor
