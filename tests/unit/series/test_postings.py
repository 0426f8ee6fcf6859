# SPDX-License-Identifier: GPL-2.0-or-later
"""Digests are put together into postings, in whatever order they come."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.series.digest import Digest
from kx86.series.posting import Posting
from kx86.series.postings import put_together
from unit.series.making import changing, digest

NOON = 1_700_000_000
DAY = 86_400


def numbers(posting: Posting) -> list[int]:
    return [mail.n for mail in posting.mails]


def shape(postings: tuple[Posting, ...]) -> list[tuple[str, list[int]]]:
    return [(posting.id, numbers(posting)) for posting in postings]


def test_a_posting_is_known_by_its_cover_and_dated_by_its_first_mail() -> None:
    (posting,) = put_together(
        [
            digest("1@a.example", "[PATCH v3 1/2] KVM: x86: Do one", NOON + 1, to="c@a.example"),
            digest("2@a.example", "[PATCH v3 2/2] KVM: x86: Do two", NOON + 2, to="c@a.example"),
            digest("c@a.example", "[PATCH v3 0/2] KVM: x86: Do both", NOON, body="Both.\n"),
        ]
    )
    assert (posting.id, posting.title, posting.date) == ("c@a.example", "KVM: x86: Do both", NOON)
    assert (posting.version, posting.version_written, posting.m, posting.missing) == ("3", True, 2, ())
    assert (posting.author_name, posting.author_email) == ("Ann", "ann@kernel.example")


def test_a_posting_without_a_cover_is_known_by_its_first_patch() -> None:
    (posting,) = put_together([digest("1@a.example", "[PATCH] One")])
    assert (posting.id, posting.version, posting.version_written, posting.m) == ("1@a.example", "1", False, 1)


def test_a_cover_that_was_forgotten_and_sent_as_a_reply_joins_its_patches() -> None:
    (posting,) = put_together(
        [
            digest("20240101120000.7-1-a@k.example", "[PATCH v4 1/2] One", NOON),
            digest(
                "20240101120000.7-2-a@k.example", "[PATCH v4 2/2] Two", NOON + 1, to="20240101120000.7-1-a@k.example"
            ),
            digest(
                "web@k.example", "[PATCH v4 0/2] Both", NOON + 900, to="20240101120000.7-1-a@k.example", body="Sorry.\n"
            ),
        ]
    )
    assert (posting.id, numbers(posting)) == ("web@k.example", [0, 1, 2])


def test_a_cover_that_does_not_thread_joins_patches_sent_with_it() -> None:
    (posting,) = put_together(
        [
            digest("c@a.example", "[PATCH 0/2] Both", NOON, body="Both.\n"),
            digest("1@a.example", "[PATCH 1/2] One", NOON + 5),
            digest("2@a.example", "[PATCH 2/2] Two", NOON + 6, to="1@a.example"),
        ]
    )
    assert numbers(posting) == [0, 1, 2]


def test_patches_of_two_days_that_do_not_thread_stay_apart() -> None:
    postings = put_together(
        [digest("1@a.example", "[PATCH 1/2] One", NOON), digest("2@a.example", "[PATCH 2/2] Two", NOON + DAY)]
    )
    assert [numbers(posting) for posting in postings] == [[1], [2]]


def test_patches_below_two_covers_that_are_not_at_hand_stay_apart() -> None:
    postings = put_together(
        [
            digest("1@a.example", "[PATCH 1/2] One", NOON, to="gone@a.example"),
            digest("2@a.example", "[PATCH 2/2] Two", NOON + 60, to="lost@a.example"),
        ]
    )
    assert [numbers(posting) for posting in postings] == [[1], [2]]


def test_a_cover_with_a_wrong_count_joins_the_patches_of_its_run() -> None:
    (posting,) = put_together(
        [
            digest("20240101120000.7-1-a@k.example", "[PATCH 0/3] Both", NOON, body="Both.\n"),
            digest("20240101120000.7-2-a@k.example", "[PATCH 1/2] One", NOON + 1, to="20240101120000.7-1-a@k.example"),
            digest("20240101120000.7-3-a@k.example", "[PATCH 2/2] Two", NOON + 2, to="20240101120000.7-1-a@k.example"),
        ]
    )
    assert (numbers(posting), posting.m, posting.missing) == ([0, 1, 2], 3, (3,))


def test_a_patch_marked_rfc_within_a_series_stays_in_it() -> None:
    (posting,) = put_together(
        [
            digest("c@a.example", "[PATCH 0/2] Both", NOON, body="Both.\n"),
            digest("1@a.example", "[PATCH 1/2] One", NOON + 1, to="c@a.example"),
            digest("2@a.example", "[RFC PATCH 2/2] Two", NOON + 2, to="c@a.example"),
        ]
    )
    assert (numbers(posting), posting.rfc) == ([0, 1, 2], False)


def test_a_posting_that_was_cut_off_and_resent_makes_two() -> None:
    whole = [
        digest(f"r{n}@a.example", f"[PATCH RESEND 0{n}/02] Do {n}", NOON + 300 + n, to="r0@a.example") for n in (1, 2)
    ]
    postings = put_together(
        [
            digest("c@a.example", "[PATCH 0/2] Both", NOON, body="Both.\n"),
            digest("1@a.example", "[PATCH 1/2] One", NOON + 1, to="c@a.example"),
            digest("r0@a.example", "[PATCH RESEND 0/2] Both", NOON + 300, body="Both.\n"),
            *whole,
        ]
    )
    assert [(p.resend, numbers(p), p.missing) for p in postings] == [(False, [0, 1], (2,)), (True, [0, 1, 2], ())]


def test_a_cover_alone_misses_all_its_patches() -> None:
    (posting,) = put_together([digest("c@a.example", "[PATCH 0/3] All", body="All.\n")])
    assert (posting.patches, posting.missing) == ((), (1, 2, 3))


def test_a_counter_above_the_total_stays_with_its_series() -> None:
    (posting,) = put_together(
        [
            digest("c@a.example", "[PATCH 0/1] All", NOON, body="All.\n"),
            digest("1@a.example", "[PATCH 1/1] One", NOON + 1, to="c@a.example"),
            digest("2@a.example", "[PATCH 2/1] One more", NOON + 99, to="c@a.example"),
        ]
    )
    assert (numbers(posting), posting.m, posting.missing) == ([0, 1, 2], 1, ())


@pytest.mark.parametrize("subject", ["[PATCH v2 2/2] Two", "[PATCH v2] Two"])
def test_a_patch_sent_again_in_its_thread_amends_the_posting(subject: str) -> None:
    postings = put_together(
        [
            digest("c@a.example", "[PATCH v2 0/2] Both", NOON, body="Both.\n"),
            digest("1@a.example", "[PATCH v2 1/2] One", NOON + 1, to="c@a.example"),
            digest("2@a.example", "[PATCH v2 2/2] Two", NOON + 2, to="c@a.example"),
            digest("again@a.example", subject, NOON + DAY, to="2@a.example"),
        ]
    )
    assert [(p.id, p.reroll, p.reroll_of) for p in postings] == [
        ("c@a.example", False, None),
        ("again@a.example", True, "c@a.example"),
    ]


def test_a_patch_sent_in_answer_to_a_remark_amends_the_posting_though_the_remark_is_no_patch() -> None:
    run = "20240101120000.7-{}-a@k.example"
    postings = put_together(
        [
            digest(run.format(1), "[PATCH v2 0/2] Both", NOON, body="Both.\n"),
            digest(run.format(2), "[PATCH v2 1/2] One", NOON + 1, to=run.format(1)),
            digest(run.format(3), "[PATCH v2 2/2] Two", NOON + 2, to=run.format(1)),
            digest("20240102120000.8-1-a@k.example", "[PATCH v3 2/2] Two", NOON + DAY, to="remark@b.example"),
        ]
    )
    assert postings[1].reroll_of == run.format(1)


def test_a_version_sent_in_reply_to_a_patch_of_a_single_is_no_reroll() -> None:
    postings = put_together(
        [
            digest("1@a.example", "[PATCH] One", NOON),
            digest("2@a.example", "[PATCH v2] One", NOON + DAY, to="1@a.example"),
        ]
    )
    assert [p.reroll for p in postings] == [False, False]


def test_somebody_elses_patch_in_the_thread_is_no_reroll() -> None:
    postings = put_together(
        [
            digest("c@a.example", "[PATCH 0/2] Both", NOON, body="Both.\n"),
            digest("1@a.example", "[PATCH 1/2] One", NOON + 1, to="c@a.example"),
            digest("2@a.example", "[PATCH 2/2] Two", NOON + 2, to="c@a.example"),
            digest("x@b.example", "[PATCH 2/2] Two", NOON + DAY, to="2@a.example", sender="Bob <bob@kernel.example>"),
        ]
    )
    assert [p.reroll for p in postings] == [False, False]


def test_the_author_of_a_relayed_posting_is_who_wrote_it() -> None:
    body = changing("one;").replace("Change it.", "From: Ann <ann@kernel.example>\n\nChange it.")
    (posting,) = put_together(
        [digest("1@a.example", "[PATCH] One", sender="Ann via Relay <devnull+ann@relay.example>", body=body)]
    )
    assert posting.author_email == "ann@kernel.example"


def test_a_mail_that_came_twice_counts_once() -> None:
    one = digest("1@a.example", "[PATCH] One")
    assert put_together([one, one, replace(one, title="Other")]) == put_together([replace(one, title="Other"), one])


def test_a_date_before_all_mail_does_not_date_a_posting() -> None:
    (posting,) = put_together(
        [digest("1@a.example", "[PATCH 1/2] One", 0), digest("2@a.example", "[PATCH 2/2] Two", NOON, to="1@a.example")]
    )
    assert posting.date == NOON


IDS = st.integers(0, 5).map(lambda number: f"20240101120000.7-{number}-a@k.example")
SUBJECTS = st.builds(
    lambda kind, n, m, title: f"[{kind} {n}/{m}] {title}" if m else f"[{kind}] {title}",
    st.sampled_from(["PATCH", "PATCH v2", "RFC PATCH", "PATCH RESEND", "PATCH 6.1"]),
    st.integers(0, 3),
    st.integers(0, 2),
    st.sampled_from(["One", "Two"]),
)
MAILS = st.lists(
    st.builds(
        lambda i, s, d, t: digest(i, s, NOON + d, to=t, body=changing("one;")), IDS, SUBJECTS, st.integers(0, 9), IDS
    ),
    max_size=8,
)


@given(mails=MAILS, data=st.data())
def test_the_order_of_the_mails_does_not_matter(mails: list[Digest], data: st.DataObject) -> None:
    turned = data.draw(st.permutations(mails))
    postings = put_together(mails)
    assert put_together(turned) == postings
    assert {mail.message_id for p in postings for mail in p.mails} == {mail.message_id for mail in mails}


@pytest.mark.parametrize("shape", ["one number", "loop", "chain", "rerolls"])
def test_a_hostile_archive_takes_linear_time(shape: str) -> None:
    first = digest("c@a.example", "[PATCH 0/9999] All", NOON, body="All.\n")
    part = digest("1@a.example", "[PATCH 1/9999] Part", NOON + 1, to="c@a.example")

    def prepare(size: int) -> Callable[[], object]:
        mails = [first]
        for number in range(size):
            to = {
                "one number": "c",
                "loop": str((number + 1) % size),
                "chain": str(number - 1),
                "rerolls": str(number - 1),
            }
            n = 1 if shape in ("one number", "rerolls") else number
            mails.append(replace(part, message_id=f"{number}@a.example", parents=(f"{to[shape]}@a.example",), n=n))
        return lambda: put_together(mails)

    assert_linear(prepare)
