# SPDX-License-Identifier: GPL-2.0-or-later
"""What topics took is read from a real clone, once for each state of the topics."""

from pathlib import Path

import pytest

from integration.git.topics import Topics, make_topics
from kx86.adapters.git.topic_history import LocalTopicHistory
from kx86.adapters.git.trees import LocalTrees
from kx86.apps import wiring
from kx86.flows.route import Clone, Router
from kx86.trees.matter import Matter, Piece

PMU = "arch/x86/kvm/pmu.c"


@pytest.fixture
def topics(tmp_path: Path) -> Topics:
    return make_topics(tmp_path / "linux")


def clone_of(topics: Topics, cache: Path | None = None) -> Clone:
    trees = LocalTrees(str(topics.path))
    took = LocalTopicHistory(str(topics.path), str(cache) if cache else None)
    return Clone(trees, trees.landscape(wiring.profile(), {}), took)


def fix_of(sha: str, path: str = PMU) -> Matter:
    piece = Piece(n=1, shortlog="KVM: x86: Fix a count", files={path: 3}, fixes=(sha[:12],))
    return Matter(title=piece.shortlog, pieces=(piece,))


def test_commits_of_topics_are_found_with_their_paths_and_functions(topics: Topics) -> None:
    history = clone_of(topics).took.history(clone_of(topics).landscape)
    pmu = [one for one in history.commits if one.topic == "pmu"]
    assert len(pmu) == 6
    assert {one.paths for one in pmu} == {(PMU,)}
    assert {name for one in pmu for name in one.functions} == {"start"}


def test_history_is_remembered_until_a_topic_moves(topics: Topics, tmp_path: Path) -> None:
    first = clone_of(topics, tmp_path / "cache")
    history = first.took.history(first.landscape)
    again = clone_of(topics, tmp_path / "cache")
    assert again.took.history(again.landscape) == history
    assert again.took.trace == []
    topics.topic("pmu", "refs/remotes/x/pmu", ["KVM: x86/pmu: Count more"], PMU)
    moved = clone_of(topics, tmp_path / "cache")
    assert len(moved.took.history(moved.landscape).commits) == len(history.commits) + 1


def test_a_damaged_memory_is_read_anew(topics: Topics, tmp_path: Path) -> None:
    first = clone_of(topics, tmp_path / "cache")
    history = first.took.history(first.landscape)
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_text('{"key": 1, "commits": [[1]]}')
    assert clone_of(topics, tmp_path / "cache").took.history(first.landscape) == history


def test_pull_requests_that_were_merged_tell_what_a_topic_took(topics: Topics) -> None:
    topics.git("checkout", "-q", "--detach", "refs/remotes/kvm/master")
    topics.git("merge", "-q", "--no-ff", "-m", "Merge tag 'kvm-x86-pmu-6.14' of x into HEAD", "refs/remotes/x/pmu")
    topics.git("update-ref", "refs/remotes/kvm/master", "HEAD")
    clone = clone_of(topics)
    pmu = [one for one in clone.took.history(clone.landscape).commits if one.topic == "pmu"]
    assert len(pmu) == 6


def test_the_age_of_a_bug_is_read_from_the_trees(topics: Topics) -> None:
    clone = clone_of(topics)
    places = {name: clone.known(fix_of(topics.named[name])).ages for name in ("old", "fresh", "KVM: x86/pmu: Count 3")}
    told = {name: [(age.place, age.name) for age in (ages or {}).values()] for name, ages in places.items()}
    assert told == {
        "old": [("released", "v6.13")],
        "fresh": [("cycle", "v6.13")],
        "KVM: x86/pmu: Count 3": [("topic", "pmu")],
    }


def test_a_base_in_a_topic_is_known(topics: Topics) -> None:
    clone = clone_of(topics)
    piece = Piece(n=1, shortlog="KVM: x86: Do", files={"arch/x86/kvm/x86.c": 1})
    for base, topic in (("refs/remotes/x/svm", "svm"), ("v6.13", None), ("0" * 40, None)):
        matter = Matter(title=piece.shortlog, pieces=(piece,), base=base)
        assert clone.known(matter).base == topic


@pytest.mark.statement("TREE-2", "M-TREE")
def test_a_fix_of_this_cycle_goes_to_the_branch_for_fixes_of_the_edition(topics: Topics) -> None:
    profile, clone = wiring.profile(), clone_of(topics)
    matter = fix_of(topics.named["fresh"], "arch/x86/kvm/x86.c")
    for edition, tree, branch in (("2023-02", "kvm", "master"), ("merged", "kvm-x86", "fixes")):
        router = Router(profile=profile, edition=lambda _, edition=edition: edition, clone=clone)
        (found,) = router.route_subjects([(None, matter)])
        assert (found.answer.tree, found.answer.branch, found.answer.release) == (tree, branch, "current")


def test_topics_that_the_tree_lacks_are_not_proposed(topics: Topics) -> None:
    router = Router(profile=wiring.profile(), edition=lambda _: "2023-02", clone=clone_of(topics))
    piece = Piece(n=1, shortlog="KVM: Add a stat", files={"virt/kvm/kvm_main.c": 9})
    (found,) = router.route_subjects([(None, Matter(title=piece.shortlog, pieces=(piece,)))])
    assert found.answer.topic == "misc"
    assert {one.topic for one in found.answer.alternatives} <= {"misc", "pmu", "svm", "selftests", "fixes"}
