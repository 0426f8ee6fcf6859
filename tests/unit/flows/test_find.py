# SPDX-License-Identifier: GPL-2.0-or-later
"""Series are found by what people type."""

from dataclasses import replace

import pytest

from kx86.errors import UserError
from kx86.flows.find import Named, choose_version, find_series
from kx86.mail.short import short
from unit.flows.lists import MemoryIndex, MemoryRepo, commit, mail, patch, with_series

MAILS = [
    patch("a1@a.example", "KVM: x86: Do one", count="1/2"),
    patch("a2@a.example", "KVM: x86: Do two", count="2/2", to="a1@a.example"),
    patch("b1@a.example", "KVM: x86: Do one again", "int b1;", count="v2 1/2", day=5),
    patch("b2@a.example", "KVM: x86: Do two again", "int b2;", count="v2 2/2", to="b1@a.example", day=5),
    patch("c1@a.example", "KVM: SVM: Do else", day=7),
    mail("r1@b.example", "Re: [PATCH 2/2] KVM: x86: Do two", "Why?", "a2@a.example", "a1@a.example", day=1),
    mail("r2@b.example", "Re: [PATCH 2/2] KVM: x86: Do two", "So.", "r1@b.example", day=2),
    mail("lone@b.example", "A question", "Who?"),
]
FIRST, SECOND = (["a1@a.example", "a2@a.example"], {}), (["b1@a.example", "b2@a.example"], {"version": 2})
INDEX = with_series(MAILS, [FIRST, SECOND], [(["c1@a.example"], {})])


def told(typed: str, repo: MemoryRepo | None = None) -> tuple[str, str, bool, bool]:
    found = find_series(INDEX, typed, repo)
    return found.chain.id, found.posting.id, found.exact, found.branch


@pytest.mark.parametrize(
    "typed",
    [
        "a2@a.example",
        "<a2@a.example>",
        "https://lore.example/kvm/a2@a.example/",
        "https://lore.example/all/a2%40a.example/T/#u",
        "r1@b.example",
        "r2@b.example",
    ],
)
def test_a_mail_of_a_thread_names_its_posting(typed: str):
    assert told(typed) == ("a1@a.example", "a1@a.example", True, False)


def test_a_patch_of_a_later_version_names_that_version():
    assert told("b2@a.example") == ("a1@a.example", "b1@a.example", True, False)


def test_a_short_name_names_the_posting_of_its_mail():
    for name, at in (("a1@a.example", "a1@a.example"), ("b2@a.example", "b1@a.example")):
        assert told(short(name)) == ("a1@a.example", at, False, False)
        assert told(short(name)[:6].upper())[:2] == ("a1@a.example", at)


def test_a_branch_names_the_series_of_its_commits():
    repo = MemoryRepo("topic", commit(1, "KVM: x86: Do one again", "int b1;"), commit(2, "KVM: x86: Do new"))
    assert told("topic", repo) == ("a1@a.example", "b1@a.example", False, True)
    with pytest.raises(UserError, match="no series of the archive holds these commits"):
        find_series(INDEX, "topic", MemoryRepo("topic", commit(1, "KVM: VMX: Do unknown", "int x;")))


def test_what_is_unknown_is_said_so():
    for typed, words in (
        ("nobody@a.example", "no mail of this Message-ID"),
        ("lone@b.example", "answers no patch"),
        ("nothing", "neither a series, nor a Message-ID, nor a branch"),
        ("0123", "neither a series"),
        ("", "neither a series"),
    ):
        with pytest.raises(UserError, match=words) as caught:
            find_series(INDEX, typed, MemoryRepo("other"))
        assert caught.value.hint


def test_a_ring_of_answers_ends():
    ring = [mail("x@b", "Re: x", "x", "y@b"), mail("y@b", "Re: y", "y", "x@b")]

    class Ring(MemoryIndex):
        def _top(self, name: str) -> str:
            return ""

    with pytest.raises(UserError, match="answers no patch"):
        find_series(Ring(ring), "x@b")


class Alike(MemoryIndex):
    """An index in which every name begins alike."""

    def posted(self, typed: str) -> list[str]:
        return [one.message_id for chain in self.series for one in chain.postings[0].mails] if typed == "abcd" else []


def test_a_short_name_that_many_series_have_is_refused_and_that_of_one_series_is_not():
    both = Alike(MAILS, *(chain.postings for chain in INDEX.series))
    with pytest.raises(UserError, match="abcd: 2 series are called so: KVM: x86: Do one, KVM: SVM: Do else"):
        find_series(both, "abcd")
    assert find_series(Alike(MAILS, INDEX.series[0].postings), "abcd").posting.id == "a1@a.example"


def test_patches_that_belong_to_no_series_yet_are_no_series():
    class Early(MemoryIndex):
        def posted(self, typed: str) -> list[str]:
            return ["a1@a.example"]

    with pytest.raises(UserError, match="neither a series"):
        find_series(Early(MAILS), "abcd")


def test_versions_are_chosen_as_they_are_written():
    first, second = INDEX.series[0].postings
    rfc = replace(first, id="rfc", rfc=True)
    reroll = replace(second, id="reroll", reroll=True, reroll_of=second.id)
    chain = replace(INDEX.series[0], postings=(rfc, first, second, reroll))
    by_branch = Named(chain, second)
    for typed, wanted in (
        (None, second), ("v1", first), ("1", first), ("V2", second), ("rfc", None), ("RFC v1", rfc), ("rfc-v1", rfc),
        ("RFCv1", rfc), ("v3", None), ("RFC v2", None), ("", None),
    ):  # fmt: skip
        if wanted is not None:
            assert choose_version(by_branch, typed) is wanted
        else:
            with pytest.raises(UserError, match="no such version; there is RFC v1, v1, v2"):
                choose_version(by_branch, typed)
    assert choose_version(Named(chain, first, exact=True), None) is first
    assert choose_version(Named(chain, first), None) is second
