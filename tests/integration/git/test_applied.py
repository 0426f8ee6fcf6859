# SPDX-License-Identifier: GPL-2.0-or-later
"""Patches that the trees of a clone hold are found by patch id, and remembered."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from kx86.adapters.git.applied import AppliedPatches
from kx86.patch.parse import parse_diff
from kx86.patch.patch_id import patch_id
from kx86.profile.model import Profile
from kx86.profile.read import read_profile
from kx86.queue.standing import Found

PROFILE: Profile = read_profile(
    """
name = "KVM x86"
handbook = "Documentation/process/maintainer-kvm-x86.rst"
[shortlog]
root = "KVM"
topics = ["x86"]
[links]
lore = "https://lore.example"
[[paths]]
prefixes = ["arch/x86/kvm/"]
area = "kvm"
[[paths]]
prefixes = ["arch/x86/kvm/mmu"]
area = "kvm"
[[paths]]
prefixes = ["include/linux/kvm"]
area = "kvm"
[[paths]]
prefixes = ["mm/"]
area = "other"
[[trees]]
name = "kvm"
words = ["kvm/"]
links = ["git.example/pub/kvm.git"]
[[trees]]
name = "kvm-unit-tests"
words = ["kvm-unit-tests"]
links = ["git.example/pub/kvm/unit-tests"]
[[trees]]
name = "mainline"
words = []
links = ["git.example/linus"]
""",
    "profile of the tests",
)


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


def commit(folder: Path, text: str, path: str = "arch/x86/kvm/x86.c", remote: str = "kvm") -> str:
    """Commit a line, as the tip of a branch of a remote; give the patch id."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text((file.read_text() if file.exists() else "") + f"{text}\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "KVM: x86: Do it")
    git(folder, "update-ref", f"refs/remotes/{remote}/next", "HEAD")
    one = patch_id(
        parse_diff(git(folder, "show", "--format=", "-U3", "--no-color", "--src-prefix=a/", "--dst-prefix=b/") + "\n")
    )
    assert one
    return one


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    folder = tmp_path / "linux"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "master")
    git(folder, "config", "remote.kvm.url", "https://git.example/pub/kvm.git")
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def held(clone: Path, cache: Path | None = None) -> tuple[Mapping[str, Sequence[Found]], list[str]]:
    """What is found, and what was told on the way."""
    told: list[str] = []
    return AppliedPatches(str(clone), str(cache) if cache else None, told.append).by_patch_id(PROFILE), told


def test_commits_are_found_by_what_they_change(clone: Path) -> None:
    one, two = commit(clone, "int one;"), commit(clone, "int two;")
    found, _ = held(clone)
    assert list(found) == [two, one]
    (commit_two,) = found[two]
    assert (commit_two.tree, commit_two.ref, commit_two.sha1) == (
        "kvm",
        "refs/remotes/kvm/next",
        git(clone, "rev-parse", "HEAD"),
    )
    assert commit_two.date == int(git(clone, "show", "-s", "--format=%ct"))


def test_settings_of_the_user_change_nothing(clone: Path) -> None:
    one = commit(clone, "int one;"), commit(clone, "int two;")
    for name, value in {
        "color.ui": "always", "diff.noprefix": "true", "diff.context": "1", "log.showSignature": "true",
        "diff.mnemonicPrefix": "true", "diff.external": "false", "diff.algorithm": "histogram", "diff.interHunkContext": "9",
    }.items():  # fmt: skip
        git(clone, "config", name, value)
    assert set(held(clone)[0]) == set(one)


def test_only_paths_that_the_profile_names_are_read(clone: Path) -> None:
    header = commit(clone, "struct kvm;", "include/linux/kvm_host.h")
    page = commit(clone, "int page;", "mm/page.c")
    mmu = commit(clone, "int mmu;", "arch/x86/kvm/mmu/mmu.c")
    found, _ = held(clone)
    assert set(found) == {header, mmu} and page not in found


@pytest.mark.parametrize(
    ("url", "tree"),
    [
        ("https://git.example/pub/kvm.git", "kvm"),
        ("https://git.example/pub/kvm", "kvm"),
        ("https://git.example/pub/kvm/", "kvm"),
        ("git@git.example:pub/kvm.git", "kvm"),
        ("git.example:pub/kvm.git", "kvm"),
        ("ssh://git@git.example/pub/kvm.git", "kvm"),
        ("git://git.example/linus/linux.git", "mainline"),
        ("https://git.example/pub/kvm/unit-tests.git", "kvm-unit-tests"),
        ("https://git.example/pub/kvm-of-somebody.git", None),
        ("https://git.example/linusx/linux.git", None),
        ("https://evil.example/git.example/pub/kvm.git", None),
        ("/srv/git.example/pub/kvm.git", None),
    ],
)
def test_a_tree_is_known_by_the_address_of_its_remote(clone: Path, url: str, tree: str | None) -> None:
    one = commit(clone, "int one;")
    git(clone, "config", "remote.kvm.url", url)
    found, _ = held(clone)
    assert [commit.tree for commit in found.get(one, ())] == ([tree] if tree else [])


def test_a_commit_in_two_trees_is_found_in_both(clone: Path) -> None:
    git(clone, "config", "remote.up.pushurl", "https://git.example/pub/kvm.git")
    git(clone, "config", "remote.up.url", "https://git.example/linus/linux")
    one = commit(clone, "int one;")
    git(clone, "update-ref", "refs/remotes/up/master", "HEAD")
    assert {commit.tree for commit in held(clone)[0][one]} == {"kvm", "mainline"}


def test_without_remotes_or_outside_of_a_clone_there_is_nothing(clone: Path, cache: Path, tmp_path: Path) -> None:
    assert held(clone, cache)[0] == {}
    commit(clone, "int one;")
    git(clone, "config", "--unset", "remote.kvm.url")
    assert held(clone, cache)[0] == {}
    assert held(tmp_path, cache)[0] == {}
    assert not cache.exists()


def test_what_was_read_is_remembered(clone: Path, cache: Path) -> None:
    commit(clone, "int one;")
    first, told = held(clone, cache)
    assert any("of 1" in line for line in told)
    assert held(clone, cache) == (first, [])


def test_only_new_commits_are_read(clone: Path, cache: Path) -> None:
    one = commit(clone, "int one;")
    held(clone, cache)
    two = commit(clone, "int two;")
    found, told = held(clone, cache)
    assert (set(found), told) == ({one, two}, ["reading the commits of kvm", "reading commits: 0 of 1"])


def test_commits_that_a_branch_has_lost_are_forgotten(clone: Path, cache: Path) -> None:
    one, two = commit(clone, "int one;"), commit(clone, "int two;")
    held(clone, cache)
    git(clone, "update-ref", "refs/remotes/kvm/next", "HEAD~1")
    found, _ = held(clone, cache)
    assert one in found and two not in found


DAMAGE = {
    "empty": "",
    "no JSON": "{",
    "a list": "[]",
    "another form": '{"form": 0, "paths": PATHS, "trees": {"kvm": {"tips": [], "commits": []}}}',
    "no trees": '{"form": 1, "paths": PATHS}',
    "trees that are a list": '{"form": 1, "paths": PATHS, "trees": []}',
    "a tree that is a number": '{"form": 1, "paths": PATHS, "trees": {"kvm": 5}}',
    "a tree without commits": '{"form": 1, "paths": PATHS, "trees": {"kvm": {"tips": []}}}',
    "commits that are none": '{"form": 1, "paths": PATHS, "trees": {"kvm": {"tips": ["TIP"], "commits": [["x"], 5, null]}}}',
    "numbers for names": '{"form": 1, "paths": PATHS, "trees": {"kvm": {"tips": ["TIP"], "commits": [[1, 2, "x"]]}}}',
    "commits that are left out": '{"form": 1, "paths": PATHS, "trees": {"kvm": {"tips": ["TIP"], "commits": [5]}}}',
    "other paths": '{"form": 1, "paths": [], "trees": {"kvm": {"tips": ["TIP"], "commits": []}}}',
    "no UTF-8": b"\xff\xfe",
    "deep": "[" * 100_000,
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_memory_is_not_trusted(clone: Path, cache: Path, kind: str) -> None:
    one = commit(clone, "int one;")
    held(clone, cache)
    (file,) = cache.iterdir()
    damage = DAMAGE[kind]
    text = (
        str(damage)
        .replace("TIP", git(clone, "rev-parse", "HEAD"))
        .replace("PATHS", '["arch/x86/kvm/*", "include/linux/kvm*"]')
    )
    file.write_bytes(damage if isinstance(damage, bytes) else text.encode())
    found, _ = held(clone, cache)
    assert set(found) == {one}
    assert json.loads(file.read_text())["trees"]["kvm"]["commits"]


def test_a_memory_that_cannot_be_written_is_done_without(clone: Path, cache: Path) -> None:
    one = commit(clone, "int one;")
    cache.write_text("a file")
    assert set(held(clone, cache)[0]) == {one}
