# SPDX-License-Identifier: GPL-2.0-or-later
"""The story of a contributor: a branch on the wrong base, what kx86 says, the move, and patches with the right base."""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from world.demo_series import append

BRANCH = "x86/pmu/fix_foo"
TITLE = "KVM: x86/pmu: Add a helper to tell whether a vCPU has counters"
BODY = """Add a helper that tells whether a vCPU has any counters, so that the next
change need not look at both kinds of them."""
FIX = append(
    "arch/x86/kvm/pmu.c",
    "\nbool kvm_pmu_has_counters(struct kvm_pmu *pmu)\n{\n"
    "\treturn pmu->nr_arch_gp_counters || pmu->nr_arch_fixed_counters;\n}\n",
)
_DATES = {"GIT_AUTHOR_DATE": "2026-01-12T12:00:00+0000", "GIT_COMMITTER_DATE": "2026-01-12T12:00:00+0000"}


class Story:
    """Commands run one after another in a clone, each printed as a user would type it; `wrong` counts surprises."""

    def __init__(self, clone: Path) -> None:
        self.clone = clone
        self.wrong = 0

    def run(self, *command: str, status: int = 0, most: int = 40) -> str:
        """Run a command, print what it prints, at most so many lines, and return it."""
        print(f"\n$ {shlex.join(command)}", flush=True)
        argv = [sys.executable, "-m", *command] if command[0] == "kx86" else list(command)
        environment: Mapping[str, str] = {**os.environ, **_DATES}
        done = subprocess.run(
            argv,
            cwd=self.clone,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        lines = done.stdout.splitlines()
        for line in (*lines[:most], *["..."] * (len(lines) > most)):
            print(line.rpartition("\r")[2], flush=True)
        if done.returncode:
            print(f"(exit status {done.returncode})", flush=True)
        self.wrong += done.returncode != status
        return done.stdout

    def tell(self) -> bool:
        """Tell the whole story; return whether everything went as it should."""
        self.run("kx86", "init")
        print("\nA fix for the PMU, begun on the wrong topic branch:")
        self.run("git", "switch", "--quiet", "--no-track", "--create", BRANCH, "x/svm~2")
        FIX(self.clone)
        self.run("git", "commit", "--quiet", "--all", "--signoff", "--message", TITLE, "--message", BODY)
        told = self.run("kx86", "base", status=1)
        move = next((line.partition("git ")[1:] for line in told.splitlines() if "git rebase" in line), ("", ""))
        print("\nkx86 names the command that moves the branch:")
        self.run(*shlex.split("".join(move)) or ["git", "rebase"])
        self.run("kx86", "base")
        argument = self.run("kx86", "base", "--arg").strip()
        print("\nNow the patches say what they are based on:")
        self.run("git", "format-patch", "--quiet", "--output-directory", "out", argument, "x/pmu..")
        self.run("grep", "--recursive", "--no-filename", "base-commit", "out")
        print("\nAnd where does it go?")
        self.run("kx86", "route", "x/pmu..")
        return not self.wrong
