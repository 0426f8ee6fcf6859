# SPDX-License-Identifier: GPL-2.0-or-later
"""Odd branches, clones and surroundings get the right answer or one clear line, and nothing is written."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from e2e.conftest import BAD, GOOD, SOURCE, Clone, Result
from kx86.adapters import files

Run = Callable[..., Result]


def test_a_file_of_control_bytes_that_git_shows_as_text_is_no_obstacle(clone: Clone, kx86: Run) -> None:
    (clone.path / ".gitattributes").write_text("*.bin diff\n")
    clone.commit(GOOD, "arch/x86/kvm/odd.bin", "one\n\0\1two\n\0\1\0three\0\n")
    done = kx86("check", "HEAD")
    assert done.status == 0 and "1 patch checked" in done.out


def test_commits_that_change_nothing_are_listed(clone: Clone, kx86: Run) -> None:
    clone.commit(GOOD)
    clone.git("commit", "-q", "--no-verify", "--allow-empty", "-m", BAD)
    done = kx86("check", "HEAD~2..")
    assert done.status == 0 and "1 patch checked" in done.out
    assert "changes nothing" in done.err


@pytest.mark.parametrize("spec", ["HEAD^!", "HEAD^-"])
def test_a_commit_may_be_named_as_a_range(clone: Clone, kx86: Run, spec: str) -> None:
    clone.commit(BAD)
    clone.commit(GOOD)
    assert "1 patch checked" in kx86("check", spec).out


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("HEAD..HEAD~1", "kx86 check HEAD~1..HEAD"),
        ("..HEAD~1", "kx86 check HEAD~1..HEAD"),
        ("-2", "kx86 check HEAD~2.."),
        ("^HEAD~1", "kx86 check HEAD~1..HEAD"),
    ],
)
def test_a_range_written_wrongly_is_written_right_in_the_hint(clone: Clone, kx86: Run, typed: str, says: str) -> None:
    clone.commit(GOOD)
    done = kx86("check", typed)
    assert (done.status, done.out) == (2, "")
    assert says in done.err.splitlines()[1]


def test_a_branch_named_like_a_folder_is_read(clone: Clone, kx86: Run) -> None:
    clone.commit(BAD)
    clone.git("branch", "arch")
    assert kx86("check", "arch").status == 1
    assert "no mail" in kx86("check", "arch/x86").err


def test_a_shallow_clone_is_not_taken_for_a_huge_patch(clone: Clone, kx86: Run, tmp_path: Path) -> None:
    clone.commit(GOOD)
    clone.commit(GOOD)
    clone.git("clone", "-q", "--depth", "2", f"file://{clone.path}", str(tmp_path / "shallow"))
    done = kx86("check", "-C", str(tmp_path / "shallow"), "HEAD~1")
    assert done.status == 3 and "git fetch --deepen" in done.err
    assert kx86("check", "-C", str(tmp_path / "shallow"), "HEAD").status == 0


def test_a_root_commit_is_a_patch_whatever_git_log_is_set_to(clone: Clone, kx86: Run) -> None:
    clone.git("config", "log.showRoot", "false")
    done = kx86("check", "HEAD")
    assert "1 patch" in done.out and "changes nothing" not in done.err


def test_a_folder_below_the_top_gives_the_same_answer(clone: Clone, kx86: Run) -> None:
    clone.git("config", "diff.relative", "true")
    for number in range(8):
        clone.commit(f"KVM: x86: Add int {number}\n\nAdd an int.\n\nSigned-off-by: Ann Author <ann@kernel.example>")
    clone.commit(GOOD.replace("KVM: x86:", "KVM: VMX:"))
    at_top = kx86("check", "-v", "HEAD").out
    assert "SL-" in at_top
    assert kx86("check", "-v", "-C", "arch/x86", "HEAD").out == at_top


def test_a_repository_of_somebody_else_is_named(clone: Clone, kx86: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    clone.git("format-patch", "-q", "-1", "--root", "-o", "..")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    for arguments in (("check", "HEAD"), ("hook", "install")):
        done = kx86(*arguments)
        assert done.status == 3 and "safe.directory" in done.err
    assert "1 patch" in kx86("check", "..").out


def test_a_file_without_end_is_refused(clone: Clone, kx86: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 4096)
    done = kx86("check", "/dev/zero")
    assert done.status == 2 and "which is no patch" in done.err


def test_what_a_terminal_cannot_show_becomes_a_question_mark(clone: Clone, process: Run) -> None:
    clone.commit(BAD.replace("another", "the château"))
    done = process("check", "HEAD", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0", PYTHONIOENCODING="")
    assert done.status == 1 and "ch?teau" in done.out
    assert done.err == ""


def test_a_missing_file_outside_of_a_repository_is_called_missing(
    tmp_path: Path, kx86: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "gone.patch: no such file" in kx86("check", "gone.patch").err


@pytest.mark.parametrize("place", ["relative", ""])
def test_the_cache_is_never_put_into_the_work_tree(clone: Clone, process: Run, place: str) -> None:
    clone.commit(GOOD)
    before = set(os.listdir(clone.path))
    assert process("check", "HEAD", XDG_CACHE_HOME=place, HOME="relative").status == 0
    assert set(os.listdir(clone.path)) == before


def test_a_check_writes_nothing_into_the_repository(clone: Clone, kx86: Run) -> None:
    clone.commit(GOOD)
    path = clone.path / "arch/x86/kvm/x86.c"
    os.utime(path, (1, 1))

    def state() -> dict[str, int]:
        return {str(one): one.stat().st_mtime_ns for one in clone.path.rglob("*")}

    before = state()
    kx86("check", "HEAD")
    kx86("check", "HEAD~1..", "--json")
    assert state() == before


def test_a_full_disk_leaves_no_litter(clone: Clone, tmp_path: Path) -> None:
    clone.commit(GOOD)
    done = subprocess.run(
        ["sh", "-c", 'ulimit -f 0; trap "" XFSZ; exec "$@"', "sh", sys.executable, "-B", "-m", "kx86", "check", "HEAD"],
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not [one for one in (tmp_path / "cache").rglob("*") if one.is_file()]


def test_a_partial_clone_says_how_to_fetch_what_lacks(clone: Clone, kx86: Run, tmp_path: Path) -> None:
    clone.commit(GOOD)
    clone.git("config", "uploadpack.allowFilter", "true")
    place = str(tmp_path / "partial")
    clone.git("clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{clone.path}", place)
    done = kx86("check", "-C", place, "HEAD")
    assert done.status == 3 and "git log -p HEAD" in done.err and "warning" not in done.err


def test_json_holds_file_names_that_are_no_utf_8(clone: Clone, kx86: Run) -> None:
    clone.commit(GOOD)
    done = kx86("check", "--json", "HEAD", os.fsdecode(b"gone\xff.patch"))
    assert json.loads(done.out)["problems"][0]["source"] == "gone\N{REPLACEMENT CHARACTER}.patch"
