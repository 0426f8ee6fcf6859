# SPDX-License-Identifier: GPL-2.0-or-later
"""A clone of the tiny kernel with series that have something to find, and kx86 run in it."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from e2e.conftest import Result
from integration.kbuild.kernel import Kernel, tiny
from world import build_series, hostile_series
from world.stream import Person

STRANGER = Person("Bob Builder", "bob@kernel.example")
Run = Callable[..., Result]
HOSTILE = (
    hostile_series.SYMBOL, hostile_series.KCONFIG, hostile_series.MAKEFILE, hostile_series.ESCAPES, hostile_series.FOR_EVER,
    hostile_series.disk(300), hostile_series.memory(400), hostile_series.talks(24), hostile_series.forks(400),
    hostile_series.stays(),
)  # fmt: skip


def make_tiny(folder: Path) -> Kernel:
    """Make the clone, with a branch for each series, and one of a stranger for the clean one."""
    kernel = tiny(folder)
    for series in (*build_series.SIX, build_series.TEN, build_series.revised(build_series.TEN), *HOSTILE):
        build_series.commit(kernel.path, series, "v6.12")
    build_series.commit(kernel.path, build_series.REPAIRED, "v6.12", STRANGER, "stranger")
    return kernel


def plain(text: str, kernel: Kernel) -> str:
    """Leave out what differs from run to run: times, whether somebody built it before, ids and places."""
    text = re.sub(
        r"(?:\d+\.\d s|known)(  +|$)",
        lambda found: f"<time>{' ' * (found.end() - found.start() - 6)}",
        text,
        flags=re.M,
    )
    text = re.sub(r"(\d+ builds?)(?:, \d+ known already)?(?:; [\d.]+ s of processor time)?", r"\1", text)
    text = re.sub(r"\b[0-9a-f]{40}\b", "<40 digits>", re.sub(r"(\b|(?<=-g))[0-9a-f]{12}\b", "<12 digits>", text))
    return text.replace(str(kernel.path), "<clone>")


class Tiny:
    """The clone, in which kx86 is run, and the place of its builds, which tests share."""

    def __init__(self, kernel: Kernel, kx86: Run) -> None:
        self.kernel = kernel
        self._kx86 = kx86

    def build(self, *arguments: str) -> Result:
        """Run kx86 build."""
        return self._kx86("build", *arguments)

    def of(self, series: str, *configurations: str) -> tuple[str, ...]:
        """What is typed for a series in some configurations."""
        return (*(word for name in configurations for word in ("--config", name)), f"v6.12..{series}")


@pytest.fixture(scope="session")
def _kernel(tmp_path_factory: pytest.TempPathFactory) -> Kernel:
    return make_tiny(tmp_path_factory.mktemp("e2e") / "linux")


@pytest.fixture(scope="session")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def tiny_clone(_kernel: Kernel, _cache: Path, kx86: Run, monkeypatch: pytest.MonkeyPatch) -> Tiny:
    """Give the clone, which nobody may change, and warm folders of output."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(_cache))
    monkeypatch.chdir(_kernel.path)
    return Tiny(_kernel, kx86)


@pytest.fixture
def fresh_clone(tiny_clone: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tiny:
    """Give the clone, in whose place nothing was built yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tiny_clone


def below(pid: int) -> set[int]:
    """All processes that descend from one."""
    parents = {}
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            parents[int(name)] = int(Path("/proc", name, "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def runs(pid: int, *words: str) -> bool:
    """Does a process run this command?"""
    try:
        return Path("/proc", str(pid), "cmdline").read_bytes() == b"".join(word.encode() + b"\0" for word in words)
    except OSError:
        return False
