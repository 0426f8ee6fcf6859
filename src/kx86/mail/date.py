# SPDX-License-Identifier: GPL-2.0-or-later
"""The Date: field of a mail in; seconds since 1970 in UTC out."""

from calendar import timegm
from email.utils import parsedate_tz

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
