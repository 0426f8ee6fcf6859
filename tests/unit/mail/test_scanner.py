# SPDX-License-Identifier: GPL-2.0-or-later
"""Bytes of a mail in, a Mail out."""

import base64
import email
import email.policy
import quopri
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.mail.head import LIMIT as HEAD_LIMIT
from kx86.mail.head import MOST_IDS, read_fields, read_ids, split_head
from kx86.mail.message import Mail
from kx86.mail.parts import RawPart, raw_parts
from kx86.mail.scanner import LIMIT, scan

DIFF = "diff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n@@ -1,2 +1,2 @@\n-a\n+é = 1;\n b\n"


def mail(*headers: str, body: bytes = b"") -> bytes:
    return "".join(f"{header}\n" for header in headers).encode() + b"\n" + body


def test_the_wanted_headers_are_read() -> None:
    got = scan(
        mail(
            "Received: by x.example",
            "From: Ann Bee <ann@b.example>",
            "To: kvm@vger.example,",
            "\tCid <cid@d.example>",
            "CC: x@y.example",
            "Date: Mon, 1 Jan 2024 10:00:00 +0000",
            "Subject: [PATCH v2 1/2] KVM: x86: Do",
            "  it",
            "message-id: <1@b.example>",
            "In-Reply-To: <0@b.example>",
            "References: <a@b.example>",
            " <0@b.example>",
            "List-Id: <kvm.vger.example>",
            body=b"Do it.\n",
        )
    )
    assert got == Mail(
        message_id="1@b.example",
        subject="[PATCH v2 1/2] KVM: x86: Do it",
        sender="Ann Bee <ann@b.example>",
        to="kvm@vger.example, Cid <cid@d.example>",
        cc="x@y.example",
        date="Mon, 1 Jan 2024 10:00:00 +0000",
        in_reply_to=("0@b.example",),
        references=("a@b.example", "0@b.example"),
        list_id="<kvm.vger.example>",
        body="Do it.\n",
        flowed=False,
        repairs=(),
    )


def test_nothing_is_needed() -> None:
    got = scan(b"")
    assert (got.message_id, got.subject, got.body, got.references, got.repairs) == (None, "", "", (), ())


@pytest.mark.parametrize("data", [DIFF.encode(), b"just text\n", b"KVM: x86: Do it\n\nBecause.\n"])
def test_bytes_without_a_header_are_all_body(data: bytes) -> None:
    assert scan(data).body == data.decode()


def test_a_mail_without_message_id_has_none() -> None:
    assert scan(mail("Subject: x")).message_id is None
    assert scan(mail("Message-ID: ", "Subject: x")).message_id is None


def test_of_several_message_ids_the_first_counts() -> None:
    assert scan(mail("Message-ID: <1@b.example>", "Message-ID: <2@b.example>")).message_id == "1@b.example"


def test_a_message_id_may_lack_at_sign_and_brackets_and_be_folded() -> None:
    assert scan(mail("Message-ID: <your-message-id>")).message_id == "your-message-id"
    assert scan(mail("Message-ID: 1@b.example")).message_id == "1@b.example"
    assert scan(mail("Message-ID:", " <a/%b@c.example>")).message_id == "a/%b@c.example"


def test_crlf_mail_reads_like_lf_mail() -> None:
    data = mail("Subject: a", " b", "Message-ID: <1@b.example>", body=b"one\n\ntwo\n")
    assert scan(data.replace(b"\n", b"\r\n")) == scan(data)


def test_the_line_of_an_mbox_and_blank_lines_in_front_are_passed_over() -> None:
    data = mail("Subject: x", body=b"y\n")
    assert scan(b"From 1234 Mon Sep 17 00:00:00 2001\n" + data) == scan(data) == scan(b"\n\n" + data)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?q?=C3=A4_b?=", "ä b"),
        ("=?UTF-8?B?w6Q=?= x", "ä x"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=A4?=", "ä"),
        ("=?utf-8?b?w6Qg?=\n =?UTF-8?q?b?=", "ä b"),
        ("=?iso-8859-1?q?=E4?= =?utf-8?q?b?=", "äb"),
        ("a =?utf-8?q?b?= c =?utf-8?q?d?=", "a b c d"),
        ("=?utf-8*de?q?b?=", "b"),
        ("=?utf-8?q?a b?=", "a b"),
        ("=?utf-8?q?open", "=?utf-8?q?open"),
        ("=?gb2312?b?tPC4tA==?=", "答复"),
        ("=?utf-8?q?a=0Ab?=", "a b"),
    ],
)
def test_encoded_words_are_decoded(written: str, read: str) -> None:
    got = scan(mail(f"Subject: {written}"))
    assert (got.subject, got.repairs) == (read, ())


def test_a_comma_in_an_encoded_name_is_quoted() -> None:
    assert scan(mail("From: =?utf-8?q?Bee=2C_=C3=84nn?= <a@b.example>")).sender == '"Bee, Änn" <a@b.example>'
    assert scan(mail('From: "=?utf-8?q?Bee=2C_=C3=84nn?=" <a@b.example>')).sender == '"Bee, Änn" <a@b.example>'


def test_quotes_inside_an_encoded_name_are_kept_apart() -> None:
    assert scan(mail("From: =?utf-8?q?=22Bee=2C_=C3=84nn=22?= <a@b.example>")).sender == '"Bee, Änn" <a@b.example>'
    assert scan(mail("From: =?utf-8?q?=C3=84nn_=22A=22?= <a@b.example>")).sender == '"Änn \\"A\\"" <a@b.example>'


def test_an_unknown_charset_in_a_header_is_noted() -> None:
    got = scan(mail("Subject: =?yes?q?a=C3=A4?="))
    assert (got.subject, got.repairs) == ("aä", ("header: unknown charset 'yes', read as UTF-8",))


def test_8_bit_headers_are_read_as_utf8_or_latin1() -> None:
    assert scan("Subject: ä\n\n".encode()).subject == "ä"
    got = scan("Subject: ä\n\n".encode("latin-1"))
    assert (got.subject, got.repairs) == ("ä", ("8-bit bytes in a header, read as Latin-1",))


@pytest.mark.parametrize(
    "charset", ["y", "yes", "true", "8", "rot13", "idna", "punycode", "unicode_escape", "hex", "é\0", "x" * 70]
)
def test_an_unknown_charset_is_read_as_utf8_and_noted(charset: str) -> None:
    got = scan(mail(f"Content-Type: text/plain; charset={charset}", body=DIFF.encode()))
    assert got.body == DIFF
    assert [repair.startswith("unknown charset") for repair in got.repairs] == [True]


@pytest.mark.parametrize(
    "charset", ["gbk", "gb2312", "GB18030", "koi8-r", "iso-2022-jp", "utf-7", "iso-8859-15", "windows-1252", "UTF-16"]
)
def test_other_charsets_are_decoded(charset: str) -> None:
    text = "Do it.\nOr not.\n"
    assert scan(mail(f'Content-Type: text/plain; charset="{charset}"', body=text.encode(charset))).body == text


def test_bytes_that_do_not_fit_are_noted() -> None:
    body = b"caf\xe9\n"
    undeclared, declared = (
        scan(mail("Subject: x", body=body)),
        scan(mail("Content-Type: text/plain; charset=utf-8", body=body)),
    )
    assert (undeclared.body, undeclared.repairs) == ("café\n", ("8-bit text without a charset, read as Latin-1",))
    assert (declared.body, declared.repairs) == ("caf\ufffd\n", ("bytes that are not UTF-8 were replaced",))


def test_lone_surrogates_never_get_out() -> None:
    scan(mail("Content-Type: text/plain; charset=utf-7", body=b"+2AA-\n")).body.encode()


@pytest.mark.parametrize("blank", ["", " ", "\t"])
def test_transfer_encodings_are_undone(blank: str) -> None:
    charset = "Content-Type: text/plain; charset=utf-8"
    qp = mail(charset, f"Content-Transfer-Encoding: quoted-printable{blank}", body=quopri.encodestring(DIFF.encode()))
    b64 = mail(charset, f"Content-Transfer-Encoding: BASE64{blank}", body=base64.encodebytes(DIFF.encode()))
    assert scan(qp).body == scan(b64).body == DIFF


def test_damaged_base64_is_read_as_far_as_possible() -> None:
    body = base64.encodebytes(DIFF.encode()).rstrip()[:-9]
    got = scan(mail("Content-Transfer-Encoding: base64", body=body))
    assert DIFF.startswith(got.body)
    assert len(got.body) > len(DIFF) - 12
    assert got.repairs == ("damaged base64, read as far as possible",)


def part(content: str, body: str, *more: str) -> str:
    return "\n".join(["--b", f"Content-Type: {content}", *more, "", body, ""])


def multipart(*parts: str, end: str = "--b--\nfooter\n") -> bytes:
    return mail('Content-Type: multipart/mixed; boundary="b"', body=("preamble\n" + "".join(parts) + end).encode())


def test_the_first_inline_plain_part_is_the_text() -> None:
    got = scan(multipart(part("text/html", "<p>"), part("text/plain", "one\n"), part("text/plain", "footer")))
    assert (got.body, got.repairs) == ("one\n", ())


def test_an_attached_diff_is_put_behind_text_without_one() -> None:
    attached = part("text/x-patch; charset=utf-8", DIFF, "Content-Disposition: attachment")
    assert scan(multipart(part("text/plain", "one"), attached)).body == f"one\n\n{DIFF}"
    assert scan(multipart(part("text/plain", DIFF), attached)).body == f"{DIFF}"
    assert scan(multipart(attached)).body == DIFF


def test_a_patch_file_of_unnamed_type_is_read_by_its_name() -> None:
    octets = "application/octet-stream"
    named = part(octets, DIFF, 'Content-Disposition: attachment; filename="1.patch"')
    assert scan(multipart(part("text/plain", "one"), named)).body.endswith(DIFF)
    assert scan(multipart(part("text/plain", "one"), part(octets, DIFF))).body == "one\n"


def test_parts_inside_parts_are_found() -> None:
    inner = "--c\nContent-Type: text/plain\n\ninner\n--c\n\nother\n--c--\n"
    assert scan(multipart(part("multipart/alternative; boundary=c", inner))).body == "inner\n"
    forwarded = part("message/rfc822", f"Subject: x\n\n{DIFF}")
    assert scan(multipart(part("text/plain", "one"), forwarded)).body.endswith(DIFF)


def test_a_multipart_cut_off_or_without_boundary_is_still_read() -> None:
    assert scan(multipart(part("text/plain", "one"), end="")).body == "one\n"
    got = scan(mail("Content-Type: multipart/mixed", body=b"one\n"))
    assert (got.body, got.repairs) == ("one\n", ("multipart without its boundary, read as plain text",))


def test_nesting_has_a_bound() -> None:
    body = "".join(f"--b{i}\nContent-Type: multipart/mixed; boundary=b{i + 1}\n\n" for i in range(50)).encode()
    assert scan(mail("Content-Type: multipart/mixed; boundary=b0", body=body)).repairs


def test_a_flowed_diff_comes_out_as_a_diff() -> None:
    body = "A line \nwrapped.\n\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n  \ta\n-\tb\n+\tb and much \nmore\n"
    got = scan(mail("Content-Type: text/plain; format=flowed; charset=utf-8", body=body.encode()))
    assert got.flowed
    assert got.body == (
        "A line wrapped.\n\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n \ta\n-\tb\n+\tb and much more\n"
    )


def test_a_body_beyond_the_limit_is_cut_and_noted() -> None:
    got = scan(mail("Subject: x", body=b"a" * (LIMIT + 5)))
    assert len(got.body) == LIMIT
    assert got.repairs == (f"body cut off behind {LIMIT} bytes",)


def test_control_characters_are_left_to_the_output() -> None:
    got = scan(b"Subject: a\x1b[31m\0b\n\n\x1b[2J\0\n")
    assert (got.subject, got.body) == ("a\x1b[31m\0b", "\x1b[2J\0\n")


LINES = st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=60))
CODED = st.sampled_from(["7bit", "8bit", "base64", "quoted-printable"])


@given(LINES, CODED, st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_bodies_read_back_as_the_standard_library_wrote_them(lines: list[str], encoding: str, charset: str) -> None:
    text = "".join(line + "\n" for line in lines).removeprefix("\ufeff")
    raw = text.encode(charset if encoding in ("base64", "quoted-printable") else "utf-8")
    coded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(encoding, bytes)(raw)
    if encoding not in ("base64", "quoted-printable"):
        charset = "utf-8"
    data = mail(f"Content-Type: text/plain; charset={charset}", f"Content-Transfer-Encoding: {encoding}", body=coded)
    assert scan(data).body.removeprefix("\ufeff") == text.removeprefix("\ufeff")


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=200))
def test_subjects_read_back_as_the_standard_library_wrote_them(subject: str) -> None:
    message = email.message.EmailMessage(policy=email.policy.default)
    message["Subject"] = " ".join(subject.split())
    assert " ".join(scan(bytes(message)).subject.split()) == " ".join(subject.split())


PIECES = st.sampled_from(
    [
        b"\n",
        b"\r\n",
        b" ",
        b"Subject:",
        b"From: a",
        b"Content-Type: ",
        b"multipart/mixed; boundary=b",
        b"--b",
        b"--b--",
        b"=?",
        b"?=",
        b"utf-8?q?",
        b"text/plain; charset=",
        b"y",
        b"gb2312",
        b"; format=flowed",
        b"Content-Transfer-Encoding: base64",
        b"=",
        b"\xff",
        b"\0",
        b"diff --git a b",
        b"@@ -1",
        b"Message-ID: <",
        b">",
        b"message/rfc822",
        b"quoted-printable",
    ]
)


@given(st.lists(st.one_of(PIECES, st.binary(max_size=5))).map(b"".join))
def test_any_bytes_are_survived(data: bytes) -> None:
    got = scan(data)
    got.body.encode()
    got.subject.encode()


HEAD = b"Message-ID: <a@b.example>\nFrom: a <a@b.example>\n"
BOUND = b'Content-Type: multipart/mixed; boundary="b"\n\n'


@pytest.mark.parametrize(
    ("start", "unit"),
    [
        (HEAD + b"\n", b"line\n"),
        (HEAD + b"References: ", b"<a@b.example>\n "),
        (HEAD + b"To: ", b"A B <a@b.example>,\n "),
        (HEAD, b"To: a\n"),
        (HEAD + b"Subject:", b"\n "),
        (HEAD + b"Subject: ", b"=?"),
        (HEAD + b"Subject: ", b"=?utf-8?q?"),
        (HEAD + b"Subject: ", b"=?utf-8?q?=C3?= "),
        (HEAD + b"X: ", b" "),
        (HEAD + b"Content-Type: text/plain", b"; charset"),
        (HEAD + b"Content-Type: multipart/mixed", b'; boundary="'),
        (HEAD + BOUND, b"--b\n\nx\n"),
        (HEAD + BOUND, b"--bx\n--b"),
        (HEAD + BOUND, b"--b\n" + BOUND),
        (HEAD, b"Content-Type: message/rfc822\n\n"),
        (HEAD + BOUND + b"--b\n\n", b"--- a\n"),
        (HEAD + b"Content-Type: text/plain; charset=utf-7\n\n", b"\xff+"),
        (HEAD + b"Content-Transfer-Encoding: quoted-printable\n\n", b"="),
        (HEAD + b"Content-Transfer-Encoding: base64\n\n", b"QQ=\n"),
        (HEAD + b"Content-Type: text/plain; format=flowed\n\n", b"> \n"),
        (HEAD + b"Content-Type: text/plain; format=flowed\n\n", b">"),
        (HEAD + b"Content-Type: text/plain; format=flowed\n\n--- a\n@@ -1\n", b"+ \n"),
        (b"", b"\n"),
        (b"", b"a"),
        (b"", b"From "),
    ],
)
def test_hostile_mail_stays_linear(start: bytes, unit: bytes) -> None:
    def prepare(size: int) -> Callable[[], object]:
        data = start + unit * size
        return lambda: scan(data)

    assert_linear(prepare)


def parts_of(data: bytes) -> list[RawPart]:
    head, body = split_head(data)
    return raw_parts(read_fields(head), body)


def test_raw_parts_keep_every_byte_and_tell_how_to_read_them() -> None:
    head = b"Content-Type: text/plain; charset=koi8-r; format=flowed; delsp=yes\nContent-Transfer-Encoding: base64\n\n"
    data = bytes(range(256)) + b"\r\n"
    assert parts_of(head + base64.b64encode(data)) == [RawPart(data, "koi8-r", flowed=True, delsp=True)]


def test_raw_parts_are_those_that_the_text_comes_from() -> None:
    diff = b"diff --git a/a b/a\n--- a/a\n+++ b/a\n"
    body = (
        b"--x\n\nWords.\n--x\nContent-Type: text/html\n\n<p>\n--x\nContent-Type: text/x-patch\n"
        b"Content-Disposition: attachment\n\n" + diff + b"\n--x--\n"
    )
    found = parts_of(b"Content-Type: multipart/mixed; boundary=x\n\n" + body)
    assert [part.data for part in found] == [b"Words.", diff]
    assert parts_of(b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: image/png\n\nx\n--x--\n") == []


def test_of_a_header_that_is_too_long_the_first_part_is_read_and_the_body_is_found() -> None:
    long = b"To: a@b.example" + b",\n a@b.example" * (HEAD_LIMIT // 8)
    got = scan(b"Message-ID: <1@b.example>\nFrom: Ann <ann@b.example>\n" + long + b"\nSubject: x\n\nDo it.\n")
    assert (got.message_id, got.sender, got.subject, got.body) == ("1@b.example", "Ann <ann@b.example>", "", "Do it.\n")
    assert got.repairs == (f"header cut off behind {HEAD_LIMIT} bytes",)
    assert set(got.to.replace(",", "").split()) == {"a@b.example"}


def test_a_header_of_the_most_bytes_is_read_in_full() -> None:
    head = b"To: x\nX-Long: " + b"y" * (HEAD_LIMIT - 26) + b"\nSubject: x\n"
    assert len(head) == HEAD_LIMIT
    got = scan(head + b"\nDo it.\n")
    assert (got.subject, got.repairs) == ("x", ())


def test_a_long_header_without_a_blank_is_cut_too() -> None:
    assert len(read_fields(b"subject:" + b"y" * HEAD_LIMIT)["subject"]) == HEAD_LIMIT - 8


def test_the_header_of_a_part_is_bounded_as_well() -> None:
    part = b"X-Long:" + b"\n y" * HEAD_LIMIT + b"\n\nDo it.\n"
    body = b"--b\n" + part + b"--b--\n"
    got = scan(mail("Content-Type: multipart/mixed; boundary=b", body=body))
    assert got.repairs == (f"header cut off behind {HEAD_LIMIT} bytes",)


def test_of_too_many_message_ids_the_first_ones_are_read() -> None:
    repairs: list[str] = []
    value = b" ".join(b"<%d@b.example>" % number for number in range(MOST_IDS + 5))
    found = read_ids(value, repairs)
    assert (len(found), found[0], found[-1]) == (MOST_IDS, "0@b.example", f"{MOST_IDS - 1}@b.example")
    assert repairs == [f"more than {MOST_IDS} Message-IDs in a field, the first ones were read"]
    repairs.clear()
    assert len(read_ids(value.partition(b" <%d" % MOST_IDS)[0], repairs)) == MOST_IDS
    assert repairs == []


@pytest.mark.parametrize("field", [b"To: x" + b"\n y" * (4 << 20), b"References:" + b" <a@b>" * (2 << 20)])
def test_a_hostile_header_costs_little_more_than_its_bytes(field: bytes) -> None:
    data = b"Message-ID: <1@b.example>\n" + field + b"\n\nDo it.\n"
    tracemalloc.start()
    scan(data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 64 * 1024 * 1024
