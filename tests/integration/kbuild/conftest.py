# SPDX-License-Identifier: GPL-2.0-or-later
"""One tiny kernel and one warm compiler's cache for all tests of a worker."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from shutil import copytree

import pytest

from integration.kbuild.kernel import Kernel, opened, tiny
from kx86.adapters.kbuild.builder import LocalBuilder

Open = Callable[..., AbstractContextManager[LocalBuilder]]


@pytest.fixture(scope="session")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Kernel:
    """Give a clone of the tiny kernel, in which tests make commits and change nothing else."""
    return tiny(tmp_path_factory.mktemp("tiny") / "linux")


@pytest.fixture(scope="session")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the compiler's caches, which tests share."""
    return tmp_path_factory.mktemp("ccache")


@pytest.fixture
def mine(kernel: Kernel, tmp_path: Path) -> Kernel:
    """Give a clone of the tiny kernel that the test may change."""
    return Kernel(copytree(kernel.path, tmp_path / "linux", symlinks=True))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give the place of the builder, which is not there yet."""
    return tmp_path / "place"


@pytest.fixture
def place(kernel: Kernel, root: Path, caches: Path) -> Open:
    """Open the builder of the clone."""

    def open_it(sandbox: object = None, at: Path = root) -> AbstractContextManager[LocalBuilder]:
        return opened(kernel, at, caches, *([sandbox] if sandbox else []))

    return open_it
