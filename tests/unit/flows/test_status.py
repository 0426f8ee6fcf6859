# SPDX-License-Identifier: GPL-2.0-or-later
"""A contributor is told where the series of a branch stands and what is left to do."""

import pytest

from kx86.errors import UserError
from kx86.flows.status import BranchStatus, branch_status
from kx86.queue.standing import NOTHING
from kx86.series.commit import Commit
from unit.flows.lists import ANN, BOB, KEEPER, MemoryRepo, archive, commit, mail, patch, with_series
from unit.letters.making import PROFILE

MAILS = [
    patch("a1@a.example", "KVM: x86: Do one", count="1/3"),
    patch("a2@a.example", "KVM: x86: Do two", count="2/3", to="a1@a.example"),
    patch("a3@a.example", "KVM: x86: Do three", count="3/3", to="a1@a.example"),
    mail("r1@b.example", "Re: [PATCH 1/3] KVM", f"Reviewed-by: {BOB}", "a1@a.example", day=1),
    mail("r2@b.example", "Re: [PATCH 2/3] KVM", f"Acked-by: {BOB}", "a2@a.example", "a1@a.example", day=2),
]
REROLL = [
    *MAILS,
    patch("x2@a.example", "KVM: x86: Do two", "int again;", count="v1.1 2/3", to="a2@a.example", day=3),
    mail("r3@b.example", "Re: [PATCH v1.1 2/3] KVM", f"Tested-by: {BOB}", "x2@a.example", "a2@a.example", day=4),
]
FIRST = (["a1@a.example", "a2@a.example", "a3@a.example"], {})
AGAIN = (["x2@a.example"], {"reroll": True, "reroll_of": "a1@a.example", "version": 1.1})
ONE, TWO, THREE = (commit(n, f"KVM: x86: Do {word}") for n, word in enumerate(("one", "two", "three"), 1))


def status(*commits: Commit, mails=tuple(MAILS), series=(FIRST,)) -> BranchStatus:
    return branch_status(archive(with_series(mails, series)), MemoryRepo("topic", *commits), "topic", PROFILE, NOTHING)


def pairs(found: BranchStatus) -> list[tuple[str, bool]]:
    return [(one.posted.message_id if one.posted else "", one.same) for one in found.pairs]


def test_a_branch_that_was_not_posted_has_no_standing():
    found = status(commit(1, "KVM: VMX: Do new", "int x;"))
    assert (found.standing, found.posting, found.tags, found.to_do, found.new_tags()) == (None, None, None, None, {})


def test_a_branch_without_commits_is_refused():
    with pytest.raises(UserError, match="adds no commit"):
        status()


def test_commits_stand_beside_what_was_posted():
    found = status(ONE, commit(2, "KVM: x86: Do two", "int changed;"), commit(4, "KVM: x86: Do new", "int x;"))
    assert found.posting is not None and found.posting.id == "a1@a.example"
    assert pairs(found) == [("a1@a.example", True), ("a2@a.example", False), ("", False)]
    assert found.lost == (3,)
    assert found.standing is not None and found.standing.now.status == "under review"


def test_tags_that_the_commits_lack_are_told():
    assert status(ONE, TWO, THREE).new_tags() == {
        ONE.sha: (f"Reviewed-by: {BOB}",),
        TWO.sha: (f"Acked-by: {BOB}",),
    }
    have = commit(1, "KVM: x86: Do one", tags=f"REVIEWED-BY: {BOB}\nSigned-off-by: {ANN}")
    assert status(have, THREE).new_tags() == {}


def test_a_commit_that_is_the_reroll_of_its_patch_is_unchanged_and_gets_its_tags():
    again = commit(2, "KVM: x86: Do two", "int again;")
    found = status(ONE, again, THREE, mails=tuple(REROLL), series=(FIRST, AGAIN))
    assert pairs(found) == [("a1@a.example", True), ("x2@a.example", True), ("a3@a.example", True)]
    assert (found.lost, found.new_tags()[again.sha]) == ((), (f"Tested-by: {BOB}",))


def test_remarks_are_to_do():
    remark = "On Monday, Ann wrote:\n> +int two;\n\nPlease call this one differently, it is number two.\n"
    found = status(
        ONE, TWO, THREE, mails=(*MAILS, mail("r9@b.example", "Re: [PATCH 2/3] KVM", remark, "a2@a.example", day=5))
    )
    assert found.to_do is not None
    assert found.standing is not None and found.standing.now.status == "waits for author"


def test_a_notice_is_no_remark():
    notice = mail("n@k.example", "Re: [PATCH 1/3]", "Applied to kvm-x86 misc.", "a1@a.example", day=5, sender=KEEPER)
    found = status(ONE, TWO, THREE, mails=(*MAILS[:3], notice))
    assert found.to_do is None
