# SPDX-License-Identifier: GPL-2.0-or-later
"""The patch that a commit is."""

from kx86.mail.message import Address
from kx86.series.commit import Commit, patch_of_commit
from unit.series.making import DIFF

ANN = Address(name="Ann", email="ann@kernel.example")


def commit(message: str) -> Commit:
    return Commit(sha="a" * 40, parents=("b" * 40,), author=ANN, committer=ANN, message=message, diff=DIFF)


def test_the_first_line_is_the_shortlog_and_the_rest_the_changelog() -> None:
    patch = patch_of_commit(commit("KVM: x86: Do it\n\nDo it now.\n\nSigned-off-by: Ann <ann@kernel.example>\n"), 2, 3)
    assert patch.shortlog == "KVM: x86: Do it"
    assert patch.changelog == ("Do it now.",)
    assert [trailer.name for trailer in patch.trailers] == ["signed-off-by"]
    assert (patch.n, patch.m, patch.local) == (2, 3, True)
    assert patch.touch.files == ("arch/x86/kvm/x86.c",)


def test_a_shortlog_over_several_lines_is_joined_as_git_does() -> None:
    assert patch_of_commit(commit("KVM: x86: Do\nit all\n\nNow.\n")).shortlog == "KVM: x86: Do it all"


def test_a_bracket_in_a_commit_is_part_of_the_shortlog() -> None:
    assert patch_of_commit(commit("[WIP] KVM: x86: Do it")).shortlog == "[WIP] KVM: x86: Do it"


def test_what_stands_below_three_dashes_is_notes() -> None:
    patch = patch_of_commit(
        commit("KVM: x86: Do it\n\nNow.\n\nSigned-off-by: Ann <ann@kernel.example>\n---\nv2: Do it better.\n")
    )
    assert patch.notes == ("v2: Do it better.",)
    assert patch.changelog == ("Now.",)


def test_a_message_without_a_body_is_fine() -> None:
    patch = patch_of_commit(commit("KVM: x86: Do it"))
    assert patch.changelog == ()
    assert patch.trailers == ()


def test_an_empty_message_is_fine() -> None:
    assert patch_of_commit(commit("")).shortlog == ""
