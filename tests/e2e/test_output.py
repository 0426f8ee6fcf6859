# SPDX-License-Identifier: GPL-2.0-or-later
"""A standard output that takes nothing is told in a line, whatever was to be written there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from e2e.conftest import SOURCE
from e2e.story import everything, make_list

COMMANDS = [["series"], ["series", "--json"], ["mbox", "v1-0@kernel.example"], ["rules"], ["--help"]]


def complaint(shell: str, *arguments: str) -> str:
    """Run kx86 below a shell that redirects it; return what it says."""
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {shell}', "sh", sys.executable, "-m", "kx86", *arguments],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    return next(line for line in done.stderr.splitlines() if line.startswith("kx86: "))


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = make_list(tmp_path / "story.git", everything())
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "config", "--global", "kx86.archive.story.url", str(made)], check=True)
    return made


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_full_disk_below_standard_output_is_told(box: Path, arguments: list[str]) -> None:
    said = complaint(">/dev/full", *arguments)
    assert said == "kx86: cannot write to standard output: No space left on device"


def test_a_closed_standard_output_is_told(box: Path) -> None:
    assert complaint(">&-", "series") == "kx86: cannot write to standard output: it is closed"
