# SPDX-License-Identifier: GPL-2.0-or-later
"""The guard of the unit tests guards, and every test has a home of its own."""

import os
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

GUARD = sys.modules[next(name for name in sys.modules if name.endswith("unit.conftest"))]


def test_reading_a_file_of_the_machine_is_refused():
    assert not GUARD.allowed("/etc/passwd", "r", 0)


def test_writing_beside_the_sources_is_refused():
    source = str(GUARD.ROOT / "src/kx86/data/verbs.txt")
    assert GUARD.allowed(source, "r", 0)
    assert not GUARD.allowed(source, "w", 0)
    assert not GUARD.allowed(source, None, os.O_WRONLY | os.O_CREAT)


def test_an_import_may_list_the_folders_of_the_import_path():
    assert not GUARD.refused("os.listdir", (sys.path[0],))
    assert GUARD.refused("os.listdir", (str(GUARD.ROOT / "docs"),))


@given(st.text())
def test_any_other_path_is_refused(name):
    path = "/srv/" + name.replace("\0", "").replace("/", "")
    assert not GUARD.allowed(path, "rb", 0) or any(part in path for part in GUARD.OF_THE_TOOLS)


def test_the_guard_is_awake_while_a_test_runs():
    try:
        Path("/etc/passwd").read_bytes()
    except PermissionError:
        GUARD.WATCH.seen.clear()
    else:
        raise AssertionError("the file was read")


def test_home_belongs_to_the_test(home):
    assert os.environ["HOME"] == str(home)
    assert os.environ["XDG_STATE_HOME"].startswith(str(home))
    assert "KX86_DEEP" not in os.environ
