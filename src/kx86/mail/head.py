# SPDX-License-Identifier: GPL-2.0-or-later
"""The header of a mail or of one of its parts: where it ends, and the few fields that matter."""

import re
from collections.abc import Mapping
from itertools import islice

# A mail may open with the separator line of an mbox, or with blank lines.
_OPENING = re.compile(rb"\s{0,64}(?:>?From [^\n]{0,999}\n)?(?=[!-9;-~]{1,80}[ \t]{0,9}:)")
# The line end in front, and the letters that a wanted name begins with, let the search skip other lines: three times as fast.
# Nothing that follows could give a line back (*+), so that none has to be remembered.
_WANTED = re.compile(
    rb"\n(?=[MSFTCDIRL])(message-id|subject|from|to|cc|date|in-reply-to|references|list-id"
    rb"|content-type|content-transfer-encoding|content-disposition)[ \t]*:(.*(?:\n[ \t].*)*+)",
    re.IGNORECASE,
)
_ID = re.compile(r"<([^<>\s]+)>")

Fields = Mapping[str, bytes]

LIMIT = 1024 * 1024
"""So many bytes of a header are read: far more than any mail met on kernel lists has."""

MOST_IDS = 10_000
"""So many Message-IDs of a field are read: more than any thread has mails."""


def split_head(data: bytes, *, part: bool = False) -> tuple[bytes, bytes]:
    """Split bytes at the first empty line; all is body when they do not open like a header.  A `part` may have no header."""
    if part and data[:1] == b"\n":
        return b"", data[1:]
    if part and data[:2] == b"\r\n":
        return b"", data[2:]
    opening = _OPENING.match(data)
    if not opening:
        return b"", data
    start = opening.end()
    end = data.find(b"\n\n", start)
    crlf = data.find(b"\n\r\n", start, len(data) if end < 0 else end)
    if crlf >= 0:
        return data[start : crlf + 1].replace(b"\r\n", b"\n"), data[crlf + 3 :]
    if end < 0:
        return data[start:].replace(b"\r\n", b"\n"), b""
    return data[start : end + 1], data[end + 2 :]


def read_fields(head: bytes, repairs: list[str] | None = None) -> Fields:
    """The wanted fields, unfolded, by lower-case name.  Of a repeated field the first counts; recipients are put together.

    Of a header that is too long, what comes first counts, which goes to `repairs`.
    """
    head = _bounded(head, repairs)
    fields: dict[str, bytes] = {}
    more: dict[str, list[bytes]] = {"to": [], "cc": []}
    for match in _WANTED.finditer(b"\n" + head):
        name = match[1].lower().decode()
        value = match[2].strip()
        if b"\n" in value:
            value = b" ".join([line.strip() for line in value.split(b"\n")])
        fields.setdefault(name, value)
        if name in more and value:
            more[name].append(value)
    for name, values in more.items():
        if len(values) > 1:
            fields[name] = b", ".join(values)
    return fields


def _bounded(head: bytes, repairs: list[str] | None) -> bytes:
    if len(head) <= LIMIT:
        return head
    if repairs is not None:
        repairs.append(f"header cut off behind {LIMIT} bytes")
    # Half an address would be another address.
    end = max(head.rfind(b"\n", 0, LIMIT), head.rfind(b" ", 0, LIMIT))
    return head[: end if end > 0 else LIMIT]


def read_ids(value: bytes, repairs: list[str] | None = None) -> tuple[str, ...]:
    """Message-IDs in a field, without their angle brackets; a lone word without brackets counts as one.

    Of too many the first ones count, which goes to `repairs`.
    """
    if not value:
        return ()
    text = value.decode("utf-8", "replace")
    found = [match[1] for match in islice(_ID.finditer(text), MOST_IDS + 1)]
    if len(found) > MOST_IDS:
        del found[MOST_IDS:]
        if repairs is not None:
            repairs.append(f"more than {MOST_IDS} Message-IDs in a field, the first ones were read")
    if not found and text.strip("<> ") and not any(c.isspace() for c in text):
        return (text.strip("<>"),)
    return tuple(found)
