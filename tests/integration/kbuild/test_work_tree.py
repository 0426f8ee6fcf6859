# SPDX-License-Identifier: GPL-2.0-or-later
"""The work tree of the builder: only what differs is written, and neither it nor the user's touches the other."""

import io
import os
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from integration.kbuild.kernel import SVM, X86, Kernel
from kx86.adapters.git.scratch import LocalScratch
from kx86.adapters.kbuild.work_tree import WorkTree
from kx86.errors import EnvironmentProblem

SOURCE = Path(__file__).resolve().parents[3] / "src"


@pytest.fixture
def scratch(kernel: Kernel) -> Iterator[LocalScratch]:
    with LocalScratch(str(kernel.path)) as scratch:
        yield scratch


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "place"
    made.mkdir()
    return made


def fresh(scratch: LocalScratch, folder: Path) -> WorkTree:
    """What a new run of kx86 has."""
    return WorkTree(scratch.private, folder)


def put(scratch: LocalScratch, tree: WorkTree, kernel: Kernel, commit: str) -> None:
    sha = kernel.git("rev-parse", f"{commit}^{{commit}}")
    tree.check_out(scratch.objects.tree_of(sha))


def times(folder: Path) -> dict[str, int]:
    below = folder / "source"
    return {
        str(place.relative_to(below)): place.lstat().st_mtime_ns for place in below.rglob("*") if not place.is_dir()
    }


def written(folder: Path, before: dict[str, int]) -> set[str]:
    return {path for path, when in times(folder).items() if before.get(path) != when}


def files(folder: Path) -> dict[str, str]:
    below = folder / "source"
    return {str(place.relative_to(below)): place.read_text() for place in below.rglob("*") if place.is_file()}


def content(kernel: Kernel, commit: str) -> dict[str, str]:
    archive = subprocess.run(["git", "archive", commit], cwd=kernel.path, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {
            one.name: file.read().decode().rstrip("\n")
            for one in tar
            if one.isfile() and (file := tar.extractfile(one))
        }


def stripped(found: dict[str, str]) -> dict[str, str]:
    return {name: text.rstrip("\n") for name, text in found.items()}


def test_only_files_that_differ_are_written(scratch: LocalScratch, folder: Path, kernel: Kernel) -> None:
    one = kernel.adding(SVM, "int one;\n")
    two = kernel.commit(
        {X86: kernel.text(X86) + "int two;\n", "new/file.c": "int new;\n", "virt/kvm/eventfd.c": None}, one
    )
    tree = fresh(scratch, folder)
    assert tree.is_fresh
    put(scratch, tree, kernel, one)
    assert stripped(files(folder)) == content(kernel, one)
    before = times(folder)
    put(scratch, tree, kernel, two)
    assert stripped(files(folder)) == content(kernel, two)
    assert written(folder, before) == {X86, "new/file.c"}
    before = times(folder)
    put(scratch, fresh(scratch, folder), kernel, two)
    assert times(folder) == before
    put(scratch, tree, kernel, "v6.12")
    assert written(folder, before) == {X86, SVM, "virt/kvm/eventfd.c"}
    assert not (folder / "source/new").exists()


def test_a_run_that_was_killed_half_way_is_put_right(scratch: LocalScratch, folder: Path, kernel: Kernel) -> None:
    one = kernel.adding(SVM, "int one;\n")
    put(scratch, fresh(scratch, folder), kernel, "v6.12")
    before = times(folder)
    # git was killed between two files: the one is written, the other is not, and the index knows of neither.
    (folder / "checked-out").write_text("")
    (folder / "index.lock").write_text("")
    (folder / "source" / X86).write_text("half a fi")
    (folder / "source" / SVM).unlink()
    (folder / "source/stray").mkdir()
    (folder / "source/stray/left.c").write_text("int left;\n")
    (folder / "source/.config").write_text("CONFIG_KVM=y\n")
    put(scratch, fresh(scratch, folder), kernel, one)
    assert stripped(files(folder)) == content(kernel, one)
    assert written(folder, before) == {X86, SVM}
    assert not (folder / "source/stray").exists()


def test_a_killed_process_leaves_what_the_next_one_mends(scratch: LocalScratch, folder: Path, kernel: Kernel) -> None:
    many = kernel.commit({f"many/{number}.c": "int x;\n" for number in range(1000)})
    put(scratch, fresh(scratch, folder), kernel, "v6.12")
    script = (
        "import sys; from pathlib import Path; from kx86.adapters.git.scratch import LocalScratch;"
        "from kx86.adapters.kbuild.work_tree import WorkTree\n"
        "with LocalScratch(sys.argv[1]) as scratch: WorkTree(scratch.private, Path(sys.argv[2])).check_out(sys.argv[3])"
    )
    words = [sys.executable, "-c", script, str(kernel.path), str(folder), kernel.git("rev-parse", f"{many}^{{tree}}")]
    process = subprocess.Popen(words, env={**os.environ, "PYTHONPATH": str(SOURCE)}, start_new_session=True)
    while not (folder / "source/many").exists() and process.poll() is None:
        time.sleep(0.001)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    put(scratch, fresh(scratch, folder), kernel, many)
    assert stripped(files(folder)) == content(kernel, "v6.12") | {f"many/{n}.c": "int x;" for n in range(1000)}


def test_a_file_that_somebody_changed_there_does_not_outlive_its_commit(
    scratch: LocalScratch, folder: Path, kernel: Kernel
) -> None:
    one = kernel.adding(SVM, "int one;\n")
    tree = fresh(scratch, folder)
    put(scratch, tree, kernel, "v6.12")
    (folder / "source" / SVM).write_text("mine\n")
    (folder / "source" / "mine.c").write_text("mine\n")
    put(scratch, tree, kernel, one)
    assert stripped(files(folder)) == content(kernel, one) | {"mine.c": "mine"}


def test_what_the_user_has_at_hand_is_neither_touched_nor_heeded(folder: Path, mine: Kernel, home: Path) -> None:
    wanted = content(mine, "v6.12")
    (mine.path / X86).write_text("under way\n")
    (mine.path / "stray.c").write_text("stray\n")
    mine.git("add", X86)
    hook = mine.path / ".git/hooks/post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {home}/ran\n")
    hook.chmod(0o755)
    for name, value in (
        ("filter.x.smudge", f"touch {home}/ran; tr a-z A-Z"),
        ("core.autocrlf", "true"),
        ("core.sparseCheckout", "true"),
    ):
        mine.git("config", name, value)
        mine.git("config", "--global", name, value)
    (mine.path / ".git/info/attributes").write_text("* filter=x text eol=crlf\n")
    (mine.path / ".git/info/sparse-checkout").write_text("/virt\n")
    (home / "config/git").mkdir(parents=True)
    (home / "config/git/attributes").write_text("* filter=x text eol=crlf ident\n")
    seen = ("status", "--porcelain"), ("worktree", "list"), ("for-each-ref",), ("rev-parse", "HEAD"), ("count-objects",)
    before = [mine.git(*words) for words in seen]
    index = (mine.path / ".git/index").read_bytes()
    with LocalScratch(str(mine.path)) as scratch:
        put(scratch, fresh(scratch, folder), mine, "v6.12")
    assert (folder / "source" / X86).read_bytes().decode() == mine.text(X86)
    assert stripped(files(folder)) == wanted
    assert not (home / "ran").exists()
    assert [mine.git(*words) for words in seen] == before
    assert (mine.path / ".git/index").read_bytes() == index


def test_odd_names_links_and_attributes_of_a_tree_do_what_git_does(
    scratch: LocalScratch, folder: Path, kernel: Kernel, tmp_path: Path
) -> None:
    names = ["-rf", "a b.c", "x\ny.c", "\u00fc.c", "--index", "*.c"]
    kernel.commit({})
    made = kernel.commit(
        {**{f"odd/{name}": "int x;\n" for name in names}, ".gitattributes": "*.c filter=evil export-ignore -text\n"}
    )
    blob = kernel.git("hash-object", "-w", "--stdin", stdin=str(tmp_path))
    entries = kernel.git("ls-tree", made) + f"\n120000 blob {blob}\tlink\n"
    tree = kernel.git("mktree", stdin=entries)
    linked = kernel.git("commit-tree", "-p", made, "-m", "KVM: Do", tree)
    work_tree = fresh(scratch, folder)
    put(scratch, work_tree, kernel, linked)
    source = folder / "source"
    assert sorted(os.listdir(source / "odd")) == sorted(names)
    assert os.readlink(source / "link") == str(tmp_path)
    # Where a link led, a folder comes: nothing is written behind the link.
    below = kernel.commit({"link/written.c": "int x;\n"}, made)
    put(scratch, work_tree, kernel, below)
    assert (source / "link").is_dir() and not (source / "link").is_symlink()
    assert not (tmp_path / "written.c").exists()


def test_a_disk_that_cannot_be_written_is_told_with_what_helps(
    scratch: LocalScratch, folder: Path, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = fresh(scratch, folder)
    put(scratch, tree, kernel, "v6.12")
    (folder / "index").write_bytes(b"DIRC damaged")
    one = kernel.adding(SVM, "int one;\n")
    with pytest.raises(EnvironmentProblem, match="git read-tree") as told:
        put(scratch, tree, kernel, one)
    assert "kx86 build --clean" in str(told.value.hint)
