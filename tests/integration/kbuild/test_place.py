# SPDX-License-Identifier: GPL-2.0-or-later
"""The place where kernels of a clone are built: which one it is, who is in it, and how it goes away."""

import os
import time
from pathlib import Path

import pytest

from integration.kbuild.conftest import Open
from integration.kbuild.kernel import GATE, LOOSE, SVM, WIDE, Kernel, build, no_sandbox
from kx86.adapters.kbuild import place as places
from kx86.adapters.kbuild import tools
from kx86.errors import EnvironmentProblem, UserError
from kx86.ports.builder import BuilderBusy
from kx86.ports.sandbox import NoSandbox
from needs import needs


def test_worktrees_of_a_clone_share_a_place_and_clones_do_not(mine: Kernel, tmp_path: Path) -> None:
    mine.git("worktree", "add", "-q", "--detach", str(tmp_path / "worktree"))
    mine.git("clone", "-q", "-s", str(mine.path), str(tmp_path / "clone"))
    here = places.place("/cache", str(mine.path))
    assert here == places.place("/cache", str(tmp_path / "worktree")) == places.place("/cache", str(mine.path / "virt"))
    assert here != places.place("/cache", str(tmp_path / "clone"))
    with pytest.raises(UserError, match="not a git repository"):
        places.place("/cache", str(tmp_path))


def test_whatever_lies_there_is_counted_and_removed_and_nothing_else(tmp_path: Path) -> None:
    root, other = tmp_path / "place", tmp_path / "other"
    assert places.size(str(root)) is None
    for folder in (root / "own/out", other):
        folder.mkdir(parents=True)
        (folder / "file").write_bytes(b"x" * 10_000)
    (root / "link").symlink_to(other)
    (root / "own/out/link").symlink_to(other)
    os.mkfifo(root / "pipe")
    (root / "own").chmod(0o700)
    assert 8192 < (places.size(str(root)) or 0) < 100_000
    places.remove(str(root), "kx86 build --clean")
    assert [one.name for one in root.iterdir()] == ["lock"]
    assert (other / "file").exists()


def test_nobody_is_built_away_from(place: Open, root: Path) -> None:
    with place():
        with pytest.raises(BuilderBusy, match=rf"pid {os.getpid()} \(kx86 build\)"), place():
            pass
        with pytest.raises(BuilderBusy):
            places.remove(str(root), "kx86 build --clean")
    with place():
        pass


def test_a_place_that_cannot_be_made_is_told(place: Open, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentProblem) as told, place(at=tmp_path / "file" / "place"):
        pass
    assert "XDG_CACHE_HOME" in str(told.value.hint)


def test_strangers_that_nobody_builds_in_are_forgotten(tmp_path: Path) -> None:
    now = time.time()
    for name, days in (("own", 900), ("by-0", 15), ("by-1", 13), ("source", 900)):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (now - days * 86400,) * 2)
    places.forget_strangers([str(tmp_path), str(tmp_path / "nowhere")], now)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["by-1", "own", "source"]


def test_versions_name_what_a_result_depends_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "gcc" in tools.versions(WIDE)
    monkeypatch.setattr(tools.shutil, "which", lambda name: None if name == "flex" else f"/bin/{name}")
    with pytest.raises(EnvironmentProblem, match="64-bit: flex is not installed") as told:
        tools.versions(WIDE)
    assert "kx86 doctor" in str(told.value.hint)


@needs("kernel", "sandbox")
def test_another_compiler_gets_another_folder(
    place: Open, kernel: Kernel, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = kernel.git("rev-parse", "v6.12^{commit}")
    with place() as builder:
        assert build(builder, base, WIDE).compiled
    real = tools.versions
    monkeypatch.setattr(tools, "versions", lambda configuration: f"{real(configuration)} of tomorrow")
    with place() as builder:
        assert build(builder, base, WIDE).compiled
        assert build(builder, base, LOOSE).compiled
    assert len([one for one in (root / "own/out").iterdir() if one.is_dir()]) == 3


@needs("kernel")
def test_without_a_sandbox_one_s_own_work_is_built_with_the_same_words(place: Open, kernel: Kernel) -> None:
    bad = kernel.adding(SVM, "#error no\n")
    with place(no_sandbox) as builder:
        made = build(builder, bad)
        assert made.ended.status == 2
        assert [(one.file, one.text) for one in made.messages] == [(SVM, "#error no")]
        assert build(builder, kernel.git("rev-parse", "v6.12^{commit}")).ended.status == 0
        assert "arch/x86/kvm/svm/svm.o" in builder.objects(WIDE, GATE)
        with pytest.raises(NoSandbox):
            builder.within("by-0")
