# SPDX-License-Identifier: GPL-2.0-or-later
"""Measure what `kx86 nfc` proves, on Linux as Debian has it.

    make bench-nfc

The changes of `nfc.toml`, clean-ups and changes that count, become one branch, each followed by its revert, so that all are seen
in both directions.  One run of kx86 builds and compares all of them.  The changes are made for KVM of Linux 6.12; on another one
those that do not fit are left out and named.  Takes a quarter of an hour on two cores.  Ends with one JSON line; status 0
whatever the figures are, 3 when it cannot run.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.timing import figure
from kx86.testing.objects.pair import Pairs
from kx86.testing.objects.take import take_apart
from world import linux
from world.source import git, stop

EDITS = Path(__file__).with_name("nfc.toml")
_NEEDED = ("gcc", "make", "flex", "bison", "bc")


@dataclass(frozen=True)
class Edit:
    """A change: whether nothing may differ, what must be named when something does, and its steps."""

    title: str
    same: bool
    where: frozenset[str]
    steps: Sequence[Mapping[str, str]]

    def apply(self, tree: Path) -> None:
        """Change files.  Raises ValueError when a place is not there, or not once."""
        for step in self.steps:
            place = tree / step["file"]
            text = place.read_text()
            place.write_text(_edited(text, step))


def edits() -> list[Edit]:
    """Read the changes."""
    found = tomllib.loads(EDITS.read_text())["edit"]
    return [Edit(one["title"], one["same"], frozenset(one.get("where", ())), one["steps"]) for one in found]


def _edited(text: str, step: Mapping[str, str]) -> str:
    if "word" in step:
        made = re.sub(rf"\b{step['word']}\b", step["to"], text)
        if made == text:
            raise ValueError(f"no {step['word']}")
        return made
    if "move" in step:
        return _moved(text, step["move"], step.get("until", "}"), step["before"])
    if text.count(step["old"]) != 1:
        raise ValueError(f"{text.count(step['old'])} times {step['old']!r}")
    return text.replace(step["old"], step["new"])


def _moved(text: str, first: str, last: str, before: str) -> str:
    """Move what begins with a line and ends with another in front of a third; str.index raises ValueError."""
    start = text.index(f"\n{first}") + 1
    end = text.index(f"\n{last}\n", start) + len(last) + 2
    rest = text[:start] + text[end:].lstrip("\n")
    at = rest.index(f"\n{before}") + 1
    return f"{rest[:at]}{text[start:end]}\n{rest[at:]}"


def commit_all(clone: Path, wanted: Sequence[Edit]) -> list[Edit]:
    """Commit each change and its revert; returns those that fit, in order."""
    fitting = []
    for edit in wanted:
        try:
            edit.apply(clone)
        except (ValueError, OSError) as problem:
            print(f"does not fit this tree: {edit.title}: {problem}")
            git(clone, "checkout", "-q", ".")
            continue
        claim = "\n\nNo functional change intended." if edit.same else ""
        git(clone, "commit", "-q", "-a", "-m", f"KVM: x86: {edit.title}{claim}")
        git(clone, "revert", "--no-edit", "HEAD")
        fitting.append(edit)
    return fitting


def prove(clone: Path, base: str, cache: Path) -> list[dict[str, Any]]:
    """Run `kx86 nfc` on the branch, and return what it says of each patch."""
    argv = [sys.executable, "-m", "kx86", "nfc", "--json", f"{base}..HEAD"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(argv, cwd=clone, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        stop(f"kx86 nfc left with {done.returncode}: {done.stderr.strip()[-2000:]}")
    patches: list[dict[str, Any]] = json.loads(done.stdout)["series"][0]["patches"]
    return patches


def seconds_of_all(cache: Path) -> tuple[float, int]:
    """The processor seconds that it takes to read all objects twice and to pair them as if each differed; their number."""
    folders = [f"*/own/out/nfc-*/{folder}" for folder in ("arch/x86/kvm", "virt")]
    built = [path for folder in folders for path in (cache / "kx86" / "build").glob(f"{folder}/**/*.o")]
    objects = [path.read_bytes() for path in built if _is_compiled(path)]
    begin = time.process_time()
    for data in objects:
        Pairs(take_apart(data), take_apart(data))
    return time.process_time() - begin, len(objects)


def _is_compiled(path: Path) -> bool:
    """Was an object compiled from one source, and not linked from others?"""
    note = path.with_name(f".{path.name}.cmd")
    return note.exists() and "\nsource_" in note.read_text()


def judge(wanted: Sequence[Edit], patches: Sequence[Mapping[str, Any]]) -> list[dict[str, str | float]]:
    """Compare what was said with what is true; the revert of a change is one more of its kind."""
    proved = wrong = named = real = 0
    for edit, there, back in zip(wanted, patches[::2], patches[1::2], strict=True):
        states = (there["state"], back["state"])
        if "failed" in states:
            stop(f"{edit.title} does not build: {there['why'] or back['why']}")
        if edit.same:
            proved += there["state"] == "same"
            print(f"{'proved' if states == ('same', 'same') else 'not proved'}: {edit.title}")
        else:
            real += 1
            wrong += sum(state != "differs" for state in states)
            names = {change["name"] for change in there["changes"]}
            named += edit.where <= names
            print(
                f"{'seen' if set(states) == {'differs'} else 'NOT SEEN'}: {edit.title}: {', '.join(sorted(names))[:150]}"
            )
    clean = len(wanted) - real
    return [
        figure(f"clean-ups proved, of {clean}", proved, ">= 15"),
        figure(f"changes and their reverts that are called the same, of {2 * real}", wrong, "0"),
        figure(f"changes whose function or data is named, of {real}", named, ""),
    ]


def main() -> int:
    """Run, and print the figures."""
    missing = [name for name in _NEEDED if shutil.which(name) is None]
    if missing:
        print(f"not installed: {', '.join(missing)}", file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clone = linux.clone(folder / "linux")
        base = linux.release(clone)
        wanted = commit_all(clone, edits())
        begin = time.perf_counter()
        figures = judge(wanted, prove(clone, base, folder / "cache"))
        took = time.perf_counter() - begin
        seconds, count = seconds_of_all(folder / "cache")
    figures += [
        figure(f"comparing all {count} objects of KVM as if all differed, seconds of processor time", seconds, "< 3"),
        figure("building and comparing all of it, minutes on the wall", took / 60, ""),
    ]
    print(json.dumps({"bench": "nfc", "figures": figures}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
