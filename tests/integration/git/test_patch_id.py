# SPDX-License-Identifier: GPL-2.0-or-later
"""git patch-id --stable and kx86 agree."""

import subprocess
from pathlib import Path

import pytest

from kx86.patch.parse import parse_diff
from kx86.patch.patch_id import patch_id

FILES = {
    "arch/x86/kvm/x86.c": "".join(f"int line_{number};\n" for number in range(60)),
    "with space.c": "int a;\nint b;\n",
    "gone.c": "int gone;\n",
    "no-newline.c": "int a;\nint end;",
    "script.sh": "#!/bin/sh\ntrue\n",
}


def git(folder: Path, *arguments: str, stdin: str = "") -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, input=stdin, capture_output=True, text=True, check=True
    ).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "--quiet", "-m", "one")
    return tmp_path


def change_lines(folder: Path) -> None:
    file = folder / "arch/x86/kvm/x86.c"
    file.write_text(file.read_text().replace("int line_3;", "long line_3;").replace("int line_40;\n", ""))


def add_and_delete(folder: Path) -> None:
    (folder / "new.c").write_text("int new;\n\n  int indented;\n")
    (folder / "gone.c").unlink()


def odd_ends(folder: Path) -> None:
    (folder / "no-newline.c").write_text("int a;\nint end;\nint more;")
    (folder / "with space.c").write_text("int a;\nint c;\n")


def modes(folder: Path) -> None:
    (folder / "script.sh").chmod(0o755)
    (folder / "script.sh").write_text("#!/bin/sh\nfalse\n")


@pytest.mark.parametrize("change", [change_lines, add_and_delete, odd_ends, modes], ids=lambda one: one.__name__)
@pytest.mark.parametrize("also", [None, change_lines], ids=["alone", "with another file"])
def test_the_id_is_that_of_git(repository: Path, change, also) -> None:
    change(repository)
    if also:
        also(repository)
    git(repository, "add", "-A")
    diff = git(repository, "diff", "--cached", "--no-renames")
    assert patch_id(parse_diff(diff)) == git(repository, "patch-id", "--stable", stdin=diff).split()[0]
