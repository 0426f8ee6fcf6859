# SPDX-License-Identifier: GPL-2.0-or-later
"""`make demo`: a kernel clone, a bad series and what kx86 says about it, the same series corrected, and a branch on the wrong base.

Leaves with 0 when kx86 refuses the bad series, has nothing against the good one, and moves the branch; with 1 otherwise.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from world.build import Plan, private
from world.build import build as make
from world.demo_series import BAD, CULPRIT, GOOD, Change
from world.demo_story import Story
from world.source import cache, git

KX86 = (sys.executable, "-m", "kx86")


def build() -> Path:
    """Make the demo's copy of the world anew, with the branches x86/misc/bad and x86/misc/good in the clone."""
    folder = cache() / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    clone = private(make(Plan(size="parts")), folder).clone
    commit(clone, CULPRIT, {})
    sha = git(clone, "rev-parse", "HEAD")
    names = {"{sha}": sha[:12], "{short}": sha[:8], "{title}": CULPRIT.message.splitlines()[0]}
    for branch, series in (("x86/misc/bad", BAD), ("x86/misc/good", GOOD)):
        git(clone, "checkout", "-q", "-b", branch, "master")
        for change in series:
            commit(clone, change, names)
    return clone


def commit(clone: Path, change: Change, names: dict[str, str]) -> None:
    """Apply a change and commit it."""
    for edit in change.edits:
        edit(clone)
    message = change.message
    for name, value in names.items():
        message = message.replace(name, value)
    git(clone, "add", "-A")
    git(clone, "commit", "-q", "-m", message)


def show(clone: Path, *arguments: str) -> int:
    """Print a command as a user would type it, run it, and return its exit status."""
    print(f"\n$ kx86 {' '.join(arguments)}", flush=True)
    status = subprocess.run([*KX86, *arguments], cwd=clone, check=False).returncode
    print(f"(exit status {status})", flush=True)
    return status


def main(_: Sequence[str] = ()) -> int:
    """Build the clone and walk through both series."""
    clone = build()
    print(f"\nA kernel clone is in {clone}; its branches are yours to play with.")
    print("A series as it might be posted, and what the maintainer would say about it:", flush=True)
    bad = show(clone, "check", "master..x86/misc/bad")
    print("\nThe same work, corrected and with a test:", flush=True)
    good = show(clone, "check", "master..x86/misc/good")
    print("\nThe same clone follows the KVM x86 tree with its topic branches:", flush=True)
    moved = Story(clone).tell()
    print("\nNext: kx86 rules SL-CASE explains a rule, kx86 hook install checks every commit message as it is written.")
    return 0 if (bad, good, moved) == (1, 0, True) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
