# SPDX-License-Identifier: GPL-2.0-or-later
"""Lay a series on its base: a branch lies there, a posted one is applied, and what lies on nothing is told why."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import pytest

from kx86.errors import EnvironmentProblem
from kx86.flows.laid import Laid, Laying, NotLaid
from kx86.mail.message import Address
from kx86.ports.git_repo import GitRepo
from kx86.ports.trees import Moved, Scratch, Stuck
from kx86.series.commit import Commit, patch_of_commit
from kx86.series.series import Series
from kx86.trees.posted import Dependency, Failure, Found, PostedBase
from unit.series.making import patch

ANN = Address(name="Ann", email="ann@kernel.example")


def adding(path: str) -> str:
    return f"diff --git a/{path} b/{path}\nnew file mode 100644\n--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+int x;\n"


def branch(*files: str, base: str | None = "base") -> Series:
    commits = [
        Commit(
            sha=f"c{n}",
            parents=(f"c{n - 1}",) if n > 1 else (base,) if base else (),
            author=ANN,
            committer=ANN,
            message=f"KVM: Do {n}\n",
            diff=adding(file),
        )
        for n, file in enumerate(files, 1)
    ]
    patches = tuple(patch_of_commit(one, n, len(commits)) for n, one in enumerate(commits, 1))
    return Series(title="base..HEAD", version="1", rfc=False, resend=False, cover=None, patches=patches, local=True)


def mails(count: int = 1, missing: tuple[int, ...] = ()) -> Series:
    patches = tuple(
        replace(patch(f"{n}@kernel.example", f"[PATCH {n}/{count}] KVM: Do {n}"), n=n) for n in range(1, count + 1)
    )
    return Series(title="KVM: Do", version="1", rfc=False, resend=False, cover=None, patches=patches, missing=missing)


class Tree:
    """A clone whose base has some files, and in which patches apply until one is stuck."""

    def __init__(self, *files: str, stuck: Stuck | None = None, broken: bool = False) -> None:
        self.files = files
        self.stuck = stuck
        self.broken = broken
        self.onto: list[str] = []

    def has_path(self, revision: str, path: str) -> bool:
        if self.broken:
            raise EnvironmentProblem("objects are missing")
        assert revision == "base"
        return path in self.files

    def apply(self, series: Series, onto: str) -> Moved:
        self.onto.append(onto)
        made = tuple(f"m{one.n}" for one in series.patches)
        return Moved(commits=made[: self.stuck.n - 1] if self.stuck else made, stuck=self.stuck)

    def lay(self, series: Series, found: PostedBase | None = None, base: str | None = None) -> Laid:
        def base_of(_: Series) -> PostedBase:
            assert found is not None
            return found

        return Laying(
            repo=cast(GitRepo, self),
            scratch=cast(Scratch, self),
            base_of=base_of,
            name_of=lambda commit: f"<{commit}>",
            base=base,
        ).lay(series)


def posted(
    *, applies: bool | None = True, depends: Sequence[Dependency] = (), failure: Failure | None = None, **more: Any
) -> PostedBase:
    found = Found(commit="base", name="v6.12", how="applies", hits=1, of=1)
    given = {"title": "KVM: Do", "version": "1", "rfc": False, "message_id": None, "patches": 1, "base": found}
    return PostedBase(applies=applies, depends=tuple(depends), failure=failure, **{**given, **more})


def test_a_branch_lies_on_the_parent_of_its_first_commit() -> None:
    laid = Tree().lay(branch("arch/x86/kvm/x86.c", "virt/kvm/a.c"))
    assert (laid.base.n, laid.base.commit, laid.base.title) == (0, "base", "<base>")
    assert [(one.n, one.commit, one.title, one.files) for one in laid.steps] == [
        (1, "c1", "KVM: Do 1", ("arch/x86/kvm/x86.c",)),
        (2, "c2", "KVM: Do 2", ("virt/kvm/a.c",)),
    ]


def test_the_very_first_commit_lies_on_nothing() -> None:
    with pytest.raises(NotLaid, match="first commit of all") as told:
        Tree().lay(branch("a.c", base=None))
    assert told.value.status == 1


def test_a_branch_must_be_a_straight_line() -> None:
    series = branch("a.c", "b.c", "c.c")
    with pytest.raises(NotLaid, match="c3 does not stand on the patch before it"):
        Tree().lay(replace(series, patches=(series.patches[0], series.patches[2])))


def test_posted_patches_become_commits_on_the_base_that_is_found_or_named() -> None:
    tree = Tree()
    laid = tree.lay(mails(2), posted())
    assert [one.commit for one in laid.steps] == ["m1", "m2"]
    tree.lay(mails(), base="base")
    assert tree.onto == ["base", "base"]


@pytest.mark.parametrize(
    ("missing", "said"), [((2,), "patch 2 of it is missing"), ((2, 3), "patches 2, 3 of it are missing")]
)
def test_patches_that_never_came_are_named(missing: tuple[int, ...], said: str) -> None:
    with pytest.raises(NotLaid, match=said):
        Tree().lay(mails(1, missing), posted())


def test_a_series_without_a_base_is_told_what_stops_it() -> None:
    failure = Failure(n=2, path="virt/a.c", why="no such file", commit="base", name="v6.12")
    for found, said in (
        (posted(base=None), "applies nowhere here (no base was found)"),
        (posted(applies=None), "applies nowhere here (no base was found)"),
        (posted(applies=False, failure=failure), "applies nowhere here (patch 2, virt/a.c: no such file)"),
    ):
        with pytest.raises(NotLaid) as told:
            Tree().lay(mails(2), found)
        assert told.value.message == f"KVM: Do: {said}"
        assert "--base REV" in str(told.value.hint)


def test_a_patch_that_does_not_fit_is_named_and_so_is_a_series_that_it_needs() -> None:
    tree = Tree(stuck=Stuck(n=2, path="virt/a.c", why="hunk 1"))
    with pytest.raises(NotLaid, match=r"does not apply to <base> \(patch 2, virt/a\.c: hunk 1\)"):
        tree.lay(mails(2), posted())
    needed = Dependency(kind="pending", paths=("virt/a.c",), title="KVM: Do before")
    with pytest.raises(NotLaid, match="stands on 'KVM: Do before'"):
        tree.lay(mails(2), posted(depends=[needed]))


def test_folders_with_a_makefile_are_those_of_the_base_and_those_that_patches_add() -> None:
    series = branch(
        "drivers/vfio/pci/a.c", "drivers/new/Kbuild", "drivers/new/b.c", "drivers/vfio/pci/Makefile", "drivers/none/c.c"
    )
    laid = Tree("drivers/vfio/Makefile", "drivers/Makefile").lay(series)
    assert laid.makefiles == {"drivers/vfio/pci/": 4, "drivers/vfio/": 0, "drivers/": 0, "drivers/new/": 2}


def test_without_the_objects_of_the_base_no_folder_is_known() -> None:
    assert Tree(broken=True).lay(branch("drivers/vfio/a.c")).makefiles == {}
