# SPDX-License-Identifier: GPL-2.0-or-later
"""Unit tests touch no disk, start no program and open no socket: a test that does so fails and is told where.

Reading is allowed beneath the Python installation (imports) and beneath src/kx86 (the data of the package); the tools that
run the tests keep their own files (snapshots, coverage of examples).
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
READABLE = tuple(
    {str(Path(place).resolve()) + os.sep for place in (sys.prefix, sys.base_prefix, sys.exec_prefix, ROOT / "src")}
    | {str(Path(place)) + os.sep for place in (sys.prefix, sys.base_prefix)}
)
OF_THE_TOOLS = ("__snapshots__", ".hypothesis", "__pycache__", "/dev/null")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
FORBIDDEN = frozenset(
    {
        "os.listdir", "os.scandir", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.system",
        "shutil.rmtree", "sqlite3.connect", "socket.connect", "socket.bind", "subprocess.Popen", "tempfile.mkstemp",
    }
)  # fmt: skip


class Watch:
    """An audit hook that can be put to sleep, since Python cannot take one away."""

    def __init__(self) -> None:
        self.awake = False
        self.seen: list[str] = []

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        """Note and refuse what a unit test must not do."""
        if not self.awake:
            return
        if refused(event, args):
            self.seen.append(f"{event}({args[0]!r})")
            raise PermissionError(f"a unit test touches no disk, program or socket: {event}({args[0]!r})")


def refused(event: str, args: tuple[Any, ...]) -> bool:
    """Is this something that a unit test must not do?"""
    if event == "open":
        return not allowed(*args[:3])
    if event not in FORBIDDEN or any(part in str(args[0]) for part in OF_THE_TOOLS):
        return False
    return event not in ("os.listdir", "os.scandir") or not (readable(args[0]) or on_import_path(args[0]))


def on_import_path(path: object) -> bool:
    """Is it a folder of sys.path?  The first import of a run lists them all, the root of the project among them."""
    here = os.getcwd()
    return str(path or here) in {place or here for place in sys.path}


def readable(path: object) -> bool:
    """Does the path belong to the Python installation or to the package?"""
    return isinstance(path, str) and (path + os.sep).startswith(READABLE)


def allowed(path: object, mode: str | None, flags: int) -> bool:
    """May a unit test open this?"""
    if not isinstance(path, str | bytes | os.PathLike):
        return True  # a file descriptor that was open before
    text = os.fsdecode(path)
    if any(part in text for part in OF_THE_TOOLS):
        return True
    writes = any(letter in (mode or "") for letter in "wax+") or (mode is None and bool(flags & WRITING))
    if text.endswith(".py") and text.startswith(str(ROOT)):
        return not writes  # sources, for imports and the traceback of a failing test
    return not writes and readable(text)


WATCH = Watch()
sys.addaudithook(WATCH)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Watch while the test itself runs; what fixtures prepared is their business."""
    if not item.path.is_relative_to(Path(__file__).parent):
        return (yield)
    WATCH.seen.clear()
    WATCH.awake = True
    try:
        result = yield
    finally:
        WATCH.awake = False
    if WATCH.seen:
        pytest.fail(f"a unit test touched the disk or the network: {', '.join(WATCH.seen)}")
    return result
