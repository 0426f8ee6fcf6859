# SPDX-License-Identifier: GPL-2.0-or-later
"""The commit-msg hook, run by git itself."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from e2e.conftest import BAD, GOOD, SOURCE, Clone, Result

Run = Callable[..., Result]


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a kx86 on PATH."""
    program = tmp_path / "bin" / "kx86"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH={SOURCE} exec {sys.executable} -m kx86 "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return program


@pytest.fixture
def hooked(clone: Clone, on_path: Path, kx86: Run) -> Clone:
    """A clone with the hook in place."""
    assert kx86("hook", "install").status == 0
    return clone


def commit(clone: Clone, message: str, *arguments: str, file: str = "arch/x86/kvm/x86.c", **environment: str) -> Result:
    """Commit as a developer does: stage and write a message."""
    path = clone.path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + "int more;\n")
    clone.git("add", "-A")
    done = subprocess.run(
        ["git", "commit", "-q", "-m", message, *arguments],
        cwd=clone.path, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return Result(done.returncode, done.stdout, done.stderr)


def hook_of(clone: Clone) -> Path:
    return clone.path / ".git" / "hooks" / "commit-msg"


def theirs(clone: Clone, text: str = "echo theirs >&2\n") -> Path:
    """Have a hook there before kx86."""
    hook = hook_of(clone)
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{text}")
    hook.chmod(0o755)
    return hook


def test_a_bad_message_is_told_and_the_commit_is_made(hooked: Clone) -> None:
    done = commit(hooked, BAD)
    assert (done.status, done.out) == (0, "")
    assert "  error SL-PUNCT: " in done.err
    assert "      + KVM: x86: Add another int" in done.err
    assert "git commit --amend mends it" in done.err
    assert hooked.git("log", "-1", "--format=%s") == "KVM: x86: add another int."


def test_a_good_message_passes_without_a_word(hooked: Clone) -> None:
    assert commit(hooked, GOOD) == Result(0, "", "")


def test_enforce_refuses_errors_and_nothing_else(hooked: Clone) -> None:
    hooked.git("config", "kx86.hook", "enforce")
    done = commit(hooked, BAD)
    assert done.status == 1
    assert "git commit -e -F .git/COMMIT_EDITMSG" in done.err
    assert hooked.git("log", "-1", "--format=%s") == "Linux"
    assert commit(hooked, BAD, "--no-verify").status == 0
    warned = commit(hooked, BAD.replace("int.", "int", 1))
    assert "warning SL-CAP" in warned.err
    assert warned.status == 0


def test_enforce_may_come_from_the_environment(hooked: Clone) -> None:
    assert commit(hooked, BAD, KX86_HOOK="enforce").status == 1


@pytest.mark.parametrize(
    "subject", ["fixup! KVM: x86: x", "squash! x", "amend! x", 'Revert "KVM: x86: Do it"', 'Reapply "x"']
)
def test_what_git_words_itself_is_left_alone(hooked: Clone, subject: str) -> None:
    assert commit(hooked, subject + "\n\nwe") == Result(0, "", "")


def test_commits_without_kvm_files_are_left_alone(hooked: Clone) -> None:
    assert commit(hooked, "fs: do it.", file="fs/ext4/file.c") == Result(0, "", "")


def test_merges_are_left_alone(hooked: Clone) -> None:
    hooked.git("checkout", "-q", "-b", "side")
    commit(hooked, GOOD, file="virt/kvm/one.c")
    hooked.git("checkout", "-q", "master")
    commit(hooked, GOOD)
    hooked.git("merge", "-q", "--no-ff", "--no-commit", "side")
    done = subprocess.run(
        ["git", "commit", "-q", "-m", "kvm: merge."], cwd=hooked.path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", [["rebase"], ["cherry-pick", "topic"]], ids=["rebase", "cherry-pick"])
def test_a_conflict_in_a_rebase_or_cherry_pick_is_left_alone(hooked: Clone, command: list[str]) -> None:
    hooked.git("checkout", "-q", "-b", "topic")
    hooked.commit("kvm: bad.", add="int topic;\n")
    hooked.git("checkout", "-q", "-b", "other", "master")
    hooked.commit("kvm: other.", add="int other;\n")
    if command == ["rebase"]:
        hooked.git("checkout", "-q", "topic")
        command = ["rebase", "other"]
    assert subprocess.run(["git", *command], cwd=hooked.path, capture_output=True, check=False).returncode
    hooked.git("checkout", "--theirs", ".")
    done = commit(hooked, "kvm: mended.")
    assert (done.status, done.err) == (0, "")


def test_an_amended_commit_is_seen_as_a_whole(hooked: Clone) -> None:
    """The staged part of an amended commit alone would have other topics."""
    commit(hooked, GOOD.replace("KVM: x86:", "KVM: SVM:"), file="arch/x86/kvm/svm/svm.c")
    done = commit(hooked, GOOD.replace("KVM: x86:", "KVM: SVM:"), "--amend", file="tools/testing/selftests/kvm/svm.c")
    assert "SL-" not in done.err
    done = commit(hooked, BAD.replace("KVM: x86:", "KVM: SVM:"), "--amend", file="tools/testing/selftests/kvm/svm.c")
    assert "SL-PUNCT" in done.err and "SL-TOPIC" not in done.err


def test_an_amended_message_alone_is_checked(hooked: Clone) -> None:
    commit(hooked, GOOD)
    done = subprocess.run(
        ["git", "commit", "--amend", "-m", BAD], cwd=hooked.path, capture_output=True, text=True, check=False
    )
    assert "SL-PUNCT" in done.stderr


def test_the_first_commit_of_all_can_be_amended(hooked: Clone) -> None:
    done = commit(hooked, BAD, "--amend")
    assert "SL-PUNCT" in done.err


def test_a_partial_commit_is_judged_by_what_it_commits(hooked: Clone) -> None:
    commit(hooked, GOOD, file="fs/file.c", GIT_AUTHOR_DATE="2020-01-01T00:00:00")
    (hooked.path / "fs/file.c").write_text("int fs;\n")
    (hooked.path / "arch/x86/kvm/x86.c").write_text("int kvm;\n")
    done = subprocess.run(
        ["git", "commit", "-q", "-m", "fs: do it.", "fs/file.c"],
        cwd=hooked.path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def editor(folder: Path, text: str) -> str:
    """Make an editor that puts text before what git wrote."""
    (folder / "text").write_text(text)
    program = folder / "editor"
    program.write_text(f'#!/bin/sh\ncat {folder}/text "$1" > "$1.new" && mv "$1.new" "$1"\n')
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize("char", ["#", ";", "auto"])
def test_comments_of_git_are_no_part_of_the_message(hooked: Clone, tmp_path: Path, char: str) -> None:
    hooked.git("config", "core.commentChar", char)
    (hooked.path / "arch/x86/kvm/x86.c").write_text("int x;\n")
    hooked.git("add", "-A")
    done = subprocess.run(
        ["git", "commit", "-q", "-v"], cwd=hooked.path, capture_output=True, text=True, check=False,
        env={**os.environ, "GIT_EDITOR": editor(tmp_path, GOOD + "\n")},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "diff --git" not in hooked.git("log", "-1", "--format=%B")


def test_a_hash_line_counts_when_nobody_opened_an_editor(hooked: Clone) -> None:
    done = commit(hooked, BAD.replace("KVM", "#KVM", 1))
    assert done.err.startswith("#KVM: x86: add another int.\n")
    assert hooked.git("log", "-1", "--format=%s").startswith("#KVM")


def test_without_kx86_on_path_it_says_so_and_lets_pass(hooked: Clone, on_path: Path) -> None:
    on_path.unlink()
    done = commit(hooked, BAD)
    assert done.status == 0
    assert done.err == "kx86: not on PATH, so the commit message was not checked\n"


def test_a_broken_kx86_blocks_nobody(hooked: Clone, on_path: Path) -> None:
    for status in (1, 70):
        on_path.write_text(f"#!/bin/sh\nexit {status}\n")
        assert commit(hooked, BAD).status == 0


def test_a_broken_setting_blocks_nobody(hooked: Clone) -> None:
    hooked.git("config", "kx86.strict", "maybe")
    done = commit(hooked, BAD)
    assert done.status == 0
    assert done.err.startswith(
        "kx86: kx86.strict: 'maybe' is neither true nor false; the commit message was not checked"
    )


def test_the_hook_that_was_there_runs_first_and_its_refusal_stands(clone: Clone, on_path: Path, kx86: Run) -> None:
    theirs(clone)
    assert "runs after commit-msg.before-kx86" in kx86("hook", "install").out
    done = commit(clone, BAD)
    assert done.err.splitlines()[0] == "theirs"
    assert "SL-PUNCT" in done.err
    theirs_now = clone.path / ".git/hooks/commit-msg.before-kx86"
    theirs_now.write_text("#!/bin/sh\nexit 7\n")
    refused = commit(clone, BAD)
    assert refused.status != 0
    assert "SL-PUNCT" not in refused.err


def test_a_hook_that_is_not_executable_stays_asleep(clone: Clone, on_path: Path, kx86: Run) -> None:
    theirs(clone).chmod(0o644)
    kx86("hook", "install")
    assert "theirs" not in commit(clone, GOOD).err


def test_uninstall_restores_what_was_there(clone: Clone, on_path: Path, kx86: Run) -> None:
    before = theirs(clone).read_bytes()
    kx86("hook", "install")
    kx86("hook", "install")
    assert "the hook before kx86 is back" in kx86("hook", "uninstall").out
    assert hook_of(clone).read_bytes() == before
    assert os.access(hook_of(clone), os.X_OK)
    assert sorted(path.name for path in hook_of(clone).parent.iterdir() if "sample" not in path.name) == ["commit-msg"]
    assert "nothing to do" in kx86("hook", "uninstall").out


def test_status_tells_where_it_is(clone: Clone, on_path: Path, kx86: Run) -> None:
    done = kx86("hook", "status")
    assert (done.status, done.out) == (1, f"{hook_of(clone)}: not installed\n")
    kx86("hook", "install")
    clone.git("config", "kx86.hook", "enforce")
    done = kx86("hook", "status")
    assert done.status == 0
    assert done.out.splitlines() == [f"{hook_of(clone)}: installed", "errors: refused", "kx86: found on PATH"]


def test_hooks_path_is_honoured(clone: Clone, on_path: Path, kx86: Run, tmp_path: Path) -> None:
    clone.git("config", "core.hooksPath", str(tmp_path / "elsewhere"))
    assert str(tmp_path / "elsewhere" / "commit-msg") in kx86("hook", "install").out
    assert "SL-PUNCT" in commit(clone, BAD).err


def test_a_relative_hooks_path_is_relative_to_the_top(clone: Clone, on_path: Path, kx86: Run) -> None:
    clone.git("config", "core.hooksPath", "my hooks")
    done = kx86("hook", "-C", "arch/x86", "install")
    assert str(clone.path / "my hooks" / "commit-msg") in done.out
    assert "SL-PUNCT" in commit(clone, BAD).err


def test_a_hook_that_the_repository_carries_is_left_alone(clone: Clone, on_path: Path, kx86: Run) -> None:
    clone.git("config", "core.hooksPath", ".githooks")
    clone.commit("hooks", ".githooks/commit-msg", "#!/bin/sh\n")
    done = kx86("hook", "install")
    assert done.status == 2
    assert 'kx86 hook run "$1"' in done.err
    assert clone.git("status", "--short") == ""


def test_a_worktree_shares_the_hook(hooked: Clone, tmp_path: Path, kx86: Run) -> None:
    hooked.git("worktree", "add", "-q", str(tmp_path / "other"), "-b", "other")
    assert "SL-PUNCT" in commit(Clone(tmp_path / "other"), BAD).err
    assert str(hook_of(hooked)) in kx86("hook", "-C", str(tmp_path / "other"), "status").out


def test_outside_of_a_repository_there_is_no_hook(tmp_path: Path, kx86: Run) -> None:
    done = kx86("hook", "-C", str(tmp_path), "install")
    assert done.status == 2
    assert "not a git repository" in done.err


def test_a_folder_that_cannot_be_written_is_an_environment_problem(clone: Clone, on_path: Path, kx86: Run) -> None:
    (clone.path / "file").write_text("")
    clone.git("config", "core.hooksPath", "file")
    done = kx86("hook", "install")
    assert done.status == 3
    assert "file" in done.err
