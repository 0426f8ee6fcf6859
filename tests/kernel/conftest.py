# SPDX-License-Identifier: GPL-2.0-or-later
"""Linux as Debian has it, and one cache for all tests, so that no base is built twice.  Run by `make test-kernel` only."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from world import linux

ROOT = Path(__file__).resolve().parents[2]
collect_ignore_glob = [] if os.environ.get("KX86_KERNEL") == "1" else ["test_*.py"]


@dataclass(frozen=True)
class Kernel:
    """A clone of Linux, its release, and a cache of kx86's."""

    clone: Path
    base: str
    cache: Path

    def build(self, *words: str, status: int = 0) -> Any:
        """Run `kx86 build --json` and return the one series of it."""
        done = subprocess.run(
            [sys.executable, "-m", "kx86", "build", "--json", *words],
            cwd=self.clone,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "XDG_CACHE_HOME": str(self.cache)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout[-3000:] + done.stderr
        (series,) = json.loads(done.stdout)["series"]
        return series


@pytest.fixture(scope="session")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Kernel:
    """Give the clone; tests add branches to it and nothing else."""
    folder = tmp_path_factory.mktemp("kernel")
    clone = linux.clone(folder / "linux")
    return Kernel(clone, linux.release(clone), folder / "cache")
