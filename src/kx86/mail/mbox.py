# SPDX-License-Identifier: GPL-2.0-or-later
"""An mbox taken apart into mails: mboxo, mboxrd, and what git format-patch writes."""

import re
from collections.abc import Iterator

# A separator holds a time of day, which tells it from a sentence that begins with "From".  A header must follow.
_SEPARATOR = re.compile(
    rb"(?:\A\s{0,64}|(?<=\n\n)|(?<=\n\r\n))From [^\n]{0,300}[0-9]:[0-9][0-9][^\n]{0,80}\n(?=[!-9;-~]{1,80}[ \t]{0,9}:|>From )"
)
_QUOTED = re.compile(rb"^>(?=>*From )", re.MULTILINE)


def is_mbox(data: bytes) -> bool:
    """Do these bytes open with the separator line of an mbox?"""
    return bool(_SEPARATOR.match(data))


def split_mbox(data: bytes) -> Iterator[bytes]:
    """The mails in order, without separator lines and with quoted From lines restored.  A mail cut off at the end is given."""
    start = None
    for match in _SEPARATOR.finditer(data):
        if start is not None:
            yield _mail(data, start, match.start())
        start = match.end()
    if start is not None:
        yield _mail(data, start, len(data))


def _mail(data: bytes, start: int, end: int) -> bytes:
    mail = data[start:end]
    # The blank line before the next separator belongs to the format.
    if mail.endswith(b"\n\n"):
        mail = mail[:-1]
    elif mail.endswith(b"\n\r\n"):
        mail = mail[:-2]
    return _QUOTED.sub(b"", mail) if b"\n>" in mail else mail
