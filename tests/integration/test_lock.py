# SPDX-License-Identifier: GPL-2.0-or-later
"""One writes the index at a time; a dead one stops nobody."""

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kx86.adapters.lock import Lock
from kx86.errors import EnvironmentProblem


class Busy(EnvironmentProblem):
    """Somebody else has the lock."""


HOLD = """
import fcntl, os, sys
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(file, fcntl.LOCK_EX)
os.write(file, sys.argv[2].replace("PID", str(os.getpid())).encode())
print("held", flush=True)
sys.stdin.read()
"""


class Holder:
    """Another process that holds the lock and says of itself what it is told to."""

    def __init__(self, path: Path, says: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(path), says], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self.process.stdout is not None and self.process.stdout.readline() == b"held\n"

    def __enter__(self) -> "Holder":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()


def dead() -> int:
    """The number of a process that has ended."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_a_lock_names_its_holder_while_it_is_held(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with Lock(str(path), "kx86 sync", Busy):
        assert path.read_text().startswith(f"pid {os.getpid()} (kx86 sync) since ")
    assert path.read_text() == ""
    with Lock(str(path), "kx86 sync", Busy):
        pass


def test_a_lock_is_let_go_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="x"), Lock(str(tmp_path / "lock"), "kx86 sync", Busy):
        raise ValueError("x")
    with Lock(str(tmp_path / "lock"), "kx86 sync", Busy):
        pass


def test_a_living_holder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with Holder(path, "pid PID (kx86 sync) since 12:00:00") as holder:
        with pytest.raises(Busy, match=rf"pid {holder.process.pid} \(kx86 sync\) since 12:00:00"):
            Lock(str(path), "kx86 series", Busy).__enter__()
        # Whoever was refused has not touched the words of the holder.
        assert path.read_text().startswith(f"pid {holder.process.pid} ")


def test_two_in_one_process_are_two(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    with Lock(path, "one", Busy), pytest.raises(Busy, match=r"\(one\)"):
        Lock(path, "two", Busy).__enter__()


@pytest.mark.parametrize("says", ["", "nonsense", "pid 1x ", "pid 99999999999999999999 (x)", "DEAD"])
def test_a_lock_that_nobody_alive_claims_is_waited_for_and_then_refused(tmp_path: Path, says: str) -> None:
    path = tmp_path / "lock"
    with Holder(path, says.replace("DEAD", f"pid {dead()} (kx86 sync) since 12:00:00")), pytest.raises(Busy):
        Lock(str(path), "kx86 sync", Busy).__enter__()
    with Lock(str(path), "kx86 sync", Busy):
        pass


def test_the_words_of_a_dead_holder_stop_nobody(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.write_text(f"pid {dead()} (kx86 sync) since 12:00:00\n")
    with Lock(str(path), "kx86 sync", Busy):
        assert path.read_text().startswith(f"pid {os.getpid()} ")


def test_a_lock_that_is_let_go_within_moments_is_taken(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    file = os.open(path, os.O_RDWR | os.O_CREAT)
    fcntl.flock(file, fcntl.LOCK_EX)
    os.write(file, f"pid {dead()} (kx86 sync) since 12:00:00".encode())
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(0.2)"], pass_fds=[file])
    os.close(file)
    with Lock(path, "kx86 sync", Busy):
        pass
    child.wait()


def test_a_lock_that_cannot_be_made_is_a_problem_of_the_machine(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="No such file"):
        Lock(str(tmp_path / "nowhere" / "lock"), "kx86 sync", Busy).__enter__()


@pytest.mark.parametrize("call", ["ftruncate", "pwrite"])
def test_a_full_disk_is_told_and_the_lock_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    path = str(tmp_path / "lock")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(EnvironmentProblem, match="the disk is full"):
            Lock(path, "kx86 sync", Busy).__enter__()
    with Lock(path, "kx86 sync", Busy):
        pass
