# SPDX-License-Identifier: GPL-2.0-or-later
"""The machine at hand is really tried out, by programs that stand in for those that people may have."""

import os
import time
from pathlib import Path

import pytest

from kx86.adapters import machine
from kx86.adapters.machine import LocalMachine
from kx86.ports.sandbox import Command, Ended
from kx86.testing.diagnosis import Found
from kx86.testing.needs import Compiles, Folder, Program, Shuts, Virtualizes
from needs import needs


class Fake:
    """A sandbox that cannot be had, for this reason."""

    shut = True

    def __init__(self, why: str = "") -> None:
        self.why = why

    def probe(self) -> str:
        return self.why

    def run(self, command: Command, *rest: object) -> Ended:
        raise AssertionError("nothing is run")


@pytest.fixture
def bin(tmp_path, monkeypatch):
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def probe(one, **given):
    return LocalMachine(given.pop("sandbox", Fake()), **given).probe([one])[one]


def test_a_program_tells_its_version(bin):
    program(bin, "widgetcc", 'echo "widgetcc (Widgets) 4.7.1"; echo "arguments: $*"')
    assert probe(Program(name="widgetcc")) == Found(there=True, what="4.7.1")
    program(bin, "widgetcc", '[ "$1" = -V ] && echo 5.0 >&2; exit 1')
    assert probe(Program(name="widgetcc", asked=("-V",))) == Found(there=True, what="5.0")


def test_a_program_that_is_not_there_is_missing():
    assert probe(Program(name="no-such-widget")) == Found(there=False, why="not installed")


def test_a_program_that_does_not_run_is_missing(bin):
    program(bin, "widgetcc", "")
    (bin / "widgetcc").write_bytes(b"\x7fELF of another machine")
    found = probe(Program(name="widgetcc"))
    assert not found.there
    assert found.why.startswith(f"{bin}/widgetcc does not run: ")


def test_a_program_that_hangs_costs_seconds_at_most(bin, monkeypatch):
    monkeypatch.setattr(machine, "_SECONDS", 0.3)
    program(bin, "hangs", "exec sleep 60")
    begin = time.monotonic()
    assert "it says nothing" in probe(Program(name="hangs")).why
    assert time.monotonic() - begin < 10


def test_a_program_with_libraries_is_not_static(bin):
    program(bin, "busybox", "echo 1.35.0")
    found = probe(Program(name="busybox", static=True))
    assert found == Found(there=False, why=f"{bin}/busybox needs libraries")


@needs("compiler")
def test_headers_are_compiled_against():
    assert probe(Compiles(text="#include <stdio.h>\n")).there
    found = probe(Compiles(text="#include <no-such-widget.h>\n"))
    assert found == Found(there=False, why="no-such-widget.h: No such file or directory")


@needs("compiler")
def test_libraries_are_linked():
    assert probe(Compiles(options=("-lc",))).there
    assert "cannot find -lno-such-widget" in probe(Compiles(options=("-lno-such-widget",))).why


@needs("compiler")
def test_an_option_that_the_compiler_does_not_know_is_told():
    assert "-mno-such-widget" in probe(Compiles(options=("-mno-such-widget", "-c"))).why


def test_without_a_compiler_nothing_compiles(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert probe(Compiles()) == Found(there=False, why="gcc is not installed")


def test_the_folder_of_kvm_unit_tests_is_looked_into(tmp_path):
    asked = Folder(str(tmp_path), "x86/unittests.cfg")
    assert probe(asked).why == f"kx86.kut: no x86/unittests.cfg in {tmp_path}"
    (tmp_path / "x86").mkdir()
    (tmp_path / "x86/unittests.cfg").touch()
    assert probe(asked) == Found(there=True, what=str(tmp_path))
    assert probe(Folder("", "x")) == Found(there=False, why="git config kx86.kut is not set")


def test_a_machine_without_kvm_says_how_to_load_it(tmp_path):
    found = probe(Virtualizes(), kvm=str(tmp_path / "kvm"))
    assert found.why == f"{tmp_path}/kvm: No such file or directory"
    assert found.command == "modprobe -a kvm_intel kvm_amd"


def test_a_file_that_is_no_device_is_no_kvm(tmp_path):
    (tmp_path / "kvm").touch()
    assert "Inappropriate ioctl" in probe(Virtualizes(), kvm=str(tmp_path / "kvm")).why


def test_a_sandbox_that_starts_is_there(bin):
    program(bin, "bwrap", "echo bubblewrap 0.9.0")
    assert probe(Shuts()) == Found(there=True, what="bubblewrap 0.9.0")


def test_a_sandbox_that_does_not_start_is_told_with_the_setting_that_forbids_it(bin, tmp_path):
    program(bin, "bwrap", "")
    (tmp_path / "user").mkdir()
    (tmp_path / "user/max_user_namespaces").write_text("0\n", encoding="utf-8")
    found = probe(Shuts(), sandbox=Fake("bubblewrap does not start: No space left on device"), settings=str(tmp_path))
    assert found.why == "bubblewrap does not start: No space left on device"
    assert found.command == "sysctl user.max_user_namespaces=10000"


def test_a_sandbox_whose_reason_nobody_knows_is_tried_by_hand(bin, tmp_path):
    program(bin, "bwrap", "")
    found = probe(Shuts(), sandbox=Fake("bubblewrap does not start: odd"), settings=str(tmp_path))
    assert found.command == "bwrap --unshare-all --ro-bind / / true"


def test_a_sandbox_that_is_not_installed_is_a_package(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    found = probe(Shuts(), sandbox=Fake("bubblewrap is not installed"))
    assert found == Found(there=False, why="bubblewrap is not installed")


def test_probes_run_side_by_side(bin):
    names = [f"slow{number}" for number in range(6)]
    for name in names:
        program(bin, name, "sleep 0.5; echo 1.0")
    begin = time.monotonic()
    found = LocalMachine(Fake()).probe([Program(name=name) for name in names])
    assert all(one.there for one in found.values())
    assert time.monotonic() - begin < 2.5


def test_the_distribution_is_read(monkeypatch, tmp_path):
    release = tmp_path / "os-release"
    release.write_bytes(b'ID=debian\nPRETTY_NAME="Debian \xff"\n')
    monkeypatch.setattr(machine, "_RELEASES", (str(tmp_path / "none"), str(release)))
    assert LocalMachine(Fake()).distribution().installer == "apt"
    monkeypatch.setattr(machine, "_RELEASES", (str(tmp_path / "none"),))
    assert LocalMachine(Fake()).distribution().name == ""
