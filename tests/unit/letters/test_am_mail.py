# SPDX-License-Identifier: GPL-2.0-or-later
"""Posted patches written anew."""

from binascii import b2a_base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.letters.am_mail import SEPARATOR, am_mail, mbox, with_trailers
from kx86.mail.address import parse_address
from kx86.mail.head import split_head
from kx86.mail.mbox import split_mbox
from kx86.mail.scanner import scan
from kx86.series.mail_patch import patch_of_mail
from unit.series.making import DIFF

TAG = "Reviewed-by: Bob <bob@kernel.example>"
BODY = f"Change it.\n\nSigned-off-by: Ann <ann@kernel.example>\n---\nv2: less\n\n{DIFF}-- \n2.43.0\n\n"
HEAD = (
    "From: Ann <ann@kernel.example>\nDate: Mon, 5 Feb 2024 12:00:00 +0000\nSubject: [PATCH v2 2/5] KVM: x86: Do it\n"
    "Message-ID: <p2/x@a.example>\nX-Other: gone\n\n"
)
FIELDS = {"From", "Date", "Subject", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}


def names(mail: bytes) -> list[str]:
    """The names of the fields; a line that neither begins nor continues one is itself."""
    lines = split_head(mail)[0].decode().splitlines()
    return [line.partition(": ")[0] for line in lines if not line.startswith(" ")]


def test_a_mail_is_written_with_few_fields_and_its_body() -> None:
    written = am_mail((HEAD + BODY).encode())
    assert written.decode() == (
        "From: Ann <ann@kernel.example>\nDate: Mon, 5 Feb 2024 12:00:00 +0000\nSubject: [PATCH v2 2/5] KVM: x86: Do it\n"
        "Message-ID: <p2/x@a.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n\n" + BODY
    )


def test_tags_and_the_link_go_below_the_trailers() -> None:
    written = am_mail((HEAD + BODY).encode(), (TAG,), link="https://archive.example/r/")
    assert (
        f"ann@kernel.example>\n{TAG}\nLink: https://archive.example/r/p2%2Fx@a.example\n---\nv2: less\n\ndiff"
        in written.decode()
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Do it.\n\nFixes: 12345678\nSigned-off-by: A\n", f"Do it.\n\nFixes: 12345678\nSigned-off-by: A\n{TAG}\n"),
        ("Do it.\n", f"Do it.\n\n{TAG}\n"),
        ("", f"{TAG}\n"),
        ("Do it.\n\nSigned-off-by: A\n\n\n", f"Do it.\n\nSigned-off-by: A\n{TAG}\n\n\n"),
        (
            "Do it.\n\nSigned-off-by: A\n[ b: fix it ]\nSigned-off-by: B\n",
            f"Do it.\n\nSigned-off-by: A\n[ b: fix it ]\nSigned-off-by: B\n{TAG}\n",
        ),
        ("Do it.\n\nSigned-off-by: A\n\nv2: less\n", f"Do it.\n\nSigned-off-by: A\n{TAG}\n\nv2: less\n"),
        (f"Do it.\n\nSigned-off-by: A\n{TAG}\n", f"Do it.\n\nSigned-off-by: A\n{TAG}\n"),
    ],
)
def test_trailers_find_their_place(before: str, after: str) -> None:
    assert with_trailers(before, (TAG, TAG)) == after


@pytest.mark.parametrize(
    "tag", ["From: evil <e@a.example>", "no tag", "Reviewed-by:", "Subject: x", "---", "diff --git a/a b/a"]
)
def test_what_is_no_trailer_is_not_added(tag: str) -> None:
    assert with_trailers("Do it.\n", (tag,)) == "Do it.\n"


def test_a_trailer_stays_one_line() -> None:
    assert (
        with_trailers("Do it.\n", ("Acked-by: B\n---\r\nFrom: \x1b[1mx\u2028y",))
        == "Do it.\n\nAcked-by: B --- From: [1mx y\n"
    )


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Jürgen Groß", "Jürgen Groß"),
        ('"Last, First"', "Last, First"),
        ("A =?UTF-8?q?b?= C", "A b C"),
        ('"a \\"quoted\\" one"', 'a "quoted" one'),
        ("Long " + "ñandú " * 30, ("Long " + "ñandú " * 30).strip()),
    ],
)
def test_names_come_back(line: str, name: str) -> None:
    written = am_mail(HEAD.replace("Ann <", f"{line} <").encode() + BODY.encode())
    assert parse_address(scan(written).sender).name == name
    assert max(len(one) for one in split_head(written)[0].split(b"\n")) < 100


def test_a_subject_that_looks_encoded_once_decoded_stays_text() -> None:
    subject = "[PATCH] KVM: Use =?UTF-8?b?WA==?= here"
    word = b2a_base64(subject.encode(), newline=False).decode()
    data = HEAD.replace("[PATCH v2 2/5] KVM: x86: Do it", f"=?UTF-8?b?{word}?=").encode() + BODY.encode()
    assert scan(data).subject == subject
    assert scan(am_mail(data)).subject == subject


@pytest.mark.parametrize(
    "line",
    [
        "From here",
        "From ann@kernel.example Thu Jan  1 00:00:00 1970",
        ">From there",
        ">>From far",
        "From",
        "a\rb",
        "a\0b",
    ],
)
def test_no_line_of_a_body_ends_a_mail_of_an_mbox(line: str) -> None:
    data = (HEAD + BODY.replace("Change it.", f"Change it.\n{line}")).encode()
    written = am_mail(data)
    both = list(split_mbox(mbox([written, written])))
    assert both == [written, written]
    assert scan(both[0]).body == scan(data).body
    assert mbox([written, written]).count(b"\nFrom ") == 1


def test_bytes_of_the_diff_are_kept_whatever_the_charset() -> None:
    body = BODY.replace("Change it.", "Ändere es.").encode("latin-1").replace(b"after", b"\xe4\xff\x80after")
    head = HEAD.replace("X-Other: gone", "Content-Type: text/plain; charset=iso-8859-1").encode()
    written = am_mail(head + body)
    assert "Ändere es.".encode() in written
    assert b"+int \xe4\xff\x80after;\n" in written


def test_an_mbox_opens_with_its_separator() -> None:
    assert mbox([b"A: b\n\nc\n"]) == SEPARATOR + b"A: b\n\nc\n\n"


EVIL = st.sampled_from(
    (
        "\n",
        "\r",
        "\r\n",
        "\n ",
        "\n\n",
        "\x00",
        "\x85",
        "\u2028",
        "\x0b",
        "\x0c",
        "Bcc: x",
        "=?",
        "?=",
        "=?UTF-8?q?=0A=0D?=",
        "=?UTF-8?b?Cg==?=",
        ",",
        "<",
        ">",
        '"',
        "é",
        "From ",
    )
)
TEXT = st.lists(st.one_of(EVIL, st.text(max_size=8)), max_size=8).map("".join)


@given(TEXT, TEXT, TEXT, TEXT, st.lists(TEXT, max_size=3))
def test_no_text_of_a_mail_begins_a_field(sender: str, subject: str, date: str, ident: str, tags: list[str]) -> None:
    data = f"From: {sender}\nSubject: [PATCH] {subject}\nDate: {date}\nMessage-ID: <{ident}>\n\n{BODY}"
    written = am_mail(
        data.encode("utf-8", "replace"), [f"Acked-by: {tag}" for tag in tags], link=f"https://a.example/{ident}/"
    )
    found = names(written)
    assert set(found) <= FIELDS
    assert len(found) == len(set(found))
    head = split_head(written)[0]
    assert b"\r" not in head and b"\0" not in head and head.isascii()
    (back,) = split_mbox(mbox([written]))
    assert back == written


@given(st.binary(max_size=600))
def test_bytes_of_any_kind_are_written(data: bytes) -> None:
    assert set(names(am_mail(data, (TAG,)))) <= FIELDS
    am_mail(HEAD.encode() + data, (TAG,))


@given(st.lists(st.sampled_from((TAG, "Link: https://a.example/1", "Tested-by: C <c@a.example>")), max_size=3))
def test_tags_are_found_again(tags: list[str]) -> None:
    patch = patch_of_mail(scan(am_mail((HEAD + BODY).encode(), tags)))
    assert patch is not None
    found = [f"{one.key}: {one.value}" for one in patch.trailers]
    assert found == ["Signed-off-by: Ann <ann@kernel.example>", *dict.fromkeys(tags)]


@pytest.mark.parametrize("line", ["text", "From x", "Acked-by: A <a@b>", "+\r", "é", "---", "a" * 3000])
def test_a_mail_twice_as_long_takes_about_twice_as_long(line: str) -> None:
    def prepare(size: int):  # type: ignore[no-untyped-def]
        data = (HEAD + f"{line}\n" * size + BODY + f"{line}\n" * size).encode()
        return lambda: am_mail(data, (TAG,))

    assert_linear(prepare)
