# SPDX-License-Identifier: GPL-2.0-or-later
"""Undo format=flowed: join lines that were wrapped softly and take the stuffed spaces out (RFC 3676).

A diff needs care.  A program that follows the standard puts a space before every line that begins with one, context lines
included; a program that only says "flowed" and sends the text as it is does not, and undoing what was never done would eat the
mark of each context line.
"""

import re
from collections.abc import Iterator, Sequence

_DIFF = re.compile(r"^(?:diff --git |--- \S)", re.MULTILINE)
_HUNK = re.compile(r"^@@ -[0-9]", re.MULTILINE)
_BARE = re.compile(r"^ \S", re.MULTILINE)
_STUFFED = re.compile(r"^  ", re.MULTILINE)
_SIGNATURE = "-- "
# A line that begins like this in a diff was never the rest of the line above.
_DIFF_MARKS = (" ", "+", "-", "@@ ", "\\ No newline", "diff --git ", "index ")


def unflow(text: str, *, delsp: bool = False) -> str:
    """Undo format=flowed; `delsp` says that the space at a soft break is not part of the text.  Ends of lines are LF."""
    start = _diff_start(text)
    if start is None:
        return "\n".join(_join(text.split("\n"), delsp=delsp, diff=False))
    prose, diff = text[:start], text[start:]
    head = "\n".join(_join(prose.split("\n"), delsp=delsp, diff=False))
    if _BARE.search(diff) and not _STUFFED.search(diff):
        return head + diff
    return head + "\n".join(_join(diff.split("\n"), delsp=delsp, diff=True))


def _diff_start(text: str) -> int | None:
    """Where a diff begins that is not quoted; None without one."""
    if not _HUNK.search(text):
        return None
    match = _DIFF.search(text)
    return match.start() if match else None


def _join(lines: Sequence[str], *, delsp: bool, diff: bool) -> Iterator[str]:
    """The lines as they were before they were wrapped."""
    parts: list[str] = []
    depth = 0
    for raw in lines:
        quoted = len(raw) - len(raw.lstrip(">"))
        line = raw[quoted:]
        line = line.removeprefix(" ")
        goes_on = parts and quoted == depth and line != _SIGNATURE and not (diff and line.startswith(_DIFF_MARKS))
        if parts and not goes_on:
            yield _whole(parts, depth)
            parts = []
        depth = quoted
        soft = line.endswith(" ") and line != _SIGNATURE and not (diff and not line.strip())
        parts.append(line[:-1] if soft and delsp else line)
        if not soft:
            yield _whole(parts, depth)
            parts = []
    if parts:
        yield _whole(parts, depth)


def _whole(parts: list[str], depth: int) -> str:
    text = "".join(parts)
    return f"{'>' * depth} {text}" if depth and text else ">" * depth + text
