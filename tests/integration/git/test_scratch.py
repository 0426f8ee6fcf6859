# SPDX-License-Identifier: GPL-2.0-or-later
"""Merges and rebases in memory agree with git's own, and leave nothing behind."""

import os
import subprocess
from pathlib import Path

import pytest

from kx86.adapters.git.scratch import LocalScratch
from kx86.errors import EnvironmentProblem
from kx86.ports.trees import Clash, Stuck

LINES = [f"line {number}\n" for number in range(30)]


class Repository:
    """A repository with a work tree, changed line by line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        self.git("init", "-q", "-b", "base")
        (path / "a.c").write_text("".join(LINES))
        (path / "b.c").write_text("".join(LINES))
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "base")

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def branch(self, name: str, *changes: tuple[str, int, str], at: str = "base") -> str:
        self.git("checkout", "-q", "-B", name, at)
        for path, number, text in changes:
            lines = (self.path / path).read_text().splitlines(keepends=True)
            lines[number] = f"{text}\n"
            (self.path / path).write_text("".join(lines))
            self.git("commit", "-q", "-am", f"{name}: {text}")
        return self.git("rev-parse", "HEAD")

    def files(self) -> set[str]:
        return {os.path.join(folder, name) for folder, _, names in os.walk(self.path) for name in names}


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "linux")


def test_a_batch_of_merges_tells_trees_and_conflicts(made: Repository) -> None:
    one = made.branch("one", ("a.c", 3, "one"))
    two = made.branch("two", ("a.c", 20, "two"))
    three = made.branch("three", ("a.c", 3, "three"), ("b.c", 3, "three"))
    made.git("checkout", "-q", "one")
    made.git("merge", "-q", "-m", "merged", "two")
    with LocalScratch(str(made.path)) as scratch:
        clean, clashing, again = scratch.merge([(one, two), (three, one), (two, three)])
    assert clean.clashes == again.clashes == ()
    assert clean.tree == made.git("rev-parse", "HEAD^{tree}")
    assert clashing.clashes == (Clash(path="a.c", kind="contents"),)


def test_kinds_of_conflict_are_told_in_the_words_of_git(made: Repository) -> None:
    one = made.branch("one", ("a.c", 3, "one"))
    made.git("checkout", "-q", "-b", "gone", "base")
    made.git("rm", "-q", "a.c")
    made.git("commit", "-q", "-m", "gone")
    with LocalScratch(str(made.path)) as scratch:
        (merged,) = scratch.merge([(one, made.git("rev-parse", "gone"))])
    assert merged.clashes == (Clash(path="a.c", kind="modify/delete"),)


def test_a_series_moves_as_git_rebase_moves_it(made: Repository) -> None:
    tip = made.branch("tip", ("a.c", 3, "tip"))
    last = made.branch("mine", ("a.c", 20, "first"), ("b.c", 5, "second"))
    commits = made.git("rev-list", "--reverse", "base..mine").split()
    with LocalScratch(str(made.path)) as scratch:
        moved = scratch.replay(commits, tip)
        (tree,) = (merged.tree for merged in scratch.merge([(moved.commits[-1], moved.commits[-1])]))
    assert (moved.stuck, len(moved.commits)) == (None, 2)
    made.git("rebase", "-q", "--onto", "tip", "base", "mine")
    assert tree == made.git("rev-parse", "mine^{tree}")
    assert made.git("rev-parse", "mine") != last


def test_a_series_that_stands_there_already_is_itself(made: Repository) -> None:
    made.branch("mine", ("a.c", 20, "first"), ("b.c", 5, "second"))
    commits = made.git("rev-list", "--reverse", "base..mine").split()
    with LocalScratch(str(made.path)) as scratch:
        assert scratch.replay(commits, made.git("rev-parse", "base")).commits == tuple(commits)


def test_the_first_patch_that_does_not_fit_is_named(made: Repository) -> None:
    tip = made.branch("tip", ("b.c", 5, "theirs"))
    made.branch("mine", ("a.c", 20, "first"), ("b.c", 5, "second"), ("a.c", 1, "third"))
    commits = made.git("rev-list", "--reverse", "base..mine").split()
    with LocalScratch(str(made.path)) as scratch:
        moved = scratch.replay(commits, tip)
    assert moved.stuck == Stuck(n=2, path="b.c", why="conflict: contents")
    assert len(moved.commits) == 1


def test_a_change_that_is_there_already_is_empty(made: Repository) -> None:
    tip = made.branch("tip", ("a.c", 20, "same"))
    made.branch("mine", ("a.c", 20, "same"), ("b.c", 5, "second"))
    commits = made.git("rev-list", "--reverse", "base..mine").split()
    with LocalScratch(str(made.path)) as scratch:
        moved = scratch.replay(commits, tip)
    assert (moved.stuck, moved.empty) == (None, (1,))


def test_settings_of_the_user_change_no_answer(made: Repository) -> None:
    one = made.branch("one", ("a.c", 3, "one"))
    made.git("checkout", "-q", "-b", "renamed", "base")
    made.git("mv", "a.c", "c.c")
    made.git("commit", "-q", "-m", "renamed")
    renamed = made.git("rev-parse", "HEAD")
    made.git("config", "merge.renames", "false")
    with LocalScratch(str(made.path)) as scratch:
        (merged,) = scratch.merge([(one, renamed)])
    assert merged.clashes == ()


def test_nothing_is_left_behind(made: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = tmp_path / "tmp"
    places.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(places))
    one, two = made.branch("one", ("a.c", 3, "one")), made.branch("two", ("a.c", 20, "two"))
    before = made.files()

    def interrupted() -> None:
        with LocalScratch(str(made.path)) as scratch:
            scratch.merge([(one, two)])
            assert any(names for _, _, names in os.walk(places))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert made.files() == before
    assert list(places.iterdir()) == []


def test_a_clone_that_borrows_objects_is_read_through(made: Repository, tmp_path: Path) -> None:
    one, two = made.branch("one", ("a.c", 3, "one")), made.branch("two", ("a.c", 20, "two"))
    odd = tmp_path / 'a:b"c'
    made.git("clone", "-q", "--shared", str(made.path), str(odd))
    with LocalScratch(str(odd)) as scratch:
        (merged,) = scratch.merge([(one, two)])
    assert merged.clashes == ()


def test_missing_objects_are_an_environment_problem(made: Repository) -> None:
    with LocalScratch(str(made.path)) as scratch:
        with pytest.raises(EnvironmentProblem, match="git cannot merge"):
            scratch.merge([("1" * 40, "2" * 40)])
        with pytest.raises(EnvironmentProblem, match="lacks this commit"):
            scratch.replay(["1" * 40], made.git("rev-parse", "base"))
