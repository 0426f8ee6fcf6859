# SPDX-License-Identifier: GPL-2.0-or-later
"""What kx86 says about a whole world is what its builder knows."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from world.build import World, private
from world.demo_story import BRANCH, Story

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def mine(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    return private(world, tmp_path / "mine")


def ask(world: World, *arguments: str, status: int = 0) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "kx86", *arguments, "--json"],
        cwd=world.clone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout)


@pytest.mark.statement("BASE-2", "GITB-1", "GITB-3")
def test_the_story_of_a_contributor_goes_as_told(mine: World, capfd: pytest.CaptureFixture[str]) -> None:
    assert Story(mine.clone).tell(), capfd.readouterr().out
    out = capfd.readouterr().out
    assert f"{BRANCH}: 1 commit on x/svm~2" in out and f"{BRANCH}: 1 commit on x/pmu" in out
    assert f"base-commit: {mine.topics['pmu']}\n" in out
    assert "\n--base=x/pmu\n" in out and "  kvm-x86 pmu, for the next release" in out


def test_a_step_that_fails_is_no_success(mine: World) -> None:
    subprocess.run(["git", "branch", BRANCH], cwd=mine.clone, check=True)
    assert not Story(mine.clone).tell()


def test_the_trees_of_the_clone_are_found(mine: World) -> None:
    (found,) = (one for one in ask(mine, "init")["trees"] if one["tree"] == "kvm-x86")
    assert (found["remote"], found["topics"]) == ("x", len(mine.topics))


def test_notices_and_series_are_what_the_builder_wrote(mine: World) -> None:
    notices = ask(mine, "notices", "--archive", str(mine.archive))["notices"]
    assert {topic for one in notices for topic in one["topics"]} <= set(mine.topics)
    assert {one["kind"] for one in notices} == {"accepted"}
    series = ask(mine, "series", "--archive", str(mine.archive))["series"]
    waiting = {one["postings"][-1]["cover"] for one in series if one["status"] == "new"}
    assert waiting == {one.message_ids[0] for one in mine.pending}
    # Two fixes of one author may have the same title, and count as versions then.
    assert sum(len(one["postings"]) for one in series) == len(notices) + len(mine.pending)


def test_pending_series_belong_where_their_authors_meant_them(mine: World) -> None:
    for one in mine.pending:
        (found,) = ask(mine, "route", "--archive", str(mine.archive), one.message_ids[0])["series"]
        assert found["topic"] in one.topics, found["reasons"]


def test_the_handbook_has_nothing_against_the_world(mine: World) -> None:
    summary = ask(mine, "check", "x/misc~3..x/misc")["summary"]
    assert (summary["errors"], summary["warnings"]) == (0, 0)
