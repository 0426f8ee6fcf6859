# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs of kx86 build that are ended half-way, and two at once."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.conftest import SOURCE
from e2e.tiny import Tiny, _cache, _kernel, below, fresh_clone, runs, tiny_clone
from kx86.adapters.lock import Lock
from kx86.ports.builder import BuilderBusy
from needs import needs

__all__ = ["_cache", "_kernel", "fresh_clone", "tiny_clone"]
pytestmark = needs("kernel", "sandbox", "ccache")


@pytest.fixture
def started(fresh_clone: Tiny, tmp_path: Path) -> Iterator["Started"]:
    one = Started(fresh_clone, tmp_path)
    yield one
    one.end()


class Started:
    """A run of kx86 build as a process of its own."""

    def __init__(self, tiny: Tiny, folder: Path) -> None:
        self._tiny = tiny
        self._said = folder / "said"
        self.process: subprocess.Popen[bytes] | None = None

    def build(self, *arguments: str) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kx86", "build", *arguments],
                env=environment, cwd=self._tiny.kernel.path, stdout=said, stderr=said, start_new_session=True,
            )  # fmt: skip
        return self.process

    @property
    def said(self) -> str:
        return self._said.read_text()

    def wait_until(self, happened: object, seconds: float = 60) -> None:
        assert callable(happened) and self.process is not None
        end = time.monotonic() + seconds
        while not happened():
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.005)

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def alive(pids: set[int]) -> set[int]:
    def lives(pid: int) -> bool:
        try:
            return Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    return {pid for pid in pids if lives(pid)}


def answer(tiny: Tiny, *arguments: str) -> tuple[int, list[tuple[int, str, list[str]]]]:
    done = tiny.build("--json", *arguments)
    (series,) = json.loads(done.out)["series"]
    cells = [
        (patch["n"], cell["verdict"], [one["text"] for one in cell["messages"]])
        for patch in series["patches"]
        for cell in patch["builds"]
    ]
    return done.status, cells


def objects(folder: Path) -> list[Path]:
    return list(folder.rglob("*/out/*/arch/x86/kvm/*.o"))


def test_ctrl_c_ends_everything_and_the_next_run_goes_on(fresh_clone: Tiny, started: Started, tmp_path: Path) -> None:
    process = started.build(*fresh_clone.of("for-ever", "64-bit", "w1"))
    started.wait_until(lambda: any(runs(pid, "sleep", "3600") for pid in below(process.pid)))
    children = below(process.pid)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130
    assert time.monotonic() - began < 15
    assert started.said.endswith("kx86: interrupted\n") and "Traceback" not in started.said
    assert alive(children) == set()
    after = fresh_clone.build(*fresh_clone.of("clean", "64-bit"))
    assert after.status == 0, after.out + after.err


def test_a_run_that_is_killed_leaves_nothing_wrong_behind(
    fresh_clone: Tiny, started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = fresh_clone.of("werror", "w1")
    process = started.build(*asked)
    started.wait_until(lambda: len(objects(tmp_path / "cache")) > 3)
    children = below(process.pid)
    process.kill()
    process.wait()
    end = time.monotonic() + 10
    while alive(children) and time.monotonic() < end:
        time.sleep(0.01)
    assert alive(children) == set()
    after = answer(fresh_clone, *asked)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    assert after == answer(fresh_clone, *asked)
    assert [verdict for _, verdict, _ in after[1]] == ["clean", "told"]


def test_who_builds_already_is_named(fresh_clone: Tiny, tmp_path: Path) -> None:
    assert fresh_clone.build(*fresh_clone.of("tests", "selftests")).status == 1
    place = next(one for one in (tmp_path / "cache/kx86/build").iterdir() if one.name != "ccache")

    def refuse(holder: str) -> BuilderBusy:
        return BuilderBusy(holder)

    with Lock(str(place / "lock"), "kx86 nfc", refuse):
        for words in (fresh_clone.of("tests", "selftests"), ("--clean",)):
            done = fresh_clone.build(*words)
            assert (done.status, done.out) == (3, "")
            assert f"being built by pid {os.getpid()} (kx86 nfc) since " in done.err and "hint: " in done.err
    assert fresh_clone.build("--clean").status == 0
