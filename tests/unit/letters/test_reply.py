# SPDX-License-Identifier: GPL-2.0-or-later
"""What a reply is, and that nothing breaks the reading of it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.letters.own_text import own_text
from kx86.letters.reply import Reply, read_reply
from kx86.mail.scanner import scan
from unit.letters.replying import BOB, QUOTE, mail, reply


@pytest.mark.parametrize(
    "made",
    [
        mail("x", subject="[PATCH 1/2] KVM: x86: Do it"),
        mail("x", subject="[PATCH v2 0/2] KVM: x86: Do it", to=None),
        mail("x", message_id=None),
        mail("x", subject="News", to=None),
        mail("x", subject="[tip: x86/urgent] forged", to=None),
    ],
)
def test_what_is_no_reply(made: object) -> None:
    assert read_reply(made) is None  # type: ignore[arg-type]


def test_a_reply_tells_where_it_belongs() -> None:
    read = reply(f"{QUOTE}Reviewed-by: {BOB}\n")
    assert (read.message_id, read.parents, read.sender_name, read.date) == (
        "r@a.example",
        ("p2@a.example",),
        "Bob",
        1707134400,
    )
    assert not read.is_plain
    assert reply("Fine.").is_plain


def test_a_reply_can_be_stored() -> None:
    read = reply(f"With that fixed, for patches 1-2:\nReviewed-by: {BOB}\n\nNAK.\n")
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(read), type=Reply) == read


def test_paragraphs_tell_whether_a_quote_stands_between_them() -> None:
    own = own_text("One\n\nTwo\n> quoted\n\nThree\nfour\n\n-- \nBob\n")
    assert [(one.text, one.joined) for one in own.paragraphs] == [("One", False), ("Two", True), ("Three four", False)]
    assert own.quotes == 1


def test_an_attribution_is_no_text() -> None:
    assert own_text("On Monday, 5 February,\nAnn wrote:\n> x\n\nText.\n").paragraphs[0].text == "Text."


def test_text_goes_on_behind_a_diff() -> None:
    own = own_text("Try\n\ndiff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-a\n+b\n\nand tell me.\n")
    assert [one.text for one in own.paragraphs] == ["Try", "and tell me."]


PIECES = st.sampled_from(
    (
        *(
            "> quoted",
            "",
            "-- ",
            "---",
            "diff --git a/a b/a",
            "@@ -1 +1 @@",
            "+x",
            "Reviewed-by: Bob <bob@kernel.example>",
            "Acked-by:",
        ),
        *(
            "With that fixed,",
            "For patches 1-999999:",
            "NAK.",
            "On x wrote:",
            "From: a",
            "Date: b",
            "-- >8 --",
            'Fixes: 12345678 ("',
            "\x00",
            "é\u2028",
        ),
        *(
            "BUG: x",
            ">> a: error: b",
            "This series was applied to a.git (b)",
            "for 1-",
            "my r-b",
            "\r",
            "<<<>>>",
            'Reviewed-by: "a\\',
        ),
    )
)


@given(
    st.lists(st.one_of(PIECES, st.text(max_size=40)), max_size=30),
    st.sampled_from((BOB, "lkp robot <bot@x.example>", "", "syzbot <bot@s.example>")),
)
def test_reading_never_fails_and_yields_one_line_texts(lines: list[str], sender: str) -> None:
    read = read_reply(mail("\n".join(lines), sender=sender))
    assert read is not None
    texts = [text for tag in read.tags for text in (tag.key, tag.value, tag.name, tag.email, tag.condition, tag.part)]
    texts += [read.verdict.nak, read.verdict.withdrawn, read.report.text if read.report else ""]
    assert not any(ord(one) < 32 or 0x7F <= ord(one) < 0xA0 for text in texts for one in text)


@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_read(data: bytes) -> None:
    read_reply(scan(b"Message-ID: <a@b>\nSubject: Re: x\n\n" + data))


@pytest.mark.parametrize(
    "line",
    [
        "> quoted",
        "text here.",
        "",
        "On x wrote:",
        "---",
        "From: a\nDate: b",
        "diff --git a/a b/a",
        "-- ",
        "| a",
        "@@ -1 +1 @@\n a",
    ],
)
def test_a_body_twice_as_long_takes_about_twice_as_long(line: str) -> None:
    def prepare(size: int):  # type: ignore[no-untyped-def]
        body = f"{line}\n" * size + "> x\n" + f"{line} " * size
        return lambda: reply(body)

    assert_linear(prepare)
