# SPDX-License-Identifier: GPL-2.0-or-later
"""The version that was posted before is found, with the tags that replies gave to it."""

from dataclasses import replace

from kx86.flows.posted import read_postings
from kx86.flows.previous import Previous
from kx86.series.assemble import series_of_commits
from kx86.series.series import Series
from unit.flows.lists import BOB, MemoryIndex, archive, commit, mail, patch, with_series

MAILS = [
    patch("a1@a.example", "KVM: x86: Do one", count="1/2"),
    patch("a2@a.example", "KVM: x86: Do two", count="2/2", to="a1@a.example"),
    mail("r1@b.example", "Re: [PATCH 2/2] KVM", f"Reviewed-by: {BOB}", "a2@a.example", "a1@a.example", day=1),
    patch("b1@a.example", "KVM: x86: Do one", "int b1;", count="v2 1/2", day=5),
    patch("b2@a.example", "KVM: x86: Do two", count="v2 2/2", to="b1@a.example", day=5),
]
SERIES = [
    (["a1@a.example", "a2@a.example"], {}),
    (["a2@a.example"], {"reroll": True, "reroll_of": "a1@a.example", "id": "reroll"}),
    (["b1@a.example", "b2@a.example"], {"version": 2}),
]


def index() -> MemoryIndex:
    return with_series(MAILS, SERIES)


def posted(one: MemoryIndex, at: int) -> Series:
    (found,) = read_postings(archive(one), [one.chains()[0].postings[at]])
    return found


def tags(found: Series) -> list[list[str]]:
    return [[tag.key for tag in patch.trailers] for patch in found.patches]


def test_the_version_before_a_posting_has_the_tags_of_replies():
    one = index()
    found = Previous(archive(one))(posted(one, 2))
    assert found is not None
    assert (found.version, [patch.message_id for patch in found.patches]) == ("1", ["a1@a.example", "a2@a.example"])
    assert tags(found) == [["Signed-off-by"], ["Signed-off-by", "Reviewed-by"]]
    assert found.patches[1].trailers[-1].value == BOB


def test_the_first_version_has_none_before():
    one = index()
    assert Previous(archive(one))(posted(one, 0)) is None


def test_a_branch_is_compared_with_what_was_posted_last():
    branch = series_of_commits([commit(1, "KVM: x86: Do one", "int new;"), commit(2, "KVM: x86: Do two")], "topic")
    look_up = Previous(archive(index()))
    for _ in range(2):
        found = look_up(branch)
        assert found is not None and found.version == "2"
        # A tag for the first version holds for a patch that has not changed.
        assert tags(found) == [["Signed-off-by"], ["Signed-off-by", "Reviewed-by"]]


def test_what_was_never_posted_has_none_before():
    assert Previous(archive(index()))(series_of_commits([commit(1, "KVM: VMX: Do new", "int x;")])) is None


def test_mails_that_no_archive_has_are_looked_up_by_what_they_hold():
    one = index()
    series = posted(one, 2)
    strange = replace(series, patches=tuple(replace(patch, message_id=None) for patch in series.patches))
    found = Previous(archive(one))(strange)
    assert found is not None and found.version == "2"


def test_a_version_before_that_cannot_be_read_is_none():
    one = index()
    series = posted(one, 2)
    for name in ("a1@a.example", "a2@a.example"):
        del one.copies[name]
    assert Previous(archive(one))(series) is None
