# SPDX-License-Identifier: GPL-2.0-or-later
"""The bytes of a posted patch and tags in; a clean mail for `git am` with the tags below its trailers out.

Transfer encodings, format=flowed and CRLF of the transport are undone, and the changelog becomes UTF-8.  The diff stays as it
was sent, byte for byte.  Each mail is read the same by `git am` and by every reader of an mbox, quoted From lines or not.
"""

import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Iterable, Iterator, Sequence

from kx86.mail.address import parse_address
from kx86.mail.codings import to_text
from kx86.mail.flowed import unflow
from kx86.mail.head import read_fields, split_head
from kx86.mail.late import late
from kx86.mail.message import Mail
from kx86.mail.parts import raw_parts
from kx86.mail.scanner import scan
from kx86.mail.trailers import split_trailers
from kx86.patch.body import cut_body

SEPARATOR = b"From mboxrd@z Thu Jan  1 00:00:00 1970\n"
"""The line in front of each mail of an mbox."""

_LONGEST_FIELD = 900
_LONGEST_TAG = 1000
_MOST_TAGS = 1000
# A word of RFC 2047 holds 75 characters; so many bytes of text fill one in base64.
_WORD_BYTES = 45
_CONTROL = late(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_TAG = late(r"(?:[A-Z][A-Za-z-]{1,40}-by|Link|Fixes|Closes|Cc): \S")
_PLAIN_NAME = late(r"[\w !#$%&'*+/=?^`{|}~-]*", re.ASCII)
_NOT_IN_ADDRESS = late(r"[^!-~]|[<>()\[\],;:\"\\]")
_DATE = late(r"[\w ,:+().-]{6,80}", re.ASCII)
_NOT_IN_ID = late(r"[^!-~]|[<>]")
_NOT_IN_LINK = late(r"[^\w.+=$!~*@-]", re.ASCII)
_CRLF_DIFF = late(r"^(?:diff --git |--- |\+\+\+ |@@ -)[^\n]*\r$", re.MULTILINE)
_LIKE_SEPARATOR = re.compile(rb"^(?=>*From )[>F]", re.MULTILINE)


def am_mail(data: bytes, tags: Sequence[str] = (), *, link: str = "") -> bytes:
    """Write a patch mail anew with trailers (`Key: value`) added.

    `link` asks for a Link: to the mail as the last trailer and is what stands before the Message-ID
    ("https://archive.example/r/").  What is no trailer, and what the changelog has already, is left out.
    """
    mail = scan(data)
    charset, text = _text(data)
    head, message, rest = cut_body(text)
    added = [*tags, f"Link: {link}{_quoted_id(mail.message_id)}"] if link and mail.message_id else list(tags)
    changelog = with_trailers(_to_utf8(message, charset), added)
    body = (_to_utf8(head, charset) + changelog).encode() + rest.encode("utf-8", "surrogateescape")
    return _head(mail) + _body(body if body.endswith(b"\n") else body + b"\n")


def mbox(mails: Iterable[bytes]) -> bytes:
    """Put mails made by am_mail() into an mbox."""
    return b"".join(SEPARATOR + mail + b"\n" for mail in mails)


def with_trailers(message: str, tags: Iterable[str]) -> str:
    """Put trailers below those that a changelog ends with, or into a paragraph of their own; none twice."""
    lines = message.split("\n")
    have = {line.rstrip() for line in lines}
    new = [tag for tag in _clean_tags(tags) if tag not in have]
    if not new:
        return message
    _, block = split_trailers(lines)
    if block.trailers:
        at = block.start + len(block.lines)
    else:
        at = len(lines)
        while at and not lines[at - 1].strip():
            at -= 1
        new = ["", *new] if at else new
    # The last of the lines is what stands behind the last line end: nothing.
    return "\n".join([*lines[:at], *new, *(lines[at:] or [""])])


def _clean_tags(tags: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for tag in tags:
        text = " ".join(_CONTROL.sub(" ", tag[:_LONGEST_TAG]).split())
        if _TAG.match(text) and text not in seen and len(seen) < _MOST_TAGS:
            seen.add(text)
            yield text


def _text(data: bytes) -> tuple[str, str]:
    """The charset of the changelog, and the body as text that still holds every byte."""
    head, rest = split_head(data)
    fields = read_fields(head)
    parts = raw_parts(fields, data if head and not fields else rest)
    texts: list[str] = []
    for part in parts:
        text = _lf(part.data.decode("utf-8", "surrogateescape").removeprefix("\ufeff"))
        texts.append(unflow(text, delsp=part.delsp) if part.flowed else text)
    joined = "\n".join(text if text.endswith("\n") else text + "\n" for text in texts)
    return parts[0].charset if parts else "", joined


def _lf(text: str) -> str:
    """Undo CRLF of the transport.  A diff of a file that has CRLF itself has LF behind its own lines, and stays."""
    if "\r\n" not in text:
        return text
    if _CRLF_DIFF.search(text) or "\n@@ -" not in text:
        return text.replace("\r\n", "\n")
    head, message, rest = cut_body(text)
    return (head + message).replace("\r\n", "\n") + rest


def _to_utf8(text: str, charset: str) -> str:
    return to_text(text.encode("utf-8", "surrogateescape"), charset)[0]


def _head(mail: Mail) -> bytes:
    """The header: nothing of the mail's own text can begin a field."""
    who = parse_address(mail.sender)
    address = _NOT_IN_ADDRESS.sub("", who.email)[:200]
    fields = [
        f"From: {_phrase(who.name)} <{address}>".replace(":  <", ": <"),
        f"Date: {mail.date}" if _DATE.fullmatch(mail.date) else "",
        f"Subject: {_unstructured(mail.subject)}",
        f"Message-ID: <{mail.message_id}>" if mail.message_id and _is_id(mail.message_id) else "",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
    ]
    return "".join(f"{field}\n" for field in fields if field).encode("ascii", "replace")


def _is_id(text: str) -> bool:
    return len(text) <= _LONGEST_FIELD and not _NOT_IN_ID.search(text)


def _quoted_id(message_id: str) -> str:
    """A Message-ID as it stands in a link."""
    return _NOT_IN_LINK.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), message_id
    )


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text[: 4 * _LONGEST_FIELD]).split())[:_LONGEST_FIELD]


def _phrase(name: str) -> str:
    """A name in front of an address."""
    name = _one_line(name)
    if not name.isascii() or "=?" in name:
        return "\n ".join(_words(name))
    return name if _PLAIN_NAME.fullmatch(name) else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unstructured(text: str) -> str:
    """A subject: words of RFC 2047 from the first one on that ASCII cannot tell."""
    text = _one_line(text)
    if text.isascii() and "=?" not in text:
        return text
    first = 0 if "=?" in text else next(at for at, one in enumerate(text) if not one.isascii())
    start = text.rfind(" ", 0, first) + 1
    return text[:start] + "\n ".join(_words(text[start:]))


def _words(text: str) -> Iterator[str]:
    """Text as encoded words, no character split between two."""
    chunk = b""
    for one in text:
        data = one.encode("utf-8", "replace")
        if len(chunk) + len(data) > _WORD_BYTES:
            yield _word(chunk)
            chunk = b""
        chunk += data
    if chunk:
        yield _word(chunk)


def _word(chunk: bytes) -> str:
    return f"=?UTF-8?b?{b2a_base64(chunk, newline=False).decode()}?="


def _body(body: bytes) -> bytes:
    """The body with its transfer encoding in front: quoted-printable where a reader of mbox or git would change a byte."""
    if b"\r" not in body and b"\0" not in body and not _LIKE_SEPARATOR.search(body):
        return b"Content-Transfer-Encoding: 8bit\n\n" + body
    lines = b"\n".join(b2a_qp(line, istext=False) for line in body.split(b"\n"))
    safe = _LIKE_SEPARATOR.sub(lambda found: b"=%02X" % found[0][0], lines)
    return b"Content-Transfer-Encoding: quoted-printable\n\n" + safe
