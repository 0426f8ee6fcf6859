# SPDX-License-Identifier: GPL-2.0-or-later
"""Refs become trees, topics, releases and dated states of next."""

import pytest

from kx86.profile.model import Profile
from kx86.trees.landscape import Landscape, Octopus, Row, survey, with_octopus
from kx86.trees.remotes import Remote, remotes_of, tree_of

X = Remote(name="x", urls=("https://github.com/kvm-x86/linux.git",), tree="kvm-x86")
KVM = Remote(name="kvm", urls=("https://git.kernel.org/pub/scm/virt/kvm/kvm.git",), tree="kvm")
ROWS = [
    Row("refs/heads/x86/pmu/fix_foo", "f" * 40, 900),
    Row("refs/remotes/kvm/master", "1" * 40, 100),
    Row("refs/remotes/kvm/next", "2" * 40, 110),
    Row("refs/remotes/x/HEAD", "3" * 40, 300),
    Row("refs/remotes/x/fixes", "4" * 40, 200),
    Row("refs/remotes/x/misc", "5" * 40, 210),
    Row("refs/remotes/x/next", "3" * 40, 300),
    Row("refs/remotes/x/pmu", "6" * 40, 220),
    Row("refs/remotes/x/selftests-immutable-6.6", "7" * 40, 230),
    Row("refs/tags/kvm-x86-next-2024.12.18", "8" * 40, 280),
    Row("refs/tags/kvm-x86-next-2025.01.10", "9" * 40, 290),
    Row("refs/tags/kvm-x86-pmu-6.14", "6" * 40, 220),
    Row("refs/tags/v6.13", "a" * 40, 50),
    Row("refs/tags/v6.14-rc2", "b" * 40, 60),
]


@pytest.fixture
def seen(profile: Profile) -> Landscape:
    return survey(profile, [X, KVM], ROWS)


@pytest.mark.statement("TREE-1", "BR-1")
def test_topics_are_the_branches_of_the_tree_without_next_and_fixes(seen: Landscape) -> None:
    assert [(topic.name, topic.short) for topic in seen.topics] == [("misc", "x/misc"), ("pmu", "x/pmu")]


def test_the_two_trees_have_their_next_and_fixes(seen: Landscape) -> None:
    assert seen.next and seen.next.short == "x/next"
    fixes = seen.branch("upstream", "fixes")
    assert fixes and fixes.short == "kvm/master"
    assert seen.branch("subsystem", "fixes") and seen.branch("mainline", "fixes") is None


def test_tags_stand_newest_first_by_kind(seen: Landscape) -> None:
    assert [tag.name for tag in seen.releases] == ["v6.14-rc2", "v6.13"]
    assert [tag.name for tag in seen.dated] == ["kvm-x86-next-2025.01.10", "kvm-x86-next-2024.12.18"]


@pytest.mark.statement("TREE-4")
def test_a_topic_that_only_the_merge_names_is_a_topic_as_well(seen: Landscape) -> None:
    octopus = Octopus(
        sha="3" * 40, subject="Merge branches 'misc', 'vmx' and 'pmu'", parents=("0" * 40, "5" * 40, "e" * 40, "6" * 40)
    )
    found = with_octopus(seen, octopus)
    assert [topic.name for topic in found.topics] == ["misc", "pmu", "vmx"]
    assert found.merged == ("misc", "vmx", "pmu")
    vmx = found.topic("vmx")
    assert vmx and (vmx.sha, vmx.ref) == ("e" * 40, "e" * 40)


def test_a_plain_next_names_no_topics(seen: Landscape) -> None:
    assert with_octopus(seen, Octopus(sha="3" * 40, subject="Linux 6.14-rc2", parents=("b" * 40,))) == seen
    assert with_octopus(seen, None) == seen


def test_the_branches_of_the_clone_itself_can_be_those_of_the_tree(profile: Profile) -> None:
    rows = [
        Row("refs/heads/misc", "5" * 40, 210),
        Row("refs/heads/next", "3" * 40, 300),
        Row("refs/heads/x86/pmu/mine", "6" * 40, 310),
        Row("refs/heads/wip", "6" * 40, 310),
        Row("refs/heads/lam", "7" * 40, 320),
        Row("refs/remotes/x/lam", "7" * 40, 320),
    ]
    seen = survey(profile, [X], rows, {"kvm-x86": "."})
    assert [topic.short for topic in seen.topics] == ["lam", "misc"]
    assert seen.next and seen.next.short == "next"


def test_without_remotes_there_is_nothing(profile: Profile) -> None:
    seen = survey(profile, [], ROWS)
    assert (seen.topics, seen.next) == ((), None)


@pytest.mark.parametrize(
    ("url", "tree"),
    [
        ("https://github.com/kvm-x86/linux", "kvm-x86"),
        ("git@github.com:kvm-x86/linux.git", "kvm-x86"),
        ("ssh://git@github.com/kvm-x86/linux.git", "kvm-x86"),
        ("https://github.com/kvm-x86/kvm-unit-tests", "kvm-unit-tests"),
        ("git://git.kernel.org/pub/scm/virt/kvm/kvm.git", "kvm"),
        ("https://kernel.googlesource.com/pub/scm/linux/kernel/git/torvalds/linux.git", "mainline"),
        ("https://github.com/dana/linux", None),
        ("/srv/git/linux.git", None),
        ("../linux", None),
        ("", None),
    ],
)
def test_an_address_leads_to_a_tree(url: str, tree: str | None, profile: Profile) -> None:
    assert tree_of(url, profile.trees) == tree


def test_the_user_decides_which_remote_is_a_tree(profile: Profile) -> None:
    (one,) = remotes_of([("mine", ["/srv/git/kvm-x86.git"])], profile.trees, {"kvm-x86": "mine"})
    assert one.tree == "kvm-x86"


def test_private_branches_are_none_of_the_tree_where_its_branches_are_those_of_the_clone(profile: Profile) -> None:
    rows = [
        Row("refs/heads/next", "3" * 40, 300),
        Row("refs/heads/pmu", "6" * 40, 220),
        Row("refs/heads/x86/pmu/fix_foo", "f" * 40, 900),
    ]
    found = survey(profile, [], rows, {"kvm-x86": "."})
    assert [branch.name for branch in found.branches["kvm-x86"]] == ["next", "pmu"]


def test_a_merge_names_no_topic_that_is_an_option_or_cannot_be_typed(seen: Landscape) -> None:
    names = ("--exec", "x;y", "a b", "\u202ebidi", "../..", "$(id)", "vmx")
    subject = "Merge branches " + ", ".join(f"'{name}'" for name in names)
    parents = tuple(f"{n:040x}" for n in range(len(names)))
    found = with_octopus(seen, Octopus(sha="3" * 40, subject=subject, parents=parents))
    assert [topic.name for topic in found.topics] == ["misc", "pmu", "vmx"]
    assert [topic.fetched for topic in found.topics] == [True, True, False]
