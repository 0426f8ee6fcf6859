# SPDX-License-Identifier: GPL-2.0-or-later
"""The doctor on this machine, and on machines that lack things."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from shutil import which

import pytest

from e2e.conftest import Clone, Result

Run = Callable[..., Result]
MANDATORY = ("git", "gcc", "ld", "make", "flex", "bison", "bc", "perl")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with programs that say little and do nothing, in the folder that is returned."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in MANDATORY[1:]:
        (folder / name).write_text("#!/bin/sh\necho 99.1\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    git = which("git")
    assert git
    (folder / "git").symlink_to(git)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def needs(done: Result, name: str) -> dict[str, bool]:
    work = next(one for one in json.loads(done.out)["work"] if one["name"] == name)
    return {one["title"]: one["there"] for one in work["needs"]}


def test_all_that_is_mandatory_is_there(machine: Path, clone: Clone, kx86: Run) -> None:
    done = kx86("doctor", "--json")
    told = json.loads(done.out)
    assert (done.status, done.err) == (0, "")
    assert list(told)[:2] == ["kx86", "format"]
    assert told["ready"] is True
    assert all(needs(done, "build").values())
    assert needs(done, "cache") == {"ccache": False}


def test_something_mandatory_is_missing(machine: Path, clone: Clone, kx86: Run) -> None:
    (machine / "flex").unlink()
    done = kx86("doctor")
    assert done.status == 1
    assert "flex: not installed; reads the language of Kconfig" in done.out
    assert done.out.endswith("something is missing that is mandatory\n")
    assert needs(kx86("doctor", "--json"), "build")["flex"] is False


def test_a_level_is_judged_and_what_is_asked_for_less_left_out(machine: Path, clone: Clone, kx86: Run) -> None:
    assert kx86("doctor", "--level", "mandatory").status == 0
    done = kx86("doctor", "--level", "strongly", "--json")
    assert done.status == 1
    assert {one["level"] for one in json.loads(done.out)["work"]} == {"mandatory", "strongly encouraged"}
    assert kx86("doctor", "--level", "some").status == 2


def test_the_folder_of_kvm_unit_tests_is_a_setting(machine: Path, clone: Clone, kx86: Run, tmp_path: Path) -> None:
    assert needs(kx86("doctor", "--json"), "kvm-unit-tests") == {"kvm-unit-tests": False}
    (tmp_path / "kut/x86").mkdir(parents=True)
    (tmp_path / "kut/x86/unittests.cfg").touch()
    clone.git("config", "kx86.kut", str(tmp_path / "kut"))
    assert needs(kx86("doctor", "--json"), "kvm-unit-tests") == {"kvm-unit-tests": True}
    assert f"kut\t{tmp_path / 'kut'}" in "\t".join(kx86("config").out.split())


def test_without_git_the_way_to_git_is_told(machine: Path, clone: Clone, kx86: Run) -> None:
    (machine / "git").unlink()
    done = kx86("doctor")
    assert (done.status, done.out) == (3, "")
    assert "git is not installed" in done.err


def test_outside_of_a_clone_the_doctor_is_in_as_well(machine: Path, tmp_path: Path, kx86: Run) -> None:
    assert kx86("doctor", "-C", str(tmp_path)).status == 0


def test_this_machine_is_examined_in_two_seconds(clone: Clone, kx86: Run) -> None:
    begin = os.times()
    start = time.monotonic()
    done = kx86("doctor")
    end = os.times()
    assert done.status in (0, 1)
    # Another program may hold the processors meanwhile; what is used of them is told apart.
    used = sum(end[:4]) - sum(begin[:4])
    assert min(used, time.monotonic() - start) < 2
