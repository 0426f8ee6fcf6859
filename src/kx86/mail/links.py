# SPDX-License-Identifier: GPL-2.0-or-later
"""Lines of text in; the links in them, and the Message-ID inside a link to a mail, out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_URL = re.compile(r"https?://[^\s<>\"'`|]{1,600}")
# A Message-ID inside a link; `%40` is an at sign in disguise.
_ID = re.compile(r"[\w.+=$%!#~*-]{3,250}(?:@|%40)[\w.-]{1,120}\w", re.ASCII)
_QUOTED = re.compile(r"(?:%[0-9a-fA-F]{2})+")


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its text, the line it stands on (from 1) and its column."""

    url: str
    line: int
    column: int


def links(lines: Sequence[str]) -> Iterator[Link]:
    """The links in some lines, without the punctuation behind them."""
    for number, line in enumerate(lines, 1):
        if "://" in line:
            for match in _URL.finditer(line):
                yield Link(match[0].rstrip(".,;:!?)]}"), number, match.start())


def message_id(url: str) -> str | None:
    """The Message-ID inside a link to an archive, quoted as it is there; None when it holds none."""
    path = url.partition("://")[2].partition("/")[2]
    for part in re.split(r"[/?&=]|%3[cC]|%3[eE]", path):
        if _ID.fullmatch(part):
            return part
    return None


def unquote(text: str) -> str:
    """Undo the quoting of a Message-ID in a link: `%40` is an at sign."""
    return _QUOTED.sub(lambda found: bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace"), text)
