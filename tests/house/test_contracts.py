# SPDX-License-Identifier: GPL-2.0-or-later
"""The gates refuse what they are there to refuse: impurity planted in the domain is found."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def plant(folder, module, line):
    path = folder / "src" / "kx86" / module
    assert not path.exists()
    path.write_text(f"{line}\n", encoding="utf-8")
    return path


def imports(folder):
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    argv = [str(BIN / "lint-imports"), "--no-logo", "--no-cache"]
    return subprocess.run(argv, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("module", "line", "said"),
    [
        ("handbook/planted.py", "import subprocess", "kx86.handbook.planted -> subprocess"),
        ("mail/planted.py", "from pathlib import Path", "kx86.mail.planted -> pathlib"),
        ("mail/planted.py", "import kx86.series.patch", "kx86.mail.planted -> kx86.series.patch"),
        ("flows/planted.py", "import kx86.adapters.data", "kx86.flows.planted -> kx86.adapters.data"),
        ("apps/cli/planted.py", "import kx86.adapters.data", "kx86.apps.cli.planted"),
    ],
)
def test_a_planted_import_breaks_a_contract(copy, module, line, said):
    path = plant(copy, module, line)
    try:
        done = imports(copy)
    finally:
        path.unlink()
    assert done.returncode != 0
    assert said in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    "lines",
    [
        "import time\n\nNOW = time.time()",
        "from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)",
        "import random\n\nDIE = random.choice([1, 2, 3])",
        "import os\n\nHOME = os.environ",
    ],
    ids=["time", "now", "random", "environ"],
)
def test_a_planted_clock_or_chance_is_banned(copy, lines):
    path = plant(copy, "series/planted.py", lines)
    argv = [str(BIN / "ruff"), "check", "--no-cache", "--select", "TID251", "src/kx86/series/planted.py"]
    done = subprocess.run(argv, cwd=copy, capture_output=True, text=True, check=False)
    path.unlink()
    assert "TID251" in done.stdout
