# SPDX-License-Identifier: GPL-2.0-or-later
"""Commits and what they change become states; best commits, names, origins and standstill follow from these."""

import pytest

from kx86.trees.preimage import Wanted
from kx86.trees.spots import Place, choose, names, spots
from kx86.trees.still import stands_still
from kx86.trees.walked import Step, Walked, hits, walked

# Two topics on one release, and a merge of both that puts file b together.
STEPS = (
    Step("p1", ("rc",), 1, "pmu one", (("a", "a1"),)),
    Step("p2", ("p1",), 2, "pmu two", (("b", "b1"),)),
    Step("s1", ("rc",), 3, "svm one", (("b", "b2"),)),
    Step("s2", ("s1",), 4, "svm two", (("c", None),)),
    Step("m", ("p2", "s2"), 5, "merge", (("b", "bm"), ("c", None))),
)
BELOW = {"rc": {"a": "a0", "b": "b0", "c": "c0"}}
PMU = Place("topic", "x/pmu", "p2", 2, "pmu")
SVM = Place("topic", "x/svm", "s2", 4, "svm")
NEXT = Place("next", "x/next", "m", 5)
RC = Place("release", "v6.14-rc2", "rc", 0)


@pytest.fixture
def walk() -> Walked:
    return walked(STEPS, ["a", "b", "c"], BELOW)


def wanted(**blobs: str | None) -> dict[str, Wanted]:
    return {path: Wanted(path, blobs.get(path, "")) for path in "abc"}


def test_a_state_is_that_of_the_first_parent_with_changes(walk: Walked) -> None:
    assert walk.states["p2"] == ("a1", "b1", "c0")
    assert walk.states["m"] == ("a1", "bm", None)


def test_a_chain_ends_at_what_lies_below(walk: Walked) -> None:
    assert walk.chain("m") == ["m", "p2", "p1", "rc"]
    assert walk.chain("unknown") == []


def test_what_lies_between_comes_oldest_first(walk: Walked) -> None:
    assert [step.sha for step in walk.between("p1", "m")] == ["p2", "s1", "s2", "m"]
    assert walk.between("m", "p1") == []


def test_a_merge_brings_a_file_from_one_side_or_from_several(walk: Walked) -> None:
    assert [step.sha for step in walk.origins("m", "a", "a1")] == ["p1"]
    assert sorted(step.sha for step in walk.origins("m", "b", "bm")) == ["p2", "s1"]
    assert walk.origins("p2", "c", "c0") == []


def test_hits_count_absent_files_as_well(walk: Walked) -> None:
    found = hits(walk, {"a": Wanted("a", "a1"), "b": Wanted("b", "b1"), "c": Wanted("c", None)})
    assert found == {"rc": 0, "p1": 1, "p2": 2, "s1": 0, "s2": 1, "m": 2}


def test_the_newest_commit_with_the_most_files_is_the_spot(walk: Walked) -> None:
    counted = hits(walk, {"a": Wanted("a", "a1"), "b": Wanted("b", "b0"), "c": Wanted("c", "c0")})
    found = spots([PMU, SVM, NEXT, RC], walk, counted)
    assert [(spot.place.name, spot.sha, spot.below, spot.hits) for spot in found][:2] == [
        ("x/pmu", "p1", 1, 3),
        ("x/svm", "rc", 2, 2),
    ]
    best = choose(found, ["svm"])
    assert best is not None and best.place == PMU and best.own


def test_among_equals_the_likely_topic_is_chosen(walk: Walked) -> None:
    counted = hits(walk, {"a": Wanted("a", "a0"), "b": Wanted("b", "b0"), "c": Wanted("c", "c0")})
    found = spots([PMU, SVM, RC], walk, counted)
    assert [spot.place.topic for spot in (choose(found, ["svm"]), choose(found, ["pmu"])) if spot] == ["svm", "pmu"]
    assert choose([], ["pmu"]) is None


def test_a_topic_names_its_history_and_a_tag_its_own_commit(walk: Walked) -> None:
    found = names([PMU, SVM, NEXT, RC], walk)
    assert found == {"p2": "x/pmu", "p1": "x/pmu~1", "s2": "x/svm", "s1": "x/svm~1", "m": "x/next", "rc": "v6.14-rc2"}


def test_a_commit_beside_a_merge_has_a_name_of_its_own(walk: Walked) -> None:
    assert names([NEXT], walk)["s1"] == "x/next^2~1"


@pytest.mark.parametrize(
    ("base", "other", "paths", "still"),
    [
        ("p1", "s2", "a", True),
        ("p1", "s2", "ab", False),
        ("p1", "s2", "c", False),
        ("p1", "p2", "a", True),
        ("p1", "p2", "b", False),
        ("m", "s2", "abc", True),
        ("s1", "m", "a", False),
        ("p1", "unknown", "a", False),
    ],
)
def test_a_branch_stands_still_where_it_changed_nothing_since(
    walk: Walked, base: str, other: str, paths: str, *, still: bool
) -> None:
    assert stands_still(walk, base, other, paths) is still


def test_a_path_that_was_not_walked_is_never_certain(walk: Walked) -> None:
    assert not stands_still(walk, "p1", "s2", ["d"])


def test_a_merge_from_beyond_the_walk_is_never_certain() -> None:
    more = Step("p3", ("p2", "rc3"), 6, "merge of a release", ())
    walk = walked([*STEPS, more], ["a", "b", "c"], BELOW)
    assert not stands_still(walk, "p1", "p3", ["a"])


def test_releases_that_differ_are_never_certain() -> None:
    other = Step("t1", ("rc3",), 6, "tdx", ())
    walk = walked([*STEPS, other], ["a", "b", "c"], {**BELOW, "rc3": {"a": "a9", "b": "b0", "c": "c0"}})
    assert not stands_still(walk, "p1", "t1", ["a"])
    assert stands_still(walk, "p1", "t1", ["b"])
