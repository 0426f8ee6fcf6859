# SPDX-License-Identifier: GPL-2.0-or-later
"""What an index keeps of a mail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.letters.entry import LONGEST_ID, Entry, SearchText
from kx86.letters.entry import read_entry as read_with
from kx86.mail.date import sent_at
from unit.letters.making import PROFILE

DAY = 86_400
SENT = 1704103200
PATCH = b"""\
Message-ID: <p1@kernel.example>
From: Ann Author <ann@kernel.example>
Date: Mon, 01 Jan 2024 10:00:00 +0000
Subject: [PATCH v2 1/2] KVM: x86: Do it
References: <root@kernel.example> <cover@kernel.example>
In-Reply-To: <cover@kernel.example>

Do it, as promised.

Signed-off-by: Ann Author <ann@kernel.example>
---
Since v1: https://lore.kernel.org/kvm/old%2F1@kernel.example/

diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1,3 +1,3 @@ int kvm_do_it(void)
 {
-\told_call_here();
+\tnew_call_here();
 }
"""
REPLY = b"""\
Message-ID: <r1@kernel.example>
From: Rita <rita@kernel.example>
Date: Mon, 01 Jan 2024 10:00:00 +0000
Subject: Re: [PATCH v2 1/2] KVM: x86: Do it
In-Reply-To: <p1@kernel.example>

On Monday, Ann wrote:
> quoted words

Own words.
"""


def read_entry(data: bytes, arrived: int) -> tuple[Entry, SearchText]:
    return read_with(data, arrived, PROFILE)


def test_a_patch_is_kept_with_its_digest_and_its_parents_the_nearest_first() -> None:
    entry, text = read_entry(PATCH, SENT + 60)
    assert (entry.message_id, entry.nameless, entry.date, entry.arrived) == (
        "p1@kernel.example",
        False,
        SENT,
        SENT + 60,
    )
    assert entry.parents == ("cover@kernel.example", "root@kernel.example")
    assert entry.root == "root@kernel.example"
    assert entry.digest is not None
    assert (entry.digest.n, entry.digest.m, entry.digest.version) == (1, 2, "2")
    assert [link.message_id for link in entry.digest.links] == ["old/1@kernel.example"]
    assert text.files == "arch/x86/kvm/x86.c"
    assert text.functions == "kvm_do_it"
    assert "new_call_here" not in text.body
    assert "as promised" in text.body


def test_of_a_reply_only_own_words_are_found() -> None:
    entry, text = read_entry(REPLY, 0)
    assert entry.digest is None
    assert "quoted" not in text.body
    assert "Own words." in text.body
    assert entry.arrived == entry.date == SENT


def test_a_date_from_the_future_gives_way_to_the_arrival() -> None:
    assert read_entry(REPLY, SENT - 2 * DAY)[0].date == SENT - 2 * DAY
    assert read_entry(REPLY, SENT - DAY // 2)[0].date == SENT
    assert sent_at(REPLY, SENT - 2 * DAY) == SENT - 2 * DAY
    assert sent_at(REPLY, SENT + 99 * DAY) == SENT


def test_a_mail_without_an_id_gets_one_of_its_content() -> None:
    one, two = read_entry(b"Subject: a\n\nx", 5)[0], read_entry(b"Subject: a\n\ny", 5)[0]
    assert one.nameless
    assert one.message_id != two.message_id
    assert one.message_id == read_entry(b"Subject: a\n\nx", 5)[0].message_id


def test_an_id_longer_than_a_line_is_none() -> None:
    assert read_entry(b"Message-ID: <" + b"x" * LONGEST_ID + b"@y>\nSubject: a\n\n", 5)[0].nameless


def test_a_mail_does_not_answer_itself() -> None:
    assert read_entry(REPLY.replace(b"<p1@", b"<r1@"), 0)[0].parents == ()


def test_100000_references_are_cut() -> None:
    many = b" ".join(b"<%d@kernel.example>" % number for number in range(100_000))
    entry, _ = read_entry(REPLY.replace(b"In-Reply-To: ", b"References: " + many + b"\nIn-Reply-To: "), 0)
    assert len(entry.parents) <= 20
    assert entry.root == "0@kernel.example"


@given(st.binary(max_size=400))
def test_no_bytes_raise(data: bytes) -> None:
    entry, _ = read_entry(data, 7)
    assert entry.message_id


@pytest.mark.parametrize(
    "piece",
    [b"References: <a@b>\n", b"References: <a@b> ", b"> quoted\n", b"Cc: a@b.example,\n ", b"Subject: [", b"[PATCH "],
)
def test_growth_is_linear(piece: bytes) -> None:
    def prepare(size: int):
        data = b"Subject: a\n" + piece * size + b"\n\n" + piece * size
        return lambda: read_entry(data, 7)

    assert_linear(prepare)


@pytest.mark.parametrize("arrived", [-1, 1 << 32, 10**15, 10**30])
def test_an_arrival_that_no_calendar_has_is_unknown(arrived: int) -> None:
    for data in (PATCH, PATCH.replace(b"Date: ", b"X-Date: ")):
        assert read_with(data, arrived, PROFILE) == read_with(data, 0, PROFILE)
