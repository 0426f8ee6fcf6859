# SPDX-License-Identifier: GPL-2.0-or-later
"""Bytes of a mail in, a frozen Mail out.

Linear in the size of the mail, and nothing raises: what cannot be read as declared is read as well as it can be, and `repairs`
says what had to be guessed.  Control characters are left as they are for the output layer.
"""

from kx86.mail.head import read_fields, read_ids, split_head
from kx86.mail.message import Mail
from kx86.mail.parts import LIMIT, read_body
from kx86.mail.words import decode_header

__all__ = ["LIMIT", "scan"]


def scan(data: bytes) -> Mail:
    """Read a mail.  Bytes without any header are a mail with nothing but a body."""
    repairs: list[str] = []
    head, rest = split_head(data)
    fields = read_fields(head, repairs)
    if head and not fields:
        rest = data
    text, flowed = read_body(fields, rest, repairs)
    ids = read_ids(fields.get("message-id", b""), repairs)
    return Mail(
        message_id=ids[0] if ids else None,
        subject=decode_header(fields.get("subject", b""), repairs),
        sender=decode_header(fields.get("from", b""), repairs, addresses=True),
        to=decode_header(fields.get("to", b""), repairs, addresses=True),
        cc=decode_header(fields.get("cc", b""), repairs, addresses=True),
        date=decode_header(fields.get("date", b""), repairs),
        in_reply_to=read_ids(fields.get("in-reply-to", b""), repairs),
        references=read_ids(fields.get("references", b""), repairs),
        list_id=decode_header(fields.get("list-id", b""), repairs),
        body=text,
        flowed=flowed,
        repairs=tuple(dict.fromkeys(repairs)),
    )
