# SPDX-License-Identifier: GPL-2.0-or-later
"""Postings are read from the archive with their whole patches, and their answers."""

from kx86.flows.posted import read_answers, read_postings, whole
from kx86.flows.standings import standing_of
from kx86.queue.standing import NOTHING
from unit.flows.lists import KEEPER, archive, mail, patch, with_series
from unit.letters.making import PROFILE

MAILS = [
    mail("a0@a.example", "[PATCH 0/2] KVM: x86: Do both", "Both.\n\n 1 file changed, 1 insertion(+)\n"),
    patch("a1@a.example", "KVM: x86: Do one", count="1/2", to="a0@a.example"),
    patch("a2@a.example", "KVM: x86: Do two", count="2/2", to="a0@a.example"),
    mail("r2@b.example", "Re: [PATCH 2/2] KVM: x86: Do two", "Why is that so?", "a2@a.example", "a0@a.example", day=2),
    mail("r1@b.example", "Re: [PATCH 1/2] KVM: x86: Do one", "Why is that?", "a1@a.example", "a0@a.example", day=1),
    mail("n@k.example", "Re: [PATCH 0/2] KVM", "Applied to kvm-x86 misc.", "a0@a.example", day=3, sender=KEEPER),
    patch("b1@a.example", "KVM: x86: Do one", "int b1;", count="v2 1/1", day=5),
]
SERIES = [
    (["a0@a.example", "a1@a.example", "a2@a.example"], {"missing": (3,)}),
    (["a2@a.example"], {"reroll": True, "reroll_of": "a0@a.example"}),
    (["b1@a.example"], {"version": 2, "rfc": True, "resend": True}),
]
INDEX = with_series(MAILS, SERIES)
CHAIN = INDEX.chains()[0]


def test_a_posting_is_read_as_it_was_sent():
    first, last = read_postings(archive(INDEX), whole(CHAIN))
    assert first.cover is not None and first.cover.message_id == "a0@a.example"
    assert [(one.n, one.message_id, len(one.diff.files)) for one in first.patches] == [
        (1, "a1@a.example", 1),
        (2, "a2@a.example", 1),
    ]
    assert (first.title, first.version, first.missing) == ("KVM: x86: Do both", "1", (3,))
    assert (last.version, last.rfc, last.resend, last.cover) == ("2", True, True, None)


def test_what_cannot_be_read_is_left_out():
    index = with_series(MAILS, SERIES)
    for name in ("a0@a.example", "a1@a.example", "b1@a.example"):
        del index.copies[name]
    (found,) = read_postings(archive(index), whole(CHAIN))
    assert (found.cover, [one.n for one in found.patches]) == (None, [2])
    assert read_postings(archive(index), []) == []


def test_rerolls_are_no_whole_postings():
    assert [one.id for one in whole(CHAIN)] == ["a0@a.example", "b1@a.example"]


def test_answers_are_read_in_order_without_notices():
    standing = standing_of(INDEX, CHAIN, PROFILE, NOTHING)
    found = read_answers(archive(INDEX), CHAIN.postings, standing)
    assert [one.message_id for one in found] == ["r1@b.example", "r2@b.example"]
    assert read_answers(archive(INDEX), CHAIN.postings[2:], standing) == []


def test_answers_that_cannot_be_read_are_left_out():
    index = with_series(MAILS, SERIES)
    standing = standing_of(index, CHAIN, PROFILE, NOTHING)
    del index.copies["r1@b.example"]
    assert [one.message_id for one in read_answers(archive(index), CHAIN.postings, standing)] == ["r2@b.example"]
