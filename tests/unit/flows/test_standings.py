# SPDX-License-Identifier: GPL-2.0-or-later
"""Where series of an index stand, and the topics that were sent on."""

import pytest

from kx86.flows.notices import every_notice
from kx86.flows.standings import every_standing, other_patches, sent_on, standing_of
from kx86.letters.entry import Entry
from kx86.queue.standing import NOTHING, Sent
from unit.flows.lists import BOB, DAY, KEEPER, START, UPSTREAM, mail, mails_by_name, patch, with_series
from unit.letters.making import PROFILE

REQUEST = (
    "are available in the Git repository at:\n\n  https://git.example/kvm-x86/linux.git tags/kvm-x86-{topic}-6.9\n"
)
APPLIED = "Applied to kvm-x86 misc, thanks!"


def asks(topic: str, name: str, *to: str, day: int = 5, sender: str = KEEPER) -> tuple[int, bytes]:
    return mail(
        name, f"[GIT PULL] KVM: x86: {topic} changes for 6.9", REQUEST.format(topic=topic), *to, day=day, sender=sender
    )


def answers(body: str, name: str, *to: str, day: int = 7, sender: str = UPSTREAM) -> tuple[int, bytes]:
    return mail(name, "Re: [GIT PULL] KVM: x86: changes for 6.9", body, *to, day=day, sender=sender)


def entries(*mails: tuple[int, bytes]) -> list[Entry]:
    return [entry for _, (entry, _) in mails_by_name(mails)]


def sent(*mails: tuple[int, bytes]) -> list[Sent]:
    return [one for some in sent_on(entries(*mails), PROFILE).values() for one in some]


COVER = mail("p0@k.example", "[GIT PULL] KVM: x86: Changes for 6.9", "As usual.\n", day=5, sender=KEEPER)


def test_a_request_that_was_pulled_was_sent_on_when_it_was_asked_for():
    found = sent(asks("mmu", "p1@k.example"), answers("Pulled, thanks.", "u@u.example", "p1@k.example"))
    assert found == [Sent(tree="kvm-x86", topic="mmu", date=START + 5 * DAY, pulled="u@u.example", into="kvm")]
    assert sent(asks("mmu", "p1@k.example")) == []


def test_the_answer_may_come_in_before_the_request():
    assert len(sent(answers("Pulled, thanks.", "u@u.example", "p1@k.example"), asks("mmu", "p1@k.example"))) == 1


def test_an_answer_to_the_cover_letter_pulls_all():
    requests = [COVER, asks("mmu", "p1@k.example", "p0@k.example"), asks("misc", "p2@k.example", "p0@k.example")]
    every = sent(*requests, answers("Pulled all, thanks.", "u@u.example", "p0@k.example"))
    assert [(one.topic, one.into) for one in every] == [("mmu", "kvm"), ("misc", "kvm")]
    one = sent(*requests, answers("Pulled, thanks.", "u@u.example", "p2@k.example", "p0@k.example"))
    assert [found.topic for found in one] == ["misc"]


@pytest.mark.parametrize("forged", ["request", "answer"])
def test_nobody_else_sends_on_or_pulls(forged: str):
    request = asks("mmu", "p1@k.example", sender=BOB if forged == "request" else KEEPER)
    answer = answers("Pulled, thanks.", "u@u.example", "p1@k.example", sender=BOB if forged == "answer" else UPSTREAM)
    assert sent(request, answer) == []


def test_an_answer_that_pulls_nothing_that_is_known_is_none():
    assert sent(asks("mmu", "p1@k.example"), answers("Pulled, thanks.", "u@u.example", "p9@k.example")) == []
    assert sent(asks("mmu", "p1@k.example"), answers("Not yet.", "u@u.example", "p1@k.example")) == []


MAILS = [
    patch("a1@a.example", "KVM: x86: Do one"),
    patch("c1@a.example", "KVM: SVM: Do else", day=1),
    patch("x1@b.example", "KVM: x86: Do one otherwise", to="a1@a.example", day=2),
    mail("n1@k.example", "Re: [PATCH] KVM: x86: Do one", APPLIED, "a1@a.example", day=3, sender=KEEPER),
    mail("r1@b.example", "Re: [PATCH] KVM: x86: Do one otherwise", "NAK, no.", "x1@b.example", "a1@a.example", day=4),
    asks("misc", "p1@k.example"),
    answers("Pulled, thanks.", "u@u.example", "p1@k.example"),
    mail(
        "n2@k.example", "Re: [PATCH] KVM: SVM: Do else", "Applied to kvm-x86 svm.", "c1@a.example", day=2, sender=KEEPER
    ),
    mail("f1@b.example", "Re: [PATCH] KVM: SVM: Do else", APPLIED, "c1@a.example", day=2, sender=BOB),
]
INDEX = with_series(MAILS, [(["a1@a.example"], {})], [(["c1@a.example"], {})], [(["x1@b.example"], {})])


def test_every_series_stands_somewhere():
    found = list(every_standing(INDEX, PROFILE, NOTHING))
    assert [(one.newest.id, one.now.status, one.now.words) for one in found] == [
        ("a1@a.example", "accepted", "kvm-x86 misc, pulled into kvm"),
        ("c1@a.example", "accepted", "kvm-x86 svm"),
        ("x1@b.example", "waits for author", "Bob Builder says no"),
    ]


def test_one_series_stands_where_it_stands_among_all():
    every = list(every_standing(INDEX, PROFILE, NOTHING))
    for chain, among in zip(INDEX.chains(), every, strict=True):
        one = standing_of(INDEX, chain, PROFILE, NOTHING)
        assert (one.now, one.answers.get(chain.id)) == (among.now, among.answers.get(chain.id))


def test_patches_of_others_in_a_thread_are_known():
    assert other_patches(INDEX, INDEX.chains()[0]) == {"x1@b.example"}
    assert other_patches(INDEX, INDEX.chains()[1]) == frozenset()


def test_all_notices_are_listed_in_order_and_forged_ones_left_out():
    found = every_notice(INDEX, PROFILE)
    assert [(one.notice.message_id, one.posting.id, one.date) for one in found] == [
        ("n2@k.example", "c1@a.example", START + 2 * DAY),
        ("n1@k.example", "a1@a.example", START + 3 * DAY),
    ]
