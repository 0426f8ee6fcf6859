# SPDX-License-Identifier: GPL-2.0-or-later
"""The trees that a clone follows, and the user's own branches, against real git."""

import os
import subprocess
from pathlib import Path

import pytest

from kx86.adapters.git.own_branch import LocalBranches
from kx86.adapters.git.trees import LocalTrees
from kx86.apps.wiring import profile
from kx86.errors import EnvironmentProblem, UserError


class Repository:
    """A repository whose refs are set by hand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        self.git("init", "-q", "-b", "mine")
        self.tree = self.git("mktree", stdin="")

    def git(self, *arguments: str, stdin: str = "", when: int = 0) -> str:
        dates = {"GIT_COMMITTER_DATE": f"{1700000000 + when} +0000"} if when else {}
        done = subprocess.run(
            ["git", *arguments], cwd=self.path, input=stdin, env={**os.environ, **dates}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, message: str, *parents: str, ref: str = "", when: int = 1) -> str:
        named = [word for parent in parents for word in ("-p", parent)]
        sha = self.git("commit-tree", self.tree, *named, "-m", message, when=when)
        if ref:
            self.git("update-ref", ref, sha)
        return sha


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    """A clone that follows the two trees: a release, two topics on it, and next with an old state that a tag keeps."""
    repo = Repository(tmp_path / "linux")
    root = repo.commit("Linux 6.14-rc2", ref="refs/remotes/origin/master")
    repo.git("tag", "-a", "-m", "Linux 6.14-rc2", "v6.14-rc2", root)
    repo.git("config", "remote.origin.url", "git://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git")
    repo.git("config", "remote.x.url", "https://github.com/kvm-x86/linux")
    repo.git("config", "--add", "remote.backup.url", "/srv/backup.git")
    misc = repo.commit("misc", root, ref="refs/remotes/x/misc", when=2)
    pmu = repo.commit("pmu", root, ref="refs/remotes/x/pmu", when=3)
    old = repo.commit(
        "Merge branches 'misc' and 'pmu'", root, misc, pmu, ref="refs/tags/kvm-x86-next-2025.01.10", when=4
    )
    misc = repo.commit("more misc", misc, ref="refs/remotes/x/misc", when=5)
    repo.commit("Merge branches 'misc' and 'pmu'", root, misc, pmu, ref="refs/remotes/x/next", when=6)
    repo.commit("on an old next", old, ref="refs/heads/old", when=7)
    repo.commit("second", repo.commit("first", pmu, when=7), ref="refs/heads/x86/pmu/two", when=8)
    return repo


def known(repo: Repository) -> list[str]:
    return repo.git("for-each-ref", "--format=%(objectname)", "refs/remotes").split()


def test_a_clone_is_surveyed(made: Repository) -> None:
    seen = LocalTrees(str(made.path)).landscape(profile(), {})
    assert [topic.short for topic in seen.topics] == ["x/misc", "x/pmu"]
    assert seen.merged == ("misc", "pmu")
    assert [(tag.name, tag.sha) for tag in seen.releases] == [("v6.14-rc2", made.git("rev-parse", "origin/master"))]
    assert [tag.name for tag in seen.dated] == ["kvm-x86-next-2025.01.10"]
    assert {remote.name: remote.tree for remote in seen.remotes} == {
        "origin": "mainline",
        "x": "kvm-x86",
        "backup": None,
    }


def test_an_address_that_stands_for_a_copy_nearby_names_its_tree_all_the_same(made: Repository) -> None:
    made.git("config", "url./srv/mirror/kvm-x86.insteadOf", "https://github.com/kvm-x86/linux")
    seen = LocalTrees(str(made.path)).landscape(profile(), {})
    assert [topic.short for topic in seen.topics] == ["x/misc", "x/pmu"]


def test_an_address_in_short_names_its_tree(made: Repository) -> None:
    made.git("config", "remote.x.url", "kx:linux")
    made.git("config", "url.https://github.com/kvm-x86/.insteadOf", "kx:")
    seen = LocalTrees(str(made.path)).landscape(profile(), {})
    assert [topic.short for topic in seen.topics] == ["x/misc", "x/pmu"]


def test_a_tag_of_a_blob_is_no_commit(made: Repository) -> None:
    made.git("tag", "v6.99", made.git("hash-object", "-w", "--stdin", stdin="no commit"))
    seen = LocalTrees(str(made.path)).landscape(profile(), {})
    assert [tag.name for tag in seen.releases] == ["v6.14-rc2"]


def test_a_branch_adds_the_commits_above_its_base(made: Repository) -> None:
    line = LocalTrees(str(made.path)).line(made.git("rev-parse", "x86/pmu/two"), known(made), 100)
    assert line and len(line.commits) == 2 and not line.folded
    assert line.base == made.git("rev-parse", "x/pmu")
    assert line.commits[-1] == made.git("rev-parse", "x86/pmu/two")


def test_a_merge_that_no_ref_holds_ends_the_run(made: Repository) -> None:
    line = LocalTrees(str(made.path)).line(made.git("rev-parse", "old"), known(made), 100)
    assert line and line.folded and line.base == made.git("rev-parse", "kvm-x86-next-2025.01.10")


def test_a_branch_that_adds_nothing_has_no_run(made: Repository) -> None:
    assert LocalTrees(str(made.path)).line(made.git("rev-parse", "x/pmu"), known(made), 100) is None


def test_too_many_commits_are_no_series(made: Repository) -> None:
    with pytest.raises(UserError, match="more than 1 commits"):
        LocalTrees(str(made.path)).line(made.git("rev-parse", "x86/pmu/two"), known(made), 1)


def test_a_branch_that_shares_nothing_is_told(made: Repository) -> None:
    alone = made.commit("alone", made.commit("no parent at all", when=30), when=31)
    with pytest.raises(UserError, match="shares no commit"):
        LocalTrees(str(made.path)).line(alone, known(made), 100)


def test_a_shallow_clone_above_the_base_is_told(made: Repository, tmp_path: Path) -> None:
    made.git("clone", "-q", "--depth=1", "--branch=x86/pmu/two", f"file://{made.path}", str(tmp_path / "shallow"))
    trees = LocalTrees(str(tmp_path / "shallow"))
    tip = trees.commit("HEAD")
    assert tip
    with pytest.raises(EnvironmentProblem, match="shallow clone ends here") as told:
        trees.line(tip, [], 100)
    assert told.value.hint == "git fetch --unshallow"


def test_commits_are_counted_and_named(made: Repository) -> None:
    trees = LocalTrees(str(made.path))
    base, misc = made.git("rev-parse", "origin/master"), made.git("rev-parse", "x/misc")
    assert (trees.count([misc], [base]), len(trees.commits([misc], [base], 1))) == (2, 1)
    assert trees.is_ancestor(base, misc) and not trees.is_ancestor(misc, base)
    assert trees.merge_base(misc, made.git("rev-parse", "x/pmu")) == base
    assert trees.describe(base) == "v6.14-rc2"
    assert trees.containing(misc) == {"refs/remotes/x/misc", "refs/remotes/x/next"}
    assert trees.commit("no-such-thing") is None and trees.commit("--all") is None


def test_outside_of_a_repository(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a git repository"):
        LocalTrees(str(tmp_path))


def test_the_upstream_of_a_branch(made: Repository) -> None:
    branches = LocalBranches(str(made.path))
    assert branches.tracking("x86/pmu/two") is None
    made.git("config", "remote.x.fetch", "+refs/heads/*:refs/remotes/x/*")
    branches.set_upstream("x86/pmu/two", "x/pmu")
    found = branches.tracking("x86/pmu/two")
    assert found and (found.remote, found.ref, found.short) == ("x", "refs/remotes/x/pmu", "x/pmu")
    made.git("update-ref", "-d", "refs/remotes/x/pmu")
    found = branches.tracking("x86/pmu/two")
    assert found and found.short == ""


def test_an_upstream_in_the_clone_itself(made: Repository) -> None:
    branches = LocalBranches(str(made.path))
    branches.set_upstream("x86/pmu/two", "old")
    found = branches.tracking("x86/pmu/two")
    assert found and (found.remote, found.short) == (".", "old")


def test_git_refuses_an_upstream_that_is_not_there(made: Repository) -> None:
    with pytest.raises(EnvironmentProblem, match="git branch: "):
        LocalBranches(str(made.path)).set_upstream("x86/pmu/two", "x/gone")


def test_the_branch_at_hand(made: Repository) -> None:
    branches = LocalBranches(str(made.path))
    assert branches.current() == "mine"
    made.git("symbolic-ref", "HEAD", "refs/heads/old")
    assert branches.current() == "old" and branches.exists("old") and not branches.exists("x86")
    made.git("checkout", "-q", "--detach", "old")
    assert branches.current() is None


def test_an_alias_is_read_back_as_it_was_written(made: Repository) -> None:
    branches = LocalBranches(str(made.path))
    command = '!f() { echo "$@"; # \\ "quoted"\n}; f'
    branches.set_alias("fp", command)
    assert branches.setting("alias.fp") == command
    assert {"log", "format-patch"} <= branches.commands() and "fp" not in branches.commands()
