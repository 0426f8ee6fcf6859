# SPDX-License-Identifier: GPL-2.0-or-later
"""The header of a mail or of one of its parts: where it ends, and the few fields that matter."""

import re
from collections.abc import Mapping

# A mail may open with the separator line of an mbox, or with blank lines.
_OPENING = re.compile(rb"\s{0,64}(?:>?From [^\n]{0,999}\n)?(?=[!-9;-~]{1,80}[ \t]{0,9}:)")
_WANTED = frozenset(
    (
        *(b"message-id", b"subject", b"from", b"to", b"cc", b"date", b"in-reply-to", b"references", b"list-id"),
        *(b"content-type", b"content-transfer-encoding", b"content-disposition"),
    )
)
# The longest wanted name, with blanks before the colon.
_NAME = 60
_ID = re.compile(r"<([^<>\s]+)>")

Fields = Mapping[str, bytes]


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


def read_fields(head: bytes) -> Fields:
    """The wanted fields, unfolded, by lower-case name.  Of a repeated field the first counts; recipients are put together."""
    found: dict[bytes, list[list[bytes]]] = {}
    lines: list[bytes] | None = None
    for line in head.split(b"\n"):
        if line[:1] in (b" ", b"\t"):
            if lines is not None:
                lines.append(line.strip())
            continue
        colon = line.find(b":", 0, _NAME)
        name = line[:colon].rstrip(b" \t").lower() if colon > 1 else b""
        lines = None
        if name in _WANTED:
            lines = [line[colon + 1 :].strip()]
            found.setdefault(name, []).append(lines)
    return {name.decode(): _value(name, values) for name, values in found.items()}


def _value(name: bytes, values: list[list[bytes]]) -> bytes:
    """The first of the values, unfolded; of recipients all that say something."""
    if len(values) > 1 and name in (b"to", b"cc"):
        return b", ".join(value for value in (b" ".join(lines).strip() for lines in values) if value)
    return b" ".join(values[0]).strip()


def read_ids(value: bytes) -> tuple[str, ...]:
    """Message-IDs in a field, without their angle brackets; a lone word without brackets counts as one."""
    if not value:
        return ()
    text = value.decode("utf-8", "replace")
    found = _ID.findall(text)
    if not found and text.strip("<> ") and not any(c.isspace() for c in text):
        return (text.strip("<>"),)
    return tuple(found)
