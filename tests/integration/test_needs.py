# SPDX-License-Identifier: GPL-2.0-or-later
"""What a machine lacks is skipped and counted, and fails where it must be there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import needs

TESTS = Path(__file__).resolve().parents[1]
PLANTED = """
import needs
import pytest

needs.PROBES["ccache"] = lambda: ""
needs.PROBES["qemu"] = lambda: "it is elsewhere"

@needs.needs("ccache")
def test_there():
    pass

@needs.needs("ccache", "qemu")
class TestMissing:
    def test_one(self):
        raise AssertionError("never run")

    def test_two(self):
        raise AssertionError("never run")
"""


def outcome(folder, required, *options):
    (folder / "test_planted.py").write_text(PLANTED, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(TESTS), "KX86_REQUIRE": required}
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "needs", "-p", "no:cacheprovider", "--strict-markers", *options]
    return subprocess.run(argv, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_what_is_missing_is_skipped_and_counted(tmp_path):
    done = outcome(tmp_path, "ccache")
    assert done.returncode == 0, done.stdout
    assert "2 tests skipped, since qemu is missing: it is elsewhere" in done.stdout
    assert "1 passed, 2 skipped" in done.stdout


def test_a_missing_capability_that_is_required_fails(tmp_path):
    done = outcome(tmp_path, " qemu ,sandbox")
    assert done.returncode == 1, done.stdout
    assert "KX86_REQUIRE asks for qemu, which is missing: it is elsewhere" in done.stdout
    assert "1 passed, 2 errors" in done.stdout


def test_a_requirement_that_nobody_knows_is_refused(tmp_path):
    done = outcome(tmp_path, "sandbox,quemu")
    assert done.returncode == 4
    assert "KX86_REQUIRE: no capability quemu; tests/needs.py knows sandbox, " in done.stderr


def test_a_mark_that_nobody_knows_is_refused():
    with pytest.raises(AssertionError, match="does not know quemu"):
        needs.needs("quemu")


def test_what_ci_requires_is_known():
    text = (TESTS.parent / ".ci" / "run").read_text(encoding="utf-8")
    required = re.search(rf"^export {needs.VARIABLE}=(\S+)$", text, re.MULTILINE)
    assert required
    assert set(required[1].split(",")) <= set(needs.PROBES)


@pytest.mark.parametrize("name", sorted(set(needs.PROBES) - {"sandbox", "qemu"}))
def test_a_probe_says_what_is_not_installed(name, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(needs, "SEARCH", "/nowhere")
    assert needs.PROBES[name]().endswith(("not installed", "No such file or directory"))
