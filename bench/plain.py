# SPDX-License-Identifier: GPL-2.0-or-later
"""What somebody would type to build patches: git checkout and make, without kx86, a sandbox or a compiler's cache."""

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kx86.testing.configuration import Configuration
from world.source import git

JOBS = 2
_TESTS = "tools/testing/selftests/kvm"


@dataclass(frozen=True)
class Cost:
    """How a command ended, its wall time and the processor time of all its processes in seconds, and what it said."""

    status: int
    wall: float
    cpu: float
    said: str = ""

    def __add__(self, other: "Cost") -> "Cost":
        """One after the other; the status is the first that is not 0."""
        return Cost(self.status or other.status, self.wall + other.wall, self.cpu + other.cpu, self.said + other.said)


FREE = Cost(0, 0.0, 0.0)


@dataclass(frozen=True)
class Plain:
    """A work tree, and a folder of output for one configuration."""

    source: Path
    output: Path
    configuration: Configuration

    def check_out(self, commit: str) -> Cost:
        """Make the work tree that of a commit."""
        begin = time.perf_counter()
        git(self.source, "checkout", "-q", "--detach", commit)
        return Cost(0, time.perf_counter() - begin, 0.0)

    def clean(self) -> None:
        """Begin with an empty folder of output."""
        shutil.rmtree(self.output, ignore_errors=True)

    def configure(self) -> Cost:
        """Ask for the symbols of the configuration."""
        self.output.mkdir(parents=True, exist_ok=True)
        if self.configuration.kind != "kernel":
            return FREE
        (self.output / ".config").write_text(self.configuration.fragment)
        return self.make("olddefconfig")

    def gate(self) -> Cost:
        """Build the folders of the configuration, or the selftests with the headers of the same tree."""
        if self.configuration.kind != "selftests":
            return self.make(*self.configuration.targets)
        tests = ["make", "-C", f"{self.source}/{_TESTS}", f"OUTPUT={self.output}/tests", f"-j{JOBS}"]
        return self.make("headers") + run([*tests, f"KHDR_INCLUDES=-isystem {self.output}/usr/include"])

    def make(self, *targets: str) -> Cost:
        """Run make for some targets, as far as it goes."""
        arch = f"ARCH={self.configuration.arch}"
        return run(["make", "-C", str(self.source), f"O={self.output}", arch, f"-j{JOBS}", *targets])


def run(argv: Sequence[str], folder: Path | None = None, more: Mapping[str, str] | None = None) -> Cost:
    """Run a program with hardly any environment, and see what it and its children cost."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        argv,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": "/tmp", "LC_ALL": "C", **(more or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(done.returncode, time.perf_counter() - begin, cpu, done.stdout)
