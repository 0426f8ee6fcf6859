# SPDX-License-Identifier: GPL-2.0-or-later
"""A small kernel clone, and kx86 run in it as a user would."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kx86.apps.cli.start import main

SOURCE = Path(__file__).resolve().parents[2] / "src"


@dataclass(frozen=True)
class Result:
    """What a run left behind."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Clone:
    """A git repository with a few files of KVM."""

    path: Path

    def git(self, *arguments: str, **more: str) -> str:
        """Run git and return what it prints."""
        done = subprocess.run(
            ["git", *arguments], cwd=self.path, env={**os.environ, **more}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, message: str, file: str = "arch/x86/kvm/x86.c", add: str = "int more;\n") -> str:
        """Append to a file and commit; return the id."""
        path = self.path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((path.read_text() if path.exists() else "") + add)
        self.git("add", "-A")
        self.git("commit", "-q", "--no-verify", "-m", message)
        return self.git("rev-parse", "HEAD")


GOOD = """KVM: x86: Add another int

Add another int, which the next change reads.

Signed-off-by: Ann Author <ann@kernel.example>"""
BAD = GOOD.replace("Add another int\n\n", "add another int.\n\n", 1)


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    """A clone with one commit on the branch master, which is the folder at hand."""
    made = Clone(tmp_path / "linux")
    made.path.mkdir()
    made.git("init", "-q", "-b", "master")
    made.commit("Linux\n", "arch/x86/kvm/x86.c", "int kvm_one(void)\n{\n\treturn 1;\n}\n")
    monkeypatch.chdir(made.path)
    return made


@pytest.fixture
def kx86(capfd: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Run kx86 in this process."""

    def run(*arguments: str) -> Result:
        here = os.getcwd()
        capfd.readouterr()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["kx86", *arguments])
            with pytest.raises(SystemExit) as left:
                main()
        sys.stdout.flush()
        out, err = capfd.readouterr()
        os.chdir(here)
        return Result(left.value.code, out, err)

    return run


@pytest.fixture
def process(tmp_path: Path) -> Callable[..., Result]:
    """Run kx86 as a process of its own."""

    def run(*arguments: str, stdin: str = "", **environment: str) -> Result:
        done = subprocess.run(
            [sys.executable, "-m", "kx86", *arguments],
            input=stdin,
            env={**os.environ, "PYTHONPATH": str(SOURCE), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    return run
