# SPDX-License-Identifier: GPL-2.0-or-later
"""The small world, read with git: what its builder says about it is true."""

import json
import os
import signal
import subprocess
import sys
import time
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from world.build import Plan, World, build, private

ROOT = Path(__file__).resolve().parents[3]


def git(folder: Path, *arguments: str, given: str | None = None, status: int = 0) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    return done.stdout.strip()


def merge(world: World, one: str, other: str) -> tuple[int, str]:
    done = subprocess.run(
        ["git", "-C", str(world.folder / "objects.git"), "merge-tree", "--write-tree", one, other],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.split("\n", 1)[0]


def test_same_plan_gives_the_same_commits(world: World, tmp_path: Path) -> None:
    again = build(Plan(), tmp_path / "again")
    for name in ("mainline.git", "kvm.git", "kvm-x86.git", "kvm-unit-tests.git", "list.git", "authors.git"):
        ours, theirs = (git(w.folder / name, "for-each-ref") for w in (world, again))
        assert ours and ours == theirs
    other = build(Plan(seed=2), tmp_path / "other")
    assert not set(other.topics.values()) & set(world.topics.values())


def test_plan_says_how_many_topics_and_commits(world: World, tmp_path: Path) -> None:
    few = build(Plan(topics=5, commits=31, edition="merged"), tmp_path / "few")
    for made, topics, commits in ((world, 15, 300), (few, 5, 31)):
        assert len(made.topics) == topics
        tips = list(made.topics.values())
        assert git(made.clone, "rev-list", "--count", *tips, "--not", "v6.19-rc2") == str(commits)
    marker = "Documentation/process/maintainer-kvm-x86.rst"
    assert (few.clone / marker).exists() and not (world.clone / marker).exists()


def test_next_contains_every_topic(world: World) -> None:
    for tip in world.topics.values():
        git(world.clone, "merge-base", "--is-ancestor", tip, "x/next")
    octopus = git(world.clone, "log", "--format=%s", "--grep=^Merge branches", "-1", "x/next")
    names = octopus.replace("Merge branches ", "").replace(" and ", ", ").replace("'", "").split(", ")
    assert names == sorted(names) and len(names) == 15 - len(world.conflicts)


def test_octopus_is_what_git_merges(world: World) -> None:
    octopus = git(world.clone, "rev-list", "--grep=^Merge branches", "-1", "x/next")
    parents = git(world.clone, "show", "-s", "--format=%P", octopus).split()
    bare = world.folder / "objects.git"
    commit = parents[0]
    for number, tip in enumerate(parents[1:], 2):
        status, tree = merge(world, commit, tip)
        assert status == 0
        above = [argument for parent in parents[:number] for argument in ("-p", parent)]
        commit = git(bare, "commit-tree", tree, "-m", "chain", *above)
    assert git(bare, "rev-parse", f"{commit}^{{tree}}") == git(bare, "rev-parse", f"{octopus}^{{tree}}")


def test_planned_pairs_conflict_and_no_others(world: World) -> None:
    conflicting = {
        pair
        for pair in combinations(sorted(world.topics), 2)
        if merge(world, *(world.topics[name] for name in pair))[0]
    }
    assert conflicting == set(world.conflicts) and len(conflicting) >= 3


def test_semantic_pair_merges_cleanly_and_leaves_a_stale_caller(world: World) -> None:
    pair = world.semantic
    assert pair is not None
    status, tree = merge(world, world.topics[pair.renames], world.topics[pair.calls])
    assert status == 0
    left = git(world.folder / "objects.git", "grep", "-l", pair.old, tree, "--", "*.c").splitlines()
    assert left == [f"{tree}:arch/x86/kvm/xen.c"]
    assert git(world.folder / "objects.git", "grep", "-l", pair.new, tree, "--", "*.h")


def test_one_topic_sits_on_another(world: World) -> None:
    assert world.stacked is not None
    above, below = (world.topics[name] for name in world.stacked)
    fork = git(world.clone, "merge-base", above, below)
    assert int(git(world.clone, "rev-list", "--count", f"v6.19-rc2..{fork}")) > 2
    assert fork not in (above, below)


def test_dated_tags_keep_states_that_next_has_left(world: World) -> None:
    dated = [name for name in world.tags if name.startswith("kvm-x86-next-")]
    assert len(dated) >= 3
    for name in dated:
        git(world.clone, "merge-base", "--is-ancestor", name, "x/next", status=1)


def test_clone_fetches_offline_from_official_addresses(world: World, tmp_path: Path) -> None:
    copy = private(world, tmp_path / "copy")
    tip = git(copy.kvm_x86, "rev-parse", "misc")
    git(copy.kvm_x86, "branch", "more", tip)
    git(copy.clone, "fetch", "--all")
    assert git(copy.clone, "rev-parse", "x/more") == tip
    assert git(copy.clone, "config", "remote.x.url") == "https://github.com/kvm-x86/linux.git"
    assert git(copy.clone, "status", "--porcelain") == ""


def test_private_copy_leaves_the_world_alone(world: World, tmp_path: Path) -> None:
    before = git(world.kvm_x86, "for-each-ref"), git(world.clone, "for-each-ref")
    copy = private(world, tmp_path / "copy")
    (copy.clone / "arch/x86/kvm/x86.c").write_text("int changed;\n")
    git(copy.clone, "commit", "-qam", "KVM: x86: Change everything")
    git(copy.clone, "push", "-q", "x", "HEAD:refs/heads/mine")
    assert (git(world.kvm_x86, "for-each-ref"), git(world.clone, "for-each-ref")) == before
    assert git(world.clone, "status", "--porcelain") == ""


@pytest.mark.parametrize("after", [0.05, 0.2, 0.4])
def test_kill_leaves_no_half_world(tmp_path: Path, after: float) -> None:
    command = [sys.executable, "-m", "world", "--small", str(tmp_path / "place" / "world")]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": "src"}, stdout=subprocess.DEVNULL) as run:
        time.sleep(after)
        run.send_signal(signal.SIGKILL)
    place = tmp_path / "place" / "world"
    assert not place.exists() or (place / "world.json").exists()
    assert git(build(Plan(), place).clone, "fsck", "--connectivity-only") is not None


def kx86(*arguments: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "kx86", *arguments, "--json"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)["series"]


def test_kx86_reads_the_archive(world: World) -> None:
    series = kx86("series", "--archive", str(world.archive))
    assert {one["status"] for one in series} == {"accepted", "new"}
    assert len([one for one in series if one["status"] == "new"]) == len(world.pending) == 6


def test_pending_series_are_in_no_clone(world: World) -> None:
    for series in world.pending:
        git(world.authors, "merge-base", "--is-ancestor", series.base, series.tip)
        git(world.clone, "cat-file", "-e", series.tip, status=1)
    places = {series.name: series for series in world.pending}
    assert places["pmu-more"].base == places["pmu"].tip
