# SPDX-License-Identifier: GPL-2.0-or-later
"""What processes take is read from /proc, whatever the kernel lists there."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kx86.adapters.sandbox import processes
from kx86.adapters.sandbox.processes import children, processor_time, taken

MIB = 1 << 20
THREADS = "import threading, time; [threading.Thread(target=time.sleep, args=(60,)).start() for _ in range(3)]; "
READY = "print('ready', flush=True); time.sleep(60)"


@contextmanager
def below(code: str) -> Iterator[int]:
    """Run Python below a shell below this process; give the shell."""
    argv = ["sh", "-c", '"$@"; :', "sh", sys.executable, "-c", code]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, start_new_session=True) as shell:
        assert shell.stdout
        shell.stdout.readline()
        try:
            yield shell.pid
        finally:
            os.killpg(shell.pid, 9)


@pytest.fixture(params=[True, False], ids=["listed", "searched"])
def listed(request, monkeypatch):
    """A kernel that lists children, and one that does not."""
    monkeypatch.setattr(processes, "_kernel_lists_children", lambda: request.param)


def test_children_are_found(listed):
    with below("import time; " + READY) as shell:
        assert shell in children(os.getpid())
        (one,) = children(shell)
        assert children(one) == []


def test_threads_and_memory_of_all_below_count(listed):
    with below(THREADS + f"held = b'x' * {64 * MIB}; " + READY) as shell:
        found = taken(shell, 100)
        assert found.tasks == 4
        assert 64 * MIB < found.memory < 128 * MIB
        assert taken(shell, 2).tasks > 2


def test_processor_time_below_counts(listed):
    with below("import time\nwhile time.process_time() < 0.1: pass\n" + READY) as shell:
        assert 0.08 < processor_time(shell, 10) < 5


def test_nothing_is_taken_by_who_is_gone(listed):
    with subprocess.Popen(["true"]) as gone:
        pass
    assert children(gone.pid) == []
    assert taken(gone.pid, 10) == processes.Taken()
    assert processor_time(gone.pid, 10) == 0


def test_a_hostile_name_hides_nobody(listed):
    code = "import ctypes, time; ctypes.CDLL(None).prctl(15, b') R 1 1 (', 0, 0, 0); " + READY
    with below(code) as shell:
        time.sleep(0.02)
        assert len(children(shell)) == 1
        assert taken(shell, 10).tasks == 1
