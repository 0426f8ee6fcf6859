# SPDX-License-Identifier: GPL-2.0-or-later
"""kx86 base for mail, as a user types it in a clone of the small world with its archive."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from e2e.conftest import Clone, Result
from world.build import World

Run = Callable[..., Result]
NAMES = ("pmu", "svm", "mmu", "selftests", "svm-vmx", "pmu-more")


def posting(world: World, name: str) -> str:
    """The Message-ID of a series that is pending."""
    return next(one.message_ids[0] for one in world.pending if one.name == name)


@pytest.fixture
def base(world: World, kx86: Run) -> Run:
    """`kx86 base` in the clone, with the archive."""

    def run(*arguments: str) -> Result:
        return kx86("base", "-C", str(world.clone), "--archive", str(world.archive), *arguments)

    return run


def test_every_pending_series_is_told_its_base(world: World, base: Run, snapshot: SnapshotAssertion) -> None:
    found = base(*(posting(world, name) for name in NAMES))
    assert (found.status, found.err) == (0, "")
    assert found.out == snapshot


def test_json_names_what_is_pending(world: World, base: Run, snapshot: SnapshotAssertion) -> None:
    found = base("--json", posting(world, "pmu-more"))
    view = json.loads(found.out)
    assert view["format"] == 1 and found.status == 0
    (series,) = view["series"]
    assert [one["posting"] for one in series["depends"] if one["kind"] == "pending"] == [posting(world, "pmu")]
    del view["kx86"]
    assert json.dumps(view, indent=1) == snapshot


def test_nothing_in_the_clone_changes(world: World, base: Run) -> None:
    def state() -> str:
        listed = subprocess.run(["find", world.clone, "-type", "f"], capture_output=True, text=True, check=True)
        return "".join(sorted(listed.stdout.splitlines(keepends=True)))

    before = state()
    assert base(posting(world, "svm")).status == 0
    assert state() == before


def test_git_commands_are_told(world: World, base: Run) -> None:
    told = base("-v", posting(world, "svm")).err
    assert "for-each-ref" in told and "log --stdin" in told


def test_a_mail_that_the_archive_has_not_is_told_with_this_command(base: Run, snapshot: SnapshotAssertion) -> None:
    found = base("nobody@nowhere.example")
    assert found.status != 0
    assert "kx86 check" not in found.err
    assert found.err == snapshot


def test_a_clone_that_follows_no_tree_is_sent_to_init(world: World, clone: Clone, kx86: Run) -> None:
    found = kx86("base", "-C", str(clone.path), "--archive", str(world.archive), posting(world, "svm"))
    assert found.status == 3
    assert found.err == "kx86: this clone follows no tree that a series could be based on\nhint: kx86 init\n"


def test_what_applies_nowhere_names_patch_file_and_the_nearest(
    world: World, kx86: Run, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    show = ["git", "-C", str(world.clone), "format-patch", "-1", "--stdout", "x/pmu"]
    text = subprocess.run(show, capture_output=True, text=True, check=True).stdout
    lines = [f"-gone {line[1:]}" if line.startswith("-\t") else line for line in text.split("\n")]
    lines = [" int unheard_of;" if line.startswith(" ") and "|" not in line else line for line in lines]
    place = tmp_path / "0001.patch"
    place.write_text("\n".join(lines))
    found = kx86("base", "-C", str(world.clone), str(place))
    assert found.status == 1
    assert found.out == snapshot


def test_options_for_branches_are_refused(base: Run, world: World) -> None:
    found = base("--arg", posting(world, "svm"))
    assert found.status == 2 and "for branches" in found.err


@pytest.mark.parametrize("sources", [["nothing-is-here.mbox"], ["x@y.example"]])
def test_without_an_archive_and_a_file_there_is_a_hint(world: World, kx86: Run, sources: list[str]) -> None:
    found = kx86("base", "-C", str(world.clone), *sources)
    assert found.status in (2, 3) and "hint: " in found.err
    assert "kx86 check" not in found.err
