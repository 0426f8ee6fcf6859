# SPDX-License-Identifier: GPL-2.0-or-later
"""The value of a Fixes: trailer: `0123456789ab ("KVM: x86: Some title")`."""

import re
from dataclasses import dataclass

_SHA = re.compile(r"(?:commit:? )?<?([0-9a-fA-F]{4,64})\b>?", re.IGNORECASE)
_GOOD = re.compile(r'[0-9a-f]{12,40} \("(.*)"\)\Z')
_QUOTES = "\"'`“”‘’"
DIGITS = 12


@dataclass(frozen=True, slots=True)
class Reference:
    """A commit as written: its SHA1 and title, each None when it is not there, and whether the form is right."""

    sha: str | None
    title: str | None
    good: bool


def read_reference(value: str) -> Reference:
    """Take the value of a Fixes: trailer apart."""
    text = " ".join(value.split())
    good = _GOOD.match(text)
    if good is not None:
        return Reference(text.partition(" ")[0], good[1].strip(), True)
    match = _SHA.match(text)
    if match is None:
        return Reference(None, None, False)
    rest = text[match.end() :].strip(" ,:-")
    title = _title(rest) if rest[:1] in ("(", *_QUOTES) else rest.strip()
    return Reference(match[1].lower(), title or None, False)


def _title(rest: str) -> str:
    """What stands between the first and the last quotation mark, as `("title", 2023-08-09)` says more than a title."""
    inside = rest.strip("()[] ")
    if inside[:1] in _QUOTES:
        end = max(inside.rfind(mark) for mark in _QUOTES)
        inside = inside[1:end] if end > 0 else inside[1:]
    return inside.strip()


def fixes_line(sha: str, title: str) -> str:
    """The trailer as it should be."""
    return f'Fixes: {sha[:DIGITS]} ("{title}")'
