# SPDX-License-Identifier: GPL-2.0-or-later
"""What `pipx install .` installs: the package with its data, and the program."""

import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    argv = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("kx86-*.whl")
    with zipfile.ZipFile(path) as opened:
        yield opened


def test_every_file_of_the_package_is_in_the_wheel(wheel):
    source = ROOT / "src"
    wanted = {
        str(path.relative_to(source))
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    packed = set(wheel.namelist())
    assert wanted <= packed
    assert {name.split("/")[0] for name in packed} == {
        "kx86",
        next(n for n in packed if "dist-info" in n).split("/")[0],
    }
    assert {"kx86/py.typed", "kx86/data/kvm-x86.toml", "kx86/data/statements.toml", "kx86/data/handbook.md"} <= packed


def test_the_wheel_brings_the_program_and_the_licence(wheel):
    names = {name.rpartition("/")[2]: name for name in wheel.namelist() if "dist-info" in name}
    assert "kx86 = kx86.apps.cli.start:main" in wheel.read(names["entry_points.txt"]).decode()
    assert "GNU GENERAL PUBLIC LICENSE" in wheel.read(names["LICENSE"]).decode()
    told = Parser().parsestr(wheel.read(names["METADATA"]).decode())
    assert told["License-Expression"] == "GPL-2.0-or-later"
    assert told["Requires-Python"] == ">=3.11"
