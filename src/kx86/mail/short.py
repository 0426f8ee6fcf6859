# SPDX-License-Identifier: GPL-2.0-or-later
"""A Message-ID in; a number, and a name short enough to type, out."""

from hashlib import sha256

DIGITS = 8
"""As many digits of the number are shown; people may type fewer."""

_BITS = 64
_LEAST = 4


def number_of(message_id: str) -> int:
    """A number of 63 bits for a Message-ID."""
    return int.from_bytes(sha256(message_id.encode("utf-8", "surrogatepass")).digest()[:8], "big") >> 1


def short(message_id: str) -> str:
    """The name by which people type a mail."""
    return f"{number_of(message_id):016x}"[:DIGITS]


def range_of(typed: str) -> tuple[int, int] | None:
    """The numbers whose names begin as typed, from and below; None for what is no such name."""
    text = typed.lower()
    if not _LEAST <= len(text) <= 16 or set(text) - set("0123456789abcdef"):
        return None
    room = _BITS - 4 * len(text)
    first = int(text, 16) << room
    # The first bit of a number is never set.
    return (first, first + (1 << room)) if first < 1 << _BITS - 1 else None
