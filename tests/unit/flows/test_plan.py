# SPDX-License-Identifier: GPL-2.0-or-later
"""What a plan is made from is gathered: the base, its tree, and the touched files before each patch."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from kx86.flows.plan import Clone, Planner
from kx86.ports.git_repo import GitRepo
from kx86.series.patch import Base
from kx86.series.series import Series
from kx86.testing.tree_facts import TreeFacts
from small_kernel import TREE
from unit.testing.made import PROFILE, Work, shipped, small

X86 = "arch/x86/kvm/x86.c"
POKED = ("vcpu->poked = 1;", "vcpu->poked = 3;", "vcpu->poked = 4;")
BASE = "1" * 40


@dataclass
class Blobs:
    """A repository that knows one commit and the blobs by their names."""

    known: dict[str, bytes]
    commits: tuple[str, ...] = (BASE,)
    asked: list[str] = field(default_factory=list)

    def blobs(self, names: Sequence[str]) -> list[bytes | None]:
        self.asked += names
        return [self.known.get(name) for name in names]

    def knows(self, revision: str) -> bool:
        return revision in self.commits


@dataclass
class Trees:
    """The small kernel, whatever the revision, unless there is none."""

    there: bool = True
    trace: list[Sequence[str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def facts(self, revision: str) -> TreeFacts | None:
        self.asked.append(revision)
        return small() if self.there else None


def planner(repo: Blobs | None = None, trees: Trees | None = None) -> Planner:
    clone = Clone(cast(GitRepo, repo), trees or Trees()) if repo is not None else None
    return Planner(profile=PROFILE, testing=shipped(), edition=lambda _: "2023-02", clone=clone)


def two() -> Series:
    """Two patches, the second on top of the first."""
    return Work().commit((X86, POKED[0], POKED[1])).commit((X86, POKED[1], POKED[2])).series


def posted(series: Series, base: str | None = None) -> Series:
    """The series as mails, which name no commits but perhaps a base."""
    patches = [replace(one, commit=None, parent=None, local=False) for one in series.patches]
    if base is not None:
        patches[0] = replace(patches[0], base=Base(commit=base))
    return replace(series, patches=tuple(patches), local=False)


def test_commits_are_read_on_their_parents() -> None:
    series = two()
    parents = [one.parent for one in series.patches]
    repo = Blobs({f"{parents[0]}:{X86}": b"one", f"{parents[1]}:{X86}": b"two"})
    trees = Trees()
    facts = planner(repo, trees).facts(series)
    assert facts.before == {(1, X86): b"one", (2, X86): b"two"}
    assert trees.asked == [parents[0]]
    assert facts.lacking == ()


def test_mails_are_read_on_the_base_that_they_name_each_on_top_of_the_one_before() -> None:
    repo = Blobs({f"{BASE}:{X86}": TREE[X86].encode()})
    trees = Trees()
    facts = planner(repo, trees).facts(posted(two(), BASE))
    assert trees.asked == [BASE]
    assert facts.before[1, X86] == TREE[X86].encode()
    assert facts.before[2, X86] == TREE[X86].replace(POKED[0], POKED[1]).encode()
    assert facts.lacking == ()


def test_a_blob_that_a_mail_names_says_more_than_the_base() -> None:
    series = posted(two(), BASE)
    first = series.patches[0]
    (file,) = first.diff.files
    named = replace(first, diff=replace(first.diff, files=(replace(file, old_blob="abc123"),)))
    repo = Blobs({f"{BASE}:{X86}": b"base", "abc123": b"blob"})
    assert planner(repo).facts(replace(series, patches=(named, *series.patches[1:]))).before[1, X86] == b"blob"


def test_a_file_that_a_mail_creates_is_known_to_the_next() -> None:
    fresh = "arch/x86/kvm/fresh.c"
    series = posted(Work().write({fresh: "int a;\n"}).commit((fresh, "int a;", "int b;")).series, BASE)
    facts = planner(Blobs({})).facts(series)
    assert facts.before == {(2, fresh): b"int a;\n"}


def test_without_a_known_base_head_is_read_and_that_is_told() -> None:
    for base in (None, "2" * 40):
        trees = Trees()
        facts = planner(Blobs({}), trees).facts(posted(two(), base))
        assert trees.asked == ["HEAD"]
        assert [one.what for one in facts.lacking] == ["the base"]


def test_without_a_clone_or_without_kvm_in_it_nothing_is_known() -> None:
    outside = planner().facts(posted(two(), BASE))
    assert (outside.tree, outside.before) == (None, {})
    assert outside.lacking[0].why == "no clone is at hand, and only a clone tells them"
    foreign = planner(Blobs({}), Trees(there=False)).facts(posted(two(), BASE))
    assert foreign.lacking[0].why == "the tree at hand has no KVM x86"


def test_the_plan_of_a_series_and_of_one_without_patches() -> None:
    assert planner().plan(posted(two())).concerned == (1, 2)
    empty = replace(two(), patches=())
    assert planner(Blobs({})).plan(empty).concerned == ()


def test_of_a_huge_series_only_some_files_are_read() -> None:
    many = {f"arch/x86/kvm/f{n}.c": "int a;\n" for n in range(700)}
    work = Work()
    work.files.update(many)
    series = work.write(dict.fromkeys(many, "int b;\n")).series
    repo = Blobs({})
    planner(repo).facts(series)
    assert len(repo.asked) == 600
