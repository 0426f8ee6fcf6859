# SPDX-License-Identifier: GPL-2.0-or-later
"""Which mails hang together."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.mail.scanner import scan
from kx86.mail.threads import Glance, Threads, glance


def threads(*mails: tuple[str | None, Sequence[str]]) -> Threads:
    built = Threads()
    for message_id, parents in mails:
        built.add(Glance(message_id, tuple(parents), b"x"))
    return built


def test_a_glance_reads_ids_and_subject() -> None:
    data = b"From: a\nSubject: [PATCH\n v2] x\nIn-Reply-To: <0@k>\nReferences: <a@k>\n <0@k>\nmessage-id:\n <1@k>\n\nSubject: no\n"
    assert glance(data) == Glance("1@k", ("a@k", "0@k", "0@k"), b"[PATCH v2] x")
    assert glance(data.replace(b"\n", b"\r\n")) == glance(data)
    assert glance(b"") == Glance(None, (), b"")


@pytest.mark.parametrize(
    ("subject", "is_patch"),
    [
        (b"[PATCH] x", True),
        (b"[PATCH 0/2] x", True),
        (b"=?utf-8?q?=5BPATCH=5D?= x", True),
        (b"Re: [PATCH] x", False),
        (b"x", False),
        (b"=?utf-8?q?x?=", False),
    ],
)
def test_patches_and_covers_are_told_by_their_subject(subject: bytes, is_patch: bool) -> None:
    assert glance(b"Subject: " + subject + b"\n\n").is_patch is is_patch


def test_mails_that_answer_each_other_are_one_thread() -> None:
    built = threads(("1", []), ("2", ["1"]), ("3", ["2"]), ("4", []))
    assert built.members(["3"]) == built.members(["1", "2"]) == [0, 1, 2]
    assert built.members(["4"]) == [3]


def test_a_common_parent_that_nobody_has_joins_mails() -> None:
    assert threads(("1", ["0"]), ("2", ["0"])).members(["1"]) == [0, 1]


def test_an_unknown_id_has_no_thread_even_when_it_is_referred_to() -> None:
    assert threads(("1", ["0"])).members(["0", "9"]) == []


def test_mails_of_one_send_email_run_are_one_thread() -> None:
    first, second, other = (f"20240205120000.{pid}-{n}-a@k.example" for pid, n in ((12, 1), (12, 2), (13, 1)))
    assert threads((first, []), (second, []), (other, [])).members([first]) == [0, 1]


def test_a_mail_without_id_belongs_to_no_thread() -> None:
    assert threads((None, ["1"]), ("1", [])).members(["1"]) == [1]


def test_of_two_mails_with_one_id_the_first_has_the_place_and_both_are_members() -> None:
    built = threads(("1", []), ("1", []))
    assert built.places == {"1": 0}
    assert built.members(["1"]) == [0, 1]


IDS = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(IDS, st.lists(IDS, max_size=3)), unique_by=lambda mail: mail[0]))
def test_threads_are_the_connected_parts_whatever_the_order(mails: list[tuple[str, list[str]]]) -> None:
    built = threads(*mails)
    for one, _ in mails:
        reached = {one}
        for _ in range(8):
            for other, parents in mails:
                if reached & {other, *parents}:
                    reached |= {other, *parents}
        assert built.members([one]) == [place for place, (other, _) in enumerate(mails) if other in reached]


@given(st.binary())
def test_any_bytes_are_survived(data: bytes) -> None:
    assert glance(b"Subject: " + data).message_id == scan(b"Subject: " + data).message_id


@pytest.mark.parametrize("backwards", [False, True])
def test_long_threads_stay_nearly_linear(backwards: bool) -> None:
    def prepare(size: int) -> Callable[[], object]:
        mails = [(str(n), [str(n - 1)]) for n in range(size)]
        return lambda: threads(*(reversed(mails) if backwards else mails)).members(["5"])

    assert_linear(prepare)
