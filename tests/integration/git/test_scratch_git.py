# SPDX-License-Identifier: GPL-2.0-or-later
"""Merges in memory against git itself, in a work tree: the same trees, the same refusals, and nothing left behind."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kx86.adapters.files import LocalFiles
from kx86.adapters.git.scratch import LocalScratch
from kx86.errors import UserError
from kx86.flows.mail_sources import read_files
from kx86.flows.sources import Input
from kx86.series.series import Series


class Tree:
    """A repository with a work tree."""

    def __init__(self, path: Path, *options: str) -> None:
        self.path = path
        path.mkdir()
        self.git("init", "-q", "-b", "master", *options)

    def git(self, *arguments: str, fails: bool = False) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.path, capture_output=True, text=True, check=False)
        assert fails or done.returncode == 0, done.stderr
        return done.stdout.strip() if not (fails and done.returncode) else "refused"

    def write(self, name: str, text: str) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def commit(self, message: str) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def at(self, revision: str) -> None:
        self.git("checkout", "-q", "-f", revision)

    def tree(self, commit: str) -> str:
        return self.git("rev-parse", f"{commit}^{{tree}}")

    def everything(self) -> list[tuple[str, int]]:
        """Every file of the git directory that is not a log, with its size."""
        return sorted((str(p), p.stat().st_size) for p in (self.path / ".git").rglob("*") if p.is_file())


def numbered(first: int = 1, last: int = 40) -> str:
    return "".join(f"int line_{n};\n" for n in range(first, last + 1))


@pytest.fixture(params=["sha1", "sha256"])
def tree(tmp_path: Path, request: pytest.FixtureRequest) -> Tree:
    made = Tree(tmp_path / "linux", f"--object-format={request.param}")
    made.write("arch/x86/kvm/x86.c", numbered())
    made.write("arch/x86/kvm/svm/svm.c", numbered(100, 140))
    made.write("Makefile", "VERSION = 6\n")
    made.commit("Linux")
    return made


@pytest.fixture
def scratch(tree: Tree) -> Iterator[LocalScratch]:
    with LocalScratch(str(tree.path)) as made:
        yield made


def edit(tree: Tree, name: str, old: str, new: str) -> None:
    path = tree.path / name
    path.write_text(path.read_text().replace(old, new))


def posted(tree: Tree, spec: str, folder: str = "out") -> Series:
    place = tree.path.parent / folder
    tree.git("format-patch", "-q", "-o", str(place), spec)
    into = Input()
    read_files(LocalFiles(), [str(path) for path in sorted(place.iterdir())], into)
    (series,) = into.series
    return series


def tree_in(scratch: LocalScratch, commit: str) -> str:
    return scratch.objects.tree_of(commit)


def test_many_merges_in_one_batch_say_what_conflicts_and_where(tree: Tree, scratch: LocalScratch) -> None:
    base = tree.git("rev-parse", "HEAD")
    edit(tree, "arch/x86/kvm/x86.c", "line_3;", "three;")
    ours = tree.commit("ours")
    tree.at(base)
    edit(tree, "arch/x86/kvm/x86.c", "line_3;", "drei;")
    theirs = tree.commit("theirs")
    tree.at(base)
    edit(tree, "arch/x86/kvm/x86.c", "line_30;", "thirty;")
    other = tree.commit("other")
    tree.at(base)
    (tree.path / "arch/x86/kvm/x86.c").unlink()
    tree.write("arch/x86/kvm/new.c", "int theirs;\n")
    gone = tree.commit("gone")
    tree.at(base)
    tree.write("arch/x86/kvm/new.c", "int ours;\n")
    added = tree.commit("added")
    merged = scratch.merge([(ours, other), (ours, theirs), (gone, ours), (added, gone), (other, other)])
    assert [[(clash.path, clash.kind) for clash in one.clashes] for one in merged] == [
        [],
        [("arch/x86/kvm/x86.c", "contents")],
        [("arch/x86/kvm/x86.c", "modify/delete")],
        [("arch/x86/kvm/new.c", "add/add")],
        [],
    ]
    tree.at(ours)
    tree.git("merge", "-q", "-m", "merge", other)
    assert merged[0].tree == tree.tree("HEAD")


def test_histories_that_share_nothing_are_a_conflict_and_stop_nothing(tree: Tree, scratch: LocalScratch) -> None:
    base = tree.git("rev-parse", "HEAD")
    tree.git("checkout", "-q", "--orphan", "apart")
    apart = tree.commit("apart")
    first, second = scratch.merge([(base, apart), (base, base)])
    assert [clash.kind for clash in first.clashes] == ["unrelated histories"]
    assert second.clashes == ()


def test_settings_of_the_user_change_no_answer(tree: Tree, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    base = tree.git("rev-parse", "HEAD")
    tree.git("mv", "arch/x86/kvm/svm", "arch/x86/kvm/amd")
    ours = tree.commit("rename the folder")
    tree.at(base)
    tree.write("arch/x86/kvm/svm/sev.c", "int sev;\n")
    theirs = tree.commit("a file in the old folder")
    (tmp_path / "gitconfig").write_text("[merge]\n\tdirectoryRenames = true\n\trenames = false\n\tdefault = union\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    tree.git("config", "merge.directoryRenames", "false")
    with LocalScratch(str(tree.path)) as scratch:
        (merged,) = scratch.merge([(ours, theirs)])
    assert [clash.kind for clash in merged.clashes] == ["file location"]


def test_a_rebase_makes_the_trees_that_git_makes(tree: Tree, scratch: LocalScratch) -> None:
    base = tree.git("rev-parse", "HEAD")
    edit(tree, "arch/x86/kvm/svm/svm.c", "line_101;", "one;")
    tree.git("mv", "Makefile", "Kbuild")
    first = tree.commit("first")
    edit(tree, "arch/x86/kvm/x86.c", "line_30;", "thirty;")
    second = tree.commit("second")
    tree.write("virt/kvm/new/pfn.c", "int pfn;\n")
    third = tree.commit("third")
    tree.at(base)
    edit(tree, "arch/x86/kvm/x86.c", "line_3;", "three;")
    onto = tree.commit("onto")
    moved = scratch.replay([first, second, third], onto)
    assert moved.stuck is None and moved.empty == ()
    tree.git("rebase", "-q", "--onto", onto, base, third)
    assert [tree_in(scratch, one) for one in moved.commits] == [tree.tree(f"HEAD~{n}") for n in (2, 1, 0)]
    assert scratch.replay([first, second, third], onto) == moved, "the same question, the same objects"


def test_a_rebase_stops_at_a_conflict_and_notes_what_is_there_already(tree: Tree, scratch: LocalScratch) -> None:
    base = tree.git("rev-parse", "HEAD")
    edit(tree, "arch/x86/kvm/x86.c", "line_3;", "three;")
    first = tree.commit("first")
    edit(tree, "arch/x86/kvm/svm/svm.c", "line_101;", "one;")
    second = tree.commit("second")
    edit(tree, "arch/x86/kvm/x86.c", "line_20;", "twenty;")
    third = tree.commit("third")
    tree.at(base)
    edit(tree, "arch/x86/kvm/x86.c", "line_3;", "three;")
    edit(tree, "arch/x86/kvm/x86.c", "line_20;", "zwanzig;")
    onto = tree.commit("onto")
    moved = scratch.replay([first, second, third], onto)
    assert moved.empty == (1,) and len(moved.commits) == 2
    assert moved.stuck is not None
    assert (moved.stuck.n, moved.stuck.path, moved.stuck.why) == (3, "arch/x86/kvm/x86.c", "conflict: contents")


def test_a_posted_series_makes_the_trees_of_git_am(tree: Tree, scratch: LocalScratch) -> None:
    base = tree.git("rev-parse", "HEAD")
    edit(tree, "arch/x86/kvm/x86.c", "line_30;", "thirty;")
    edit(tree, "arch/x86/kvm/svm/svm.c", "line_140;\n", "last;")
    tree.commit("KVM: first")
    tree.write("virt/kvm/new/pfn.c", "int pfn;\n")
    tree.git("mv", "Makefile", "Kbuild")
    (tree.path / "arch/x86/kvm/svm/svm.c").chmod(0o755)
    tree.commit("KVM: second")
    (tree.path / "arch/x86/kvm/x86.c").unlink()
    tree.commit("KVM: third")
    series = posted(tree, f"{base}..HEAD")
    at_base = scratch.apply(series, base)
    assert at_base.stuck is None
    assert [tree_in(scratch, one) for one in at_base.commits] == [tree.tree(f"HEAD~{n}") for n in (2, 1, 0)]
    tree.at(base)
    edit(tree, "arch/x86/kvm/x86.c", "line_10;\n", "line_10;\nint more;\nint and_more;\n")
    onto = tree.commit("moved lines")
    moved = scratch.apply(series, onto)
    assert moved.stuck is not None and (moved.stuck.n, moved.stuck.path) == (3, "arch/x86/kvm/x86.c")
    tree.git("am", "-q", *sorted(str(path) for path in (tree.path.parent / "out").iterdir()), fails=True)
    assert [tree_in(scratch, one) for one in moved.commits] == [tree.tree("HEAD~1"), tree.tree("HEAD")]


def test_three_ways_take_what_does_not_fit_as_it_is(tree: Tree, scratch: LocalScratch) -> None:
    base = tree.git("rev-parse", "HEAD")
    edit(tree, "arch/x86/kvm/x86.c", "line_30;", "thirty;")
    tree.commit("KVM: first")
    edit(tree, "arch/x86/kvm/svm/svm.c", "line_120;", "twenty;")
    tree.commit("KVM: second")
    series = posted(tree, f"{base}..HEAD")
    tree.at(base)
    edit(tree, "arch/x86/kvm/x86.c", "line_27;", "near;")
    tree.git("mv", "arch/x86/kvm/svm/svm.c", "arch/x86/kvm/svm/amd.c")
    edit(tree, "arch/x86/kvm/svm/amd.c", "line_101;", "one;")
    onto = tree.commit("onto")
    assert scratch.apply(series, onto).stuck is not None
    tree.git("am", "-q", "-3", *sorted(str(path) for path in (tree.path.parent / "out").iterdir()))
    moved = scratch.apply(series, onto, three_way=True)
    assert (moved.stuck, moved.merged) == (None, (1, 2))
    assert [tree_in(scratch, one) for one in moved.commits] == [tree.tree("HEAD~1"), tree.tree("HEAD")]


def test_three_ways_need_the_blobs_that_the_patch_was_made_from(tree: Tree, scratch: LocalScratch) -> None:
    base = tree.git("rev-parse", "HEAD")
    edit(tree, "arch/x86/kvm/x86.c", "line_30;", "thirty;")
    tree.commit("KVM: first")
    series = posted(tree, f"{base}..HEAD")
    for patch in series.patches:
        for file in patch.diff.files:
            object.__setattr__(file, "old_blob", "1234567")
    tree.at(base)
    edit(tree, "arch/x86/kvm/x86.c", "line_27;", "near;")
    moved = scratch.apply(series, tree.commit("onto"), three_way=True)
    assert moved.stuck is not None and (moved.stuck.n, moved.merged) == (1, ())


def test_nothing_is_written_into_the_clone_and_nothing_stays(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", None)
    (tmp_path / "tmp").mkdir()
    base = tree.git("rev-parse", "HEAD")
    edit(tree, "arch/x86/kvm/x86.c", "line_30;", "thirty;")
    first = tree.commit("KVM: first")
    series = posted(tree, f"{base}..HEAD")
    before = tree.everything()

    def run() -> None:
        with LocalScratch(str(tree.path)) as scratch:
            assert scratch.apply(series, base).stuck is None
            scratch.merge([(base, first)])
            scratch.replay([first], base)
            assert os.listdir(tmp_path / "tmp")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run()
    assert tree.everything() == before
    assert os.listdir(tmp_path / "tmp") == []


def test_outside_of_a_repository_the_user_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        LocalScratch(str(tmp_path))
