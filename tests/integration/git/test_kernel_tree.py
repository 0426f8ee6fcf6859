# SPDX-License-Identifier: GPL-2.0-or-later
"""What a tree tells is read from a real clone, once for what is in it."""

import subprocess
from pathlib import Path

import pytest

from kx86.adapters.git.kernel_tree import LocalKernelTree
from kx86.testing.tree_read import tree_facts
from small_kernel import TREE


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with the small kernel on `main`, and nothing of it on `empty`."""
    folder = tmp_path / "linux"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "empty")
    (folder / "README").write_text("nothing\n")
    commit(folder)
    git(folder, "checkout", "-q", "-b", "main")
    for path, text in TREE.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    commit(folder)
    return folder


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--no-verify", "-m", "Do")


def test_it_is_what_the_sources_say(clone: Path) -> None:
    assert LocalKernelTree(str(clone)).facts("main") == tree_facts(TREE)


def test_a_tree_without_kvm_tells_nothing(clone: Path) -> None:
    tree = LocalKernelTree(str(clone))
    assert tree.facts("empty") is None
    assert tree.facts("no-such-branch") is None
    assert tree.facts("--help") is None


def test_it_is_remembered_until_what_is_read_changes(clone: Path, tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    first = LocalKernelTree(str(clone), cache)
    facts = first.facts("main")
    assert len(first.trace) == 2
    (clone / "README").write_text("something\n")
    commit(clone)
    again = LocalKernelTree(str(clone), cache)
    assert again.facts("main") == facts
    assert len(again.trace) == 1, "only the ids were asked for"
    (clone / "arch/x86/kvm/x86.c").write_text("int a;\n")
    commit(clone)
    changed = LocalKernelTree(str(clone), cache)
    assert changed.facts("main") != facts
    assert len(changed.trace) == 2


def test_a_damaged_memory_is_made_anew(clone: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    facts = LocalKernelTree(str(clone), str(cache)).facts("main")
    (kept,) = cache.iterdir()
    for damage in (b"", b"{}]", b'{"params": 1}', b"\xff\xfe"):
        kept.write_bytes(damage)
        assert LocalKernelTree(str(clone), str(cache)).facts("main") == facts


def test_a_cache_that_cannot_be_written_is_no_error(clone: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert LocalKernelTree(str(clone), str(tmp_path / "file")).facts("main") is not None


def test_old_memories_go(clone: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for number in range(14):
        (clone / "arch/x86/kvm/x86.c").write_text(f"int a = {number};\n")
        commit(clone)
        LocalKernelTree(str(clone), str(cache)).facts("main")
    assert len(list(cache.iterdir())) == 12


def test_a_file_beyond_all_measure_is_not_read(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kx86.adapters.git.kernel_tree._LARGEST", 150)
    facts = LocalKernelTree(str(clone)).facts("main")
    assert facts is not None
    assert facts.params.params == ()
    assert facts.symbols == {"KVM", "KVM_SMM", "KVM_XEN"}
