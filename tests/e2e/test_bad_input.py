# SPDX-License-Identifier: GPL-2.0-or-later
"""What cannot be read is said in one clear line with the next command to type, and the rest is checked."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from e2e.conftest import BAD, GOOD, SOURCE, Clone, Result

Run = Callable[..., Result]


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "nowhere"],
        ["check", "nowhere.."],
        ["check", "HEAD..HEAD"],
        ["check", "--", "-x"],
        ["check", "x@kernel.example"],
        ["check", "--all"],
        ["check", "--archive", "nowhere", "x@kernel.example"],
        ["check", "--archive", "."],
        ["check", "--only", "SL-CAES"],
        ["check", "--only", "NOTHING"],
        ["check", "--ignore", "SL-CAES"],
        ["check", "--edition", "2024"],
        ["check", "--bogus"],
        ["check", "-C", "nowhere"],
        ["check", "empty"],
        ["check", "empty.patch"],
        ["check", "text.patch"],
        ["check", "reply.patch"],
        ["check", "cover.patch"],
        ["check", "nowhere", "nowhere.patch"],
        ["chekc"],
        ["rules", "SL-CAES"],
        ["handbook", "shortlgo"],
        ["completion", "tcsh"],
    ],
    ids=" ".join,
)
def test_wrong_use_names_the_next_command(
    clone: Clone, kx86: Run, arguments: list[str], snapshot: SnapshotAssertion
) -> None:
    (clone.path / "empty").mkdir()
    (clone.path / "empty.patch").write_text("")
    (clone.path / "text.patch").write_text("Hello.\n")
    (clone.path / "reply.patch").write_text("From: a@kernel.example\nSubject: Re: [PATCH] x\n\n> a\nb\n")
    (clone.path / "cover.patch").write_text("From: a@kernel.example\nSubject: [PATCH 1/2] x\n\nNo diff.\n")
    done = kx86(*arguments)
    assert done.status == 2
    assert done.out == ""
    assert "Traceback" not in done.err
    assert done.err.replace(str(clone.path), "HERE") == snapshot


def test_outside_of_a_repository(tmp_path: Path, kx86: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in (["check"], ["check", "HEAD"]):
        done = kx86(*arguments)
        assert done.status == 2
        assert "not a git repository" in done.err
        assert "kx86 check *.patch" in done.err


def test_patch_files_need_no_repository(
    clone: Clone, tmp_path: Path, kx86: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone.commit(BAD)
    clone.git("format-patch", "-q", "-1", "-o", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (file,) = tmp_path.glob("*.patch")
    assert kx86("check", file.name, "--only", "SL-").status == 1


def test_what_can_be_read_is_checked_and_the_rest_listed(clone: Clone, kx86: Run) -> None:
    clone.commit(GOOD)
    clone.git("format-patch", "-q", "-1")
    (file,) = clone.path.glob("*.patch")
    (clone.path / "cut.patch").write_text("")
    done = kx86("check", "nowhere", "HEAD", "cut.patch", file.name, "gone.patch", "--only", "SL-")
    assert done.status == 0
    assert "2 patches checked" in done.out
    problems = done.err.splitlines()
    assert [line.split(": ")[1] for line in problems] == ["nowhere", "gone.patch", "cut.patch"]
    assert all(line.startswith("problem: ") for line in problems)
    said = json.loads(kx86("check", "--json", "nowhere", "HEAD").out)
    assert [problem["source"] for problem in said["problems"]] == ["nowhere"]
    assert set(said["problems"][0]) == {"source", "message"}


def test_merges_and_commits_to_be_folded_are_listed(clone: Clone, kx86: Run) -> None:
    clone.git("checkout", "-q", "-b", "side")
    clone.commit(GOOD, "virt/kvm/kvm_main.c")
    clone.git("checkout", "-q", "-b", "topic", "master")
    clone.commit(GOOD)
    clone.git("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    clone.commit("fixup! KVM: x86: Add another int")
    done = kx86("check", "master..topic", "--only", "SL-PUNCT")
    assert "2 patches checked" in done.out
    merge, fixup = done.err.splitlines()
    assert "a merge is no patch" in merge
    assert "fixup! belongs into another commit" in fixup and "git rebase -i --autosquash master" in fixup


MAIL = """From: Ann <ann@kernel.example>
Subject: [PATCH] KVM: x86: Add another int
{headers}
Add it.

Signed-off-by: Ann <ann@kernel.example>
---
{diff}"""
BINARY = """diff --git a/x.bin b/x.bin
index 1111111..2222222 100644
Binary files a/x.bin and b/x.bin differ
"""
DIFF = """diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1 +1,2 @@
 int one;
+int two;
"""


@pytest.mark.parametrize(
    ("headers", "diff", "says"),
    [
        ("Content-Type: text/plain; charset=y\n", DIFF, "charset"),
        ("", DIFF.replace("+int two;\n", ""), "not as many"),
        ("", DIFF + "\n" + DIFF.replace("@@ -1 +1,2 @@", "@@ -1,9 +1,9 @@"), "hunk"),
    ],
    ids=["charset", "truncated", "truncated second"],
)
def test_a_mail_that_is_damaged_is_checked_as_far_as_it_goes(
    clone: Clone, kx86: Run, headers: str, diff: str, says: str
) -> None:
    (clone.path / "a.patch").write_text(MAIL.format(headers=headers, diff=diff))
    done = kx86("check", "a.patch", "--only", "SL-")
    assert done.status == 0
    assert "1 patch checked" in done.out
    (line,) = done.err.splitlines()
    assert line.startswith("problem: a.patch: ")
    assert says in line.lower()


@pytest.mark.parametrize(
    "text",
    [
        MAIL.format(headers="", diff=DIFF).replace("\n", "\r\n"),
        MAIL.format(
            headers="",
            diff=BINARY,
        ),
    ],
    ids=["CRLF", "binary"],
)
def test_a_mail_that_is_odd_is_read_without_a_word(clone: Clone, kx86: Run, text: str) -> None:
    (clone.path / "a.patch").write_bytes(text.encode())
    done = kx86("check", "a.patch", "--only", "SL-")
    assert (done.status, done.err) == (0, "")


def test_a_huge_mail_is_no_obstacle(clone: Clone, kx86: Run) -> None:
    diff = DIFF.replace("+1,2", "+1,100001").replace("+int two;\n", "+\tint a_line_of_some_length = 0x0;\n" * 100_000)
    (clone.path / "a.patch").write_text(MAIL.format(headers="", diff=diff))
    done = kx86("check", "a.patch", "--only", "SL-")
    assert done.status == 0
    assert "1 patch checked" in done.out


def test_names_of_commits_and_files_cannot_steer_the_terminal(clone: Clone, kx86: Run) -> None:
    clone.commit(GOOD.replace("another", "\x1b[2Janother", 1))
    done = kx86("check", "HEAD", "no\x1b[31mthing", "--only", "SL-")
    assert "\x1b" not in done.out + done.err


def test_a_bug_is_one_line(clone: Clone, kx86: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kx86.apps.wiring.profile", lambda *_: 1 / 0)
    clone.commit(GOOD)
    done = kx86("check", "HEAD")
    assert done.status == 70
    assert done.err.startswith("kx86: a bug in kx86: ZeroDivisionError")
    assert len(done.err.splitlines()) == 2
    monkeypatch.setenv("KX86_DEBUG", "1")
    assert "Traceback" in kx86("check", "HEAD").err


def test_a_closed_pipe_is_quiet(clone: Clone) -> None:
    for _ in range(3):
        clone.commit(BAD)
    line = f"{sys.executable} -m kx86 rules | true"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"],
        env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stderr, done.returncode) == ("", 0)


def waits(pid: int) -> bool:
    """Does a process sleep, and has it used no processor for a while?"""

    def look() -> tuple[str, str, str]:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return fields[0], fields[11], fields[12]

    before = look()
    time.sleep(0.3)
    return before[0] == "S" and look() == before


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc when kx86 waits for input")
def test_ctrl_c_leaves_with_130_and_one_line(clone: Clone) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kx86", "check", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        # A shell that runs the tests in the background has them ignore the signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    for _ in range(100):
        if waits(process.pid):
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, err.strip()) == ("", "kx86: interrupted")


TWICE = """
import os, signal, sys

class Pressed:
    def write(self, text):
        sys.__stderr__.write(text)
        os.kill(os.getpid(), signal.SIGINT)
    def flush(self):
        sys.__stderr__.flush()

from kx86.apps.cli import main, start

def interrupted():
    raise KeyboardInterrupt

main.run = interrupted
sys.stderr = Pressed()
start.main()
"""


def test_ctrl_c_once_more_at_the_end_changes_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TWICE],
        env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (130, "kx86: interrupted\n")
