# SPDX-License-Identifier: GPL-2.0-or-later
"""What a clone says of itself is what git says, whatever its remotes are called and however their addresses are rewritten."""

import subprocess
from pathlib import Path

import pytest

from kx86.adapters.git.clone import LocalClone
from kx86.adapters.git.trees import LocalTrees
from kx86.apps.wiring import profile
from kx86.errors import EnvironmentProblem, UserError

CONFIG = r"""
[remote "origin"]
	url = kx:linux.git
	fetch = +refs/heads/*:refs/remotes/origin/*
[remote "a/b.c"]
	url = https://h.example/one
	url = https://h.example/two
	fetch = +refs/heads/next:refs/remotes/a/b.c/next
	tagOpt = --no-tags
[remote "odd \"name\" x"]
	url = kernel:virt/kvm/kvm.git
	pushurl = kxp:x
	pushurl = kernel:y
	promisor = true
	partialclonefilter = blob:none
[remote "empty"]
	fetch = x
[remote "push"]
	url = https://push.example/x
[url "https://github.com/kvm-x86/"]
	insteadOf = kx:
	insteadOf = kxlong:
[url "https://h.example/"]
	insteadOf = k
[url "https://git.kernel.org/pub/scm/"]
	insteadOf = kernel:
[url "ssh://git@push.example/"]
	pushInsteadOf = https://push.example/
"""


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    with (tmp_path / ".git/config").open("a") as file:
        file.write(CONFIG)
    return tmp_path


def test_the_addresses_are_those_that_git_uses(odd: Path) -> None:
    remotes = {one.name: one for one in LocalClone(str(odd)).settings().remotes}
    assert list(remotes) == ["origin", "a/b.c", 'odd "name" x', "push"]
    for name, one in remotes.items():
        assert one.url == git(odd, "remote", "get-url", name).rstrip("\n"), name
        assert list(one.push_urls) == git(odd, "remote", "get-url", "--push", "--all", name).splitlines(), name
    assert remotes["origin"].url == "https://github.com/kvm-x86/linux.git"
    assert remotes["a/b.c"].narrow and not remotes["a/b.c"].tags
    assert remotes['odd "name" x'].filter == "blob:none"


def test_trees_are_seen_behind_rewritten_addresses_as_well(odd: Path) -> None:
    seen = LocalTrees(str(odd)).landscape(profile(), {})
    assert {one.name: one.tree for one in seen.remotes if one.tree} == {"origin": "kvm-x86", 'odd "name" x': "kvm"}


def test_outside_of_a_repository_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a git repository"):
        LocalClone(str(tmp_path))


def test_a_key_is_set_once_however_often_it_was_there(odd: Path) -> None:
    key = "kx86.tree.a.b/c.remote"
    for value in ("one", "two"):
        git(odd, "config", "--add", key, value)
    LocalClone(str(odd)).write(key, "a/b.c", worktree=False)
    assert git(odd, "config", "--get-all", key) == "a/b.c\n"


def test_a_lock_of_git_config_is_named(odd: Path) -> None:
    (odd / ".git/config.lock").touch()
    with pytest.raises(EnvironmentProblem) as caught:
        LocalClone(str(odd)).write("kx86.tree.kvm.remote", "x", worktree=False)
    assert caught.value.hint == f"rm {odd}/.git/config.lock, if no git is at work there"
    assert "kx86" not in (odd / ".git/config").read_text()
