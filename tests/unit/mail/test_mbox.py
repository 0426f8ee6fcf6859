# SPDX-License-Identifier: GPL-2.0-or-later
"""An mbox taken apart."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.mail.mbox import is_mbox, split_mbox

FROM = b"From git@z Thu Jan  1 00:00:00 1970\n"


def test_mails_are_split_at_their_separator_lines() -> None:
    one, two = b"Subject: one\n\nbody\n", b"Subject: two\n\nbody\n"
    assert list(split_mbox(FROM + one + b"\n" + FROM + two)) == [one, two]


def test_format_patch_output_is_an_mbox() -> None:
    data = b"From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\nFrom: a\n\nx\n"
    assert is_mbox(data)
    assert list(split_mbox(data)) == [b"From: a\n\nx\n"]


def test_a_sentence_that_begins_with_from_splits_nothing() -> None:
    mail = b"Subject: one\n\nFirst.\n\nFrom now on, at 10:30 say, this is so:\nSee: above.\n"
    assert list(split_mbox(FROM + b"Subject: one\n\nFirst.\n\nFrom now on\nSee: above.\n"))[1:] == []
    assert list(split_mbox(FROM + mail.replace(b"See:", b"See,"))) == [mail.replace(b"See:", b"See,")]
    assert list(split_mbox(FROM + b"Subject: one\n\nx\n" + FROM + b"y: z\n")) == [
        b"Subject: one\n\nx\n" + FROM + b"y: z\n"
    ]


def test_quoted_from_lines_are_restored() -> None:
    assert list(split_mbox(FROM + b"A: b\n\n>From x\n>>From y\n> From z\n")) == [b"A: b\n\nFrom x\n>From y\n> From z\n"]


def test_a_mail_cut_off_at_the_end_is_given() -> None:
    assert list(split_mbox(FROM + b"Subject: one\n\nbody\n\n" + FROM + b"Subject: tw")) == [
        b"Subject: one\n\nbody\n",
        b"Subject: tw",
    ]


def test_crlf_is_fine() -> None:
    data = (FROM + b"A: b\n\none\n\n" + FROM + b"A: b\n\ntwo\n").replace(b"\n", b"\r\n")
    assert list(split_mbox(data)) == [b"A: b\r\n\r\none\r\n", b"A: b\r\n\r\ntwo\r\n"]


@pytest.mark.parametrize("data", [b"", b"From: a\n\nx", b"From me to you\n", b"diff --git a/x b/x\n"])
def test_other_bytes_are_no_mbox(data: bytes) -> None:
    assert not is_mbox(data)
    assert list(split_mbox(data)) == []


BODY = st.lists(st.sampled_from([b"From a 10:10 2020", b">From x", b"", b"text", b"A: b"])).map(b"\n".join)


@given(st.lists(BODY, min_size=1))
def test_what_is_written_is_read_back(bodies: list[bytes]) -> None:
    mails = [b"Subject: x\n\n" + body.strip(b"\n") + b"end\n" for body in bodies]
    quoted = [b"\n".join(_quote(line) for line in mail.split(b"\n")) for mail in mails]
    assert list(split_mbox(b"\n".join(FROM + mail for mail in quoted))) == mails


def _quote(line: bytes) -> bytes:
    return b">" + line if line.lstrip(b">").startswith(b"From ") else line


@given(st.binary())
def test_any_bytes_are_survived(data: bytes) -> None:
    list(split_mbox(FROM + data))


@pytest.mark.parametrize(
    "unit", [b"From a 10:10\nA: b\n\n", b"From a 10:10", b"\n\nFrom ", b"\n>>From ", b"\n>", b"\n\n"]
)
def test_hostile_bytes_stay_linear(unit: bytes) -> None:
    def prepare(size: int) -> Callable[[], object]:
        data = FROM + b"A: b\n\n" + unit * size
        return lambda: list(split_mbox(data))

    assert_linear(prepare)
