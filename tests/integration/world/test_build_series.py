# SPDX-License-Identifier: GPL-2.0-or-later
"""Series made for builders have what they say they have, on the tiny kernel."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.plain import Plain
from kx86.apps import wiring
from needs import needs
from world import buildable, hostile_series
from world.build_series import CLEAN, REPAIRED, SIX, TEN, TESTS, Made, commit, revised
from world.source import git

has_gcc = needs("compiler", "make")
CONFIGURATIONS = wiring.how_tested().configurations


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return buildable.repository(tmp_path_factory.mktemp("series") / "linux")


Builder = Callable[[str], Plain]


@pytest.fixture(scope="module")
def plain(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Builder:
    """Give folders of output by configuration; make is told single objects, so that the others are not built."""
    made: dict[str, Plain] = {}

    def get(name: str) -> Plain:
        if name not in made:
            made[name] = Plain(clone, tmp_path_factory.mktemp(name), CONFIGURATIONS[name])
            made[name].check_out(buildable.TAG)
            assert made[name].configure().status == 0
        return made[name]

    return get


@has_gcc
@pytest.mark.parametrize("series", [one for one in SIX if one.broken], ids=lambda one: one.name)
def test_what_is_broken_is_found_where_it_is_said(clone: Path, plain: Builder, series: Made) -> None:
    commits = commit(clone, series, buildable.TAG)
    broken = plain(series.only or "64-bit")
    broken.check_out(commits[series.broken - 1])
    tests = series.only == "selftests"
    done = broken.gate() if tests else broken.make(f"{series.file.removesuffix('.c')}.o")
    assert done.status != 0 and series.words in done.said
    assert series.file.removeprefix("tools/testing/selftests/kvm/") in done.said
    if series.only and not tests:
        assert plain("64-bit").make(f"{series.file.removesuffix('.c')}.o").status == 0
    broken.check_out(commits[-1])
    done = broken.gate() if tests else broken.make(f"{series.file.removesuffix('.c')}.o")
    assert (done.status == 0) == (series in (REPAIRED, TESTS))


@has_gcc
@pytest.mark.parametrize("series", [TEN, revised(TEN)], ids=lambda one: one.name)
def test_what_is_clean_builds(clone: Path, plain: Builder, series: Made) -> None:
    built = plain("64-bit")
    built.check_out(commit(clone, series, buildable.TAG)[-1])
    done = built.gate()
    assert done.status == 0 and "warning" not in done.said, done.said


def test_a_series_leaves_the_work_tree_alone(clone: Path) -> None:
    git(clone, "checkout", "-q", "master")
    commits = commit(clone, CLEAN, buildable.TAG, branch="topic")
    assert git(clone, "rev-parse", "topic") == commits[-1]
    assert git(clone, "rev-list", "--reverse", f"{buildable.TAG}..topic").split() == commits
    assert git(clone, "status", "--porcelain") == ""


def test_the_next_version_differs_in_one_patch(clone: Path) -> None:
    one, other = (commit(clone, series, buildable.TAG) for series in (TEN, revised(TEN)))

    def patch_ids(commits: list[str]) -> list[str]:
        shown = subprocess.run(["git", "show", *commits], cwd=clone, check=True, capture_output=True).stdout
        return [line.split()[0] for line in git(clone, "patch-id", "--stable", given=shown).splitlines()]

    same = [a == b for a, b in zip(patch_ids(one), patch_ids(other), strict=True)]
    assert same == [True] * 4 + [False] + [True] * 5


def test_a_tree_without_the_place_is_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "Nothing")
    with pytest.raises(ValueError, match=r"arch/x86/kvm/svm/svm\.c of HEAD is not as the series has it"):
        commit(tmp_path, CLEAN, "HEAD")


@has_gcc
@pytest.mark.parametrize(
    ("series", "said"),
    [
        (hostile_series.KCONFIG, 'unknown statement "configure"'),
        (hostile_series.MAKEFILE, "missing 'endif'"),
        (hostile_series.ESCAPES, "\x1b]0;owned\x07"),
        (hostile_series.SYMBOL, ""),
    ],
    ids=lambda one: one.name if isinstance(one, Made) else "",
)
def test_what_breaks_the_build_system_breaks_it(clone: Path, tmp_path: Path, series: Made, said: str) -> None:
    broken = Plain(clone, tmp_path, CONFIGURATIONS["64-bit"])
    broken.check_out(commit(clone, series, buildable.TAG)[-1])
    done = broken.configure()
    done = done if done.status else broken.make("arch/x86/kvm/irq.o")
    assert said in done.said and (done.status != 0) == bool(said), done.said
    if series is hostile_series.SYMBOL:
        assert "KVM_SMM" not in (tmp_path / ".config").read_text()


def test_all_hostile_series_have_a_place(clone: Path, tmp_path: Path) -> None:
    made = (
        hostile_series.FOR_EVER, hostile_series.network(9), hostile_series.outside(tmp_path), hostile_series.forks(),
        hostile_series.stays(), hostile_series.disk(), hostile_series.memory(), hostile_series.talks(),
    )  # fmt: skip
    assert len({commit(clone, series, buildable.TAG)[-1] for series in made}) == len(made)
