# SPDX-License-Identifier: GPL-2.0-or-later
"""init in clones of every kind: what is found, written, and said to be missing."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from e2e.conftest import Clone, Result

Run = Callable[..., Result]
HTTPS, SSH = "https://github.com/kvm-x86/linux.git", "git@github.com:kvm-x86/linux.git"
KVM = "https://git.kernel.org/pub/scm/virt/kvm/kvm.git"
MAINLINE = "https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git"


def add(clone: Clone, name: str, url: str, *branches: str) -> None:
    """Add a remote as if it had been fetched."""
    clone.git("remote", "add", name, url)
    for branch in branches:
        clone.git("update-ref", f"refs/remotes/{name}/{branch}", "HEAD")


@pytest.fixture
def full(clone: Clone) -> Clone:
    """A clone that follows all three trees, with tags."""
    add(clone, "origin", MAINLINE, "master")
    add(clone, "kvm", KVM, "master", "next")
    add(clone, "x", HTTPS, "fixes", "misc", "next", "pmu")
    for tag in ("v6.14-rc2", "kvm-x86-next-2025.01.10"):
        clone.git("tag", tag)
    return clone


def written(clone: Clone) -> dict[str, str]:
    done = subprocess.run(
        ["git", "config", "--get-regexp", r"^kx86\."], cwd=clone.path, capture_output=True, text=True, check=False
    )
    return dict(line.split(" ", 1) for line in done.stdout.splitlines())


def trees(done: Result) -> dict[str, Any]:
    return {one["tree"]: one for one in json.loads(done.out)["trees"]}


FOUND = {"kx86.tree.kvm-x86.remote": "x", "kx86.tree.kvm.remote": "kvm", "kx86.tree.mainline.remote": "origin"}


@pytest.mark.statement("TREE-1")
def test_the_trees_are_found_and_written_once(full: Clone, kx86: Run, snapshot: SnapshotAssertion) -> None:
    first = kx86("init")
    assert (first.status, first.out) == (0, snapshot(name="first"))
    assert written(full) == FOUND
    config = (full.path / ".git/config").read_bytes()
    second = kx86("init")
    assert (second.status, second.out) == (0, snapshot(name="second"))
    assert (full.path / ".git/config").read_bytes() == config


def test_without_remotes_it_says_how_to_add_them(clone: Clone, kx86: Run, snapshot: SnapshotAssertion) -> None:
    done = kx86("init")
    assert (done.status, done.out) == (1, snapshot)
    assert written(clone) == {}


def test_the_commands_that_it_prints_make_the_clone_ready(clone: Clone, kx86: Run, tmp_path: Path) -> None:
    clone.git("tag", "kvm-x86-next-2025.01.10")
    clone.git("clone", "-q", "--bare", str(clone.path), str(tmp_path / "server.git"))
    for url in (HTTPS, KVM, MAINLINE):
        clone.git("config", "--add", f"url.{tmp_path}/server.git.insteadOf", url)
    # What the address leads to is a place of the test: the trees are named by hand.
    for one in trees(kx86("init", "--json")).values():
        for command in one["steps"][0]["commands"]:
            subprocess.run(command, shell=True, check=True, cwd=clone.path, capture_output=True)
    done = kx86("init", "--tree", "kvm-x86=kvm-x86", "--tree", "kvm=kvm", "--tree", "mainline=mainline")
    assert done.status == 0 and "would" not in done.out


def test_a_dry_run_writes_nothing(full: Clone, kx86: Run) -> None:
    before = (full.path / ".git/config").read_bytes()
    done = kx86("init", "--dry-run")
    assert done.status == 0 and "would be set: kx86.tree.kvm-x86.remote = x" in done.out
    assert (full.path / ".git/config").read_bytes() == before


def test_what_was_not_fetched_or_has_no_tags_is_told(clone: Clone, kx86: Run, snapshot: SnapshotAssertion) -> None:
    add(clone, "origin", MAINLINE, "master")
    add(clone, "kvm", KVM)
    add(clone, "x", HTTPS, "next")
    clone.git("config", "remote.x.tagOpt", "--no-tags")
    clone.git("remote", "set-branches", "x", "next")
    done = kx86("init")
    assert (done.status, done.out) == (1, snapshot)


def test_several_remotes_for_one_tree(full: Clone, kx86: Run, snapshot: SnapshotAssertion) -> None:
    add(full, "ssh/kvm.x86", SSH)
    assert kx86("init").out == snapshot
    assert kx86("init", "--tree", "kvm-x86=ssh/kvm.x86").status == 1
    assert written(full)["kx86.tree.kvm-x86.remote"] == "ssh/kvm.x86"


def test_a_maintainer_works_on_the_branches_themselves(full: Clone, kx86: Run, snapshot: SnapshotAssertion) -> None:
    full.git("remote", "set-url", "--push", "x", SSH)
    for branch in ("next", "misc", "pmu"):
        full.git("branch", branch)
    done = kx86("init")
    assert (done.status, done.out) == (0, snapshot)
    assert written(full)["kx86.tree.kvm-x86.remote"] == "."
    assert kx86("init", "--tree", "kvm-x86=x").status == 0
    assert trees(kx86("init", "--json"))["kvm-x86"]["remote"] == "x"


@pytest.mark.parametrize(
    ("typed", "says", "hint"),
    [
        ("kvm-x86", "no TREE=REMOTE", "kx86 init --tree kvm-x86=REMOTE"),
        ("kvm-x86=", "no TREE=REMOTE", "kx86 init --tree kvm-x86=REMOTE"),
        ("tip=x", "no tree tip to follow", "one of kvm-x86, kvm, mainline"),
        ("kvm=gone", "no remote gone", "remotes here: origin, kvm, x"),
    ],
)
def test_a_tree_or_remote_that_does_not_exist_is_wrong_use(
    full: Clone, kx86: Run, typed: str, says: str, hint: str
) -> None:
    done = kx86("init", "--tree", typed)
    assert (done.status, done.out) == (2, "")
    assert says in done.err and hint in done.err
    assert written(full) == {}


def test_a_remote_is_one_tree(full: Clone, kx86: Run) -> None:
    kx86("init")
    done = kx86("init", "--tree", "kvm=x")
    assert done.status == 2 and "x cannot be both kvm-x86 and kvm" in done.err
    assert written(full) == FOUND


def test_a_setting_whose_remote_is_gone_is_mended_or_told(full: Clone, kx86: Run) -> None:
    kx86("init")
    full.git("remote", "rename", "x", "y")
    done = kx86("init")
    assert done.status == 0 and "git config names x" in done.out
    assert written(full)["kx86.tree.kvm-x86.remote"] == "y"
    full.git("remote", "remove", "y")
    done = kx86("init")
    assert done.status == 1 and "git config names y" in done.out
    assert "git remote add kvm-x86" in done.out


def test_a_worktree_shares_what_was_found(full: Clone, kx86: Run, tmp_path: Path) -> None:
    full.git("worktree", "add", "-q", "--detach", str(tmp_path / "tree"))
    assert kx86("init", "-C", str(tmp_path / "tree")).status == 0
    assert written(full) == FOUND


def test_a_setting_of_one_worktree_is_mended_there(full: Clone, kx86: Run, tmp_path: Path) -> None:
    full.git("config", "extensions.worktreeConfig", "true")
    place = str(tmp_path / "tree")
    full.git("worktree", "add", "-q", "--detach", place)
    full.git("-C", place, "config", "--worktree", "kx86.tree.kvm.remote", "gone")
    assert kx86("init", "-C", place).status == 0
    assert full.git("-C", place, "config", "kx86.tree.kvm.remote") == "kvm"
    assert written(full) == {key: value for key, value in FOUND.items() if ".kvm." not in key}
    assert kx86("init").status == 0 and written(full) == FOUND


@pytest.mark.parametrize("option", ["--bare", "--mirror"])
def test_a_bare_clone_of_the_tree_is_the_tree(full: Clone, kx86: Run, tmp_path: Path, option: str) -> None:
    for branch in ("next", "misc"):
        full.git("branch", branch)
    place = str(tmp_path / "bare.git")
    full.git("clone", "-q", option, str(full.path), place)
    full.git("-C", place, "remote", "set-url", "origin", HTTPS)
    one = trees(kx86("init", "--json", "-C", place))["kvm-x86"]
    assert (one["remote"], one["next"], one["known"]) == (".", True, True)
    assert full.git("-C", place, "config", "kx86.tree.kvm-x86.remote") == "."


def test_a_shallow_clone_says_what_to_fetch(full: Clone, kx86: Run, tmp_path: Path) -> None:
    place = str(tmp_path / "shallow")
    full.commit("KVM: x86: More")
    full.git("clone", "-q", "--depth=1", f"file://{full.path}", place)
    full.git("-C", place, "remote", "set-url", "origin", MAINLINE)
    done = kx86("init", "-C", place)
    assert done.status == 1
    assert "only master is fetched" in done.out and "git remote set-branches origin '*'" in done.out
    assert "this clone is shallow" in done.out and "git fetch --unshallow origin" in done.out


def test_a_partial_clone_says_what_it_lacks(full: Clone, kx86: Run, tmp_path: Path) -> None:
    place = str(tmp_path / "partial")
    full.git("config", "uploadpack.allowFilter", "true")
    full.git("clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{full.path}", place)
    said = json.loads(kx86("init", "--json", "-C", place, "--tree", "mainline=origin").out)["notes"]
    assert "(blob:none)" in said[0]["message"]
    (command,) = said[0]["commands"]
    subprocess.run(command, shell=True, check=True, cwd=place, capture_output=True)
    lacking = full.git("-C", place, "rev-list", "--objects", "--all", "--missing=print")
    assert "?" not in lacking


def test_addresses_are_those_that_git_rewrites_them_to(clone: Clone, kx86: Run) -> None:
    clone.git("config", "url.https://github.com/kvm-x86/.insteadOf", "kx:")
    add(clone, "x", "kx:linux.git", "next")
    one = trees(kx86("init", "--json"))["kvm-x86"]
    assert (one["remote"], one["url"], one["known"]) == ("x", HTTPS, True)


def test_only_the_address_that_is_fetched_from_counts(clone: Clone, kx86: Run) -> None:
    add(clone, "backup", "/srv/backup.git", "next")
    clone.git("remote", "set-url", "--add", "backup", HTTPS)
    assert trees(kx86("init", "--json"))["kvm-x86"]["remote"] is None


def test_a_name_that_is_taken_is_not_proposed_again(clone: Clone, kx86: Run) -> None:
    add(clone, "kvm", "/srv/kvm.git", "next")
    out = kx86("init").out
    assert f"git remote add kvm-tree {KVM}" in out
    assert "kx86 init --tree kvm=kvm" in out


def test_an_odd_name_is_quoted_for_the_shell(clone: Clone, kx86: Run) -> None:
    clone.git("config", "remote.a b;c.url", KVM)
    clone.git("config", "remote.a b;c.fetch", "+refs/heads/*:refs/remotes/ab/*")
    done = kx86("init")
    assert "git fetch 'a b;c'" in done.out
    assert written(clone) == {"kx86.tree.kvm.remote": "a b;c"}


def test_outside_of_a_repository_is_wrong_use(tmp_path: Path, kx86: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = kx86("init")
    assert done.status == 2 and "not a git repository" in done.err and "hint: " in done.err


def test_a_config_that_cannot_be_written_is_the_environments_fault(full: Clone, kx86: Run) -> None:
    (full.path / ".git/config.lock").touch()
    done = kx86("init")
    assert (done.status, done.out) == (3, "")
    assert "could not lock config file" in done.err and "hint: rm " in done.err
    assert written(full) == {}


def test_a_stopped_run_is_finished_by_the_next(full: Clone, kx86: Run) -> None:
    full.git("config", "kx86.tree.kvm.remote", "kvm")
    assert kx86("init").status == 0
    assert written(full) == FOUND


def test_another_profile_has_other_trees(
    full: Clone, kx86: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "my.toml"
    text = kx86("profile", "show", "--toml", "trees").out
    mine.write_text(text.replace('urls = ["https://github.com/kvm-x86/linux.git"]', "urls = []").replace(
        'links = ["github.com/kvm-x86/linux"]', 'links = ["h.example/x"]'))  # fmt: skip
    monkeypatch.setenv("KX86_PROFILE", str(mine))
    done = kx86("init")
    assert done.status == 1 and "the profile has no address of it" in done.out


def test_verbose_prints_the_git_commands(full: Clone, kx86: Run) -> None:
    assert "config --local --replace-all kx86.tree.kvm.remote kvm" in kx86("init", "-v").err


def test_colour_is_for_terminals(full: Clone, kx86: Run) -> None:
    assert "\033[" in kx86("init", "--color", "always").out
    assert "\033[" not in kx86("init").out
