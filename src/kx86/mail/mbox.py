# SPDX-License-Identifier: GPL-2.0-or-later
"""An mbox taken apart into mails: mboxo, mboxrd, and what git format-patch writes."""

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

# A separator holds a time of day, which tells it from a sentence that begins with "From".  A header must follow.
_SEPARATOR = re.compile(
    rb"(?:\A\s{0,64}|(?<=\n\n)|(?<=\n\r\n))From [^\n]{0,300}[0-9]:[0-9][0-9][^\n]{0,80}\n(?=[!-9;-~]{1,80}[ \t]{0,9}:|>From )"
)
_QUOTED = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_LIKE_FROM = re.compile(rb"^(>*From )", re.MULTILINE)


class Buffer(Protocol):
    """Bytes, in memory or in a file."""

    def __len__(self) -> int:
        """Count the bytes."""
        ...

    def __buffer__(self, flags: int, /) -> memoryview:
        """Give a view of the bytes."""
        ...


def is_mbox(data: Buffer, begin: int = 0) -> bool:
    """Do these bytes open with the separator line of an mbox, or have one at `begin`?"""
    return bool(_SEPARATOR.match(data, begin))


def split_mbox(data: bytes) -> Iterator[bytes]:
    """The mails in order, without separator lines and with quoted From lines restored.  A mail cut off at the end is given."""
    return (mail_of_mbox(data[start:end]) for start, end in mbox_spans(data))


def mbox_spans(data: Buffer, begin: int = 0) -> Iterator[tuple[int, int]]:
    """Where each mail from `begin` on begins, behind its separator line, and where it ends, which is where the next line is."""
    start = None
    for match in _SEPARATOR.finditer(data, begin):
        if start is not None:
            yield start, match.start()
        start = match.end()
    if start is not None:
        yield start, len(data)


def mail_of_mbox(mail: bytes) -> bytes:
    """The mail that stands in a span of an mbox."""
    # The blank line before the next separator belongs to the format.
    if mail.endswith(b"\n\n"):
        mail = mail[:-1]
    elif mail.endswith(b"\n\r\n"):
        mail = mail[:-2]
    return _QUOTED.sub(b"", mail) if b"\n>" in mail else mail


def join_mbox(mails: Iterable[bytes]) -> bytes:
    """Write mails as an mboxrd: a separator line before each, and lines that look like one quoted."""
    return b"".join(
        b"From mboxrd@z Thu Jan  1 00:00:00 1970\n" + _LIKE_FROM.sub(rb">\1", mail.rstrip(b"\n")) + b"\n\n"
        for mail in mails
    )
