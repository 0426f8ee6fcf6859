# SPDX-License-Identifier: GPL-2.0-or-later
"""Isolation for every test: its own home, fixed names and dates, nothing of the machine's git or kx86 settings."""

import os
import random
import socket
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from world.build import World

pytest_plugins = ["needs"]
DEEP = os.environ.get("KX86_DEEP") == "1"

# The same examples in every run of `make test`; a campaign prints its seed and goes further.
settings.register_profile("test", derandomize=True, database=None, deadline=None, print_blob=False)
settings.register_profile(
    "deep",
    database=None,
    deadline=None,
    max_examples=1000,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("deep" if DEEP else "test")

WHEN = "2024-02-05T12:00:00+0000"
FIXED = {
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "TERM": "dumb",
    "COLUMNS": "120",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_AUTHOR_NAME": "Ann Author",
    "GIT_AUTHOR_EMAIL": "ann@kernel.example",
    "GIT_AUTHOR_DATE": WHEN,
    "GIT_COMMITTER_NAME": "Carl Committer",
    "GIT_COMMITTER_EMAIL": "carl@kernel.example",
    "GIT_COMMITTER_DATE": WHEN,
    "GIT_PAGER": "cat",
}
KEPT_GIT_VARIABLES = frozenset({"GIT_SSL_CAINFO"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests of growth, which campaigns run as well, and leave campaigns out unless they are asked for."""
    for item in items:
        if isinstance(item, pytest.Function) and "assert_linear" in item.function.__code__.co_names:
            item.add_marker("growth")
    deep = [] if DEEP else [item for item in items if item.get_closest_marker("deep")]
    if deep:
        config.hook.pytest_deselected(items=deep)
        items[:] = [item for item in items if not item.get_closest_marker("deep")]


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("KX86_", "XDG_")) or (name.startswith("GIT_") and name not in KEPT_GIT_VARIABLES):
            monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "EMAIL", "EDITOR", "VISUAL", "PAGER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in FIXED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG", "CACHE", "STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("homes")
    return (root / str(number) for number in count())


@pytest.fixture
def home(_homes: Iterator[Path]) -> Path:
    """Give the test an empty home of its own."""
    path = next(_homes)
    path.mkdir()
    return path


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        local = self.family == socket.AF_UNIX or (isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1"))
        if not local:
            raise AssertionError(f"a test tried to reach {address!r}; tests use no network")
        real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """Give the seed of `make test-deep`, or a fresh one; either is printed."""
    given = request.config.getoption("--hypothesis-seed", default=None)
    number = int(given) if given and str(given).isdecimal() else random.SystemRandom().randrange(1 << 32)
    print(f"seed {number}")
    return number


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> "World":
    """Give the small world; nobody may change it."""
    from world.build import Plan, build

    return build(Plan(), tmp_path_factory.mktemp("world") / "small")
