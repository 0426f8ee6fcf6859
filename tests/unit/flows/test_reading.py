# SPDX-License-Identifier: GPL-2.0-or-later
"""What people name is a file, a Message-ID or a revision; what fails stops nothing else."""

from collections.abc import Sequence

import pytest

from kx86.errors import UserError
from kx86.flows.reading import Reader, looks_like_message_id
from kx86.mail.message import Address
from kx86.ports.git_repo import Range
from kx86.series.commit import Commit
from unit.series.making import DIFF


class Files:
    """No file but one patch."""

    def exists(self, name: str) -> bool:
        return name == "a.patch"

    def expand(self, name: str) -> Sequence[str]:
        return (name,)

    def read(self, path: str) -> bytes:
        return f"From: a@kernel.example\nSubject: KVM: x86: Do it\n\nDo it.\n---\n{DIFF}".encode()


class Repo:
    """A repository that knows `master` and `fixups`."""

    def range(self, spec: str) -> Range:
        person = Address(name="A", email="a@kernel.example")

        def commit(message: str) -> Commit:
            return Commit(
                sha="1" * 40, parents=("2" * 40,), author=person, committer=person, message=message, diff=DIFF
            )

        if spec == "master":
            return Range(commits=(commit("KVM: x86: Do it\n"),), merges=("3" * 40,))
        if spec == "base..fixups":
            return Range(commits=(commit("KVM: x86: Do it\n"), commit("squash! KVM: x86: Do it\n")), merges=())
        raise UserError(f"{spec}: neither a file nor a revision that git knows", hint="git branch")

    def upstream(self) -> str | None:
        return None


def reader() -> Reader:
    return Reader(files=Files(), open_repo=Repo)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    [
        "1.a@kernel.example",
        "<1.a@kernel.example>",
        "<odd>",
        "https://lore.kernel.org/kvm/1.a@kernel.example/",
        "20240101.1234-1-ann+kvm@kernel.example",
    ],
)
def test_message_ids_are_known_by_their_looks(name: str) -> None:
    assert looks_like_message_id(name)


@pytest.mark.parametrize(
    "name",
    ["HEAD@{1}", "@{u}..", "topic@{upstream}..HEAD", "master", "a..b", "v6.1^{commit}", "@", "me@home/topic", "-"],
)
def test_revisions_are_no_message_ids(name: str) -> None:
    assert not looks_like_message_id(name)


def test_everything_that_can_be_read_is_read() -> None:
    into = reader().read(["nowhere", "master", "1.a@kernel.example", "a.patch"])
    assert [series.local for series in into.series] == [True, False]
    assert [(problem.source, problem.said) for problem in into.problems] == [
        ("nowhere", "neither a file nor a revision that git knows (git branch)"),
        ("commit 333333333333", "a merge is no patch: not checked; rebase to post a linear series"),
        ("1.a@kernel.example", "a Message-ID needs an archive (kx86 check --archive PATH 1.a@kernel.example)"),
    ]


def test_commits_that_belong_into_others_are_left_out() -> None:
    into = reader().read(["base..fixups"])
    assert [patch.shortlog for patch in into.series[0].patches] == ["KVM: x86: Do it"]
    assert into.problems[0].said.endswith(
        "squash! belongs into another commit: not checked (git rebase -i --autosquash base)"
    )


def test_a_branch_without_upstream_says_what_to_type() -> None:
    with pytest.raises(UserError, match="no upstream") as caught:
        reader().read_branch()
    assert "kx86 check BASE..HEAD" in (caught.value.hint or "")


def test_everything_of_no_archive_is_wrong_use() -> None:
    with pytest.raises(UserError, match="--all needs an archive"):
        reader().read_everything()
