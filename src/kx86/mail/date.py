# SPDX-License-Identifier: GPL-2.0-or-later
"""The Date: field of a mail in; seconds since 1970 in UTC out."""

from calendar import timegm
from email.utils import parsedate_tz

from kx86.mail.head import read_fields, split_head

AHEAD = 86_400
"""So many seconds may a clock be fast; a date further ahead of the arrival is made up, and the arrival stands for it."""

# Before mail had dates, and what a clock of 32 bits can tell.
_LEAST, _MOST = 0, (1 << 32) - 1
_LONGEST = 80


def parse_date(text: str) -> int | None:
    """Read a date; None for one that is missing or makes no sense.  It may lie in the future: senders' clocks do."""
    parts = parsedate_tz(text[:_LONGEST])
    if parts is None:
        return None
    try:
        seconds = timegm((*parts[:6], 0, 0, 0)) - (parts[9] or 0)
    except (ValueError, OverflowError):
        return None
    return seconds if _LEAST < seconds <= _MOST else None


def sent_at(data: bytes, latest: int) -> int:
    """When a mail was sent by its own word, for archives that do not tell when it arrived; `latest` when that makes no sense."""
    told = read_fields(split_head(data)[0]).get("date", b"")
    date = parse_date(told.decode("ascii", "replace"))
    return date if date is not None and date <= latest + AHEAD else latest
