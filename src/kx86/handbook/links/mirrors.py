# SPDX-License-Identifier: GPL-2.0-or-later
"""Links in the text of a patch: mirrors of list archives, the Message-ID inside a link, and trackers of bugs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kx86.profile.model import Links

_URL = re.compile(r"https?://[^\s<>\"'`|]{1,600}")
# A Message-ID inside a link; `%40` is an at sign in disguise.
_ID = re.compile(r"[\w.+=$%!#~*-]{3,250}(?:@|%40)[\w.-]{1,120}\w", re.ASCII)
_TRACKER = re.compile(
    r"bugzilla\.|bugs\.|syzkaller\.appspot\.com/bug|/issues/\d|/bug/|launchpad\.net/|issuetracker\.|gitlab\.[^/]{1,60}/.{1,200}/-/issues/"
)


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


def mirror_of(url: str, names: Links) -> str | None:
    """The mirror (as the profile names it) that a link leads to, None for any other host."""
    host, _, rest = url.partition("://")[2].partition("/")
    host = host.lower().removeprefix("www.")
    for mirror in names.mirrors:
        name, _, path = mirror.partition("/")
        if host in (name, f"old.{name}", f"lists.{name}") and rest.startswith(path):
            return mirror
    return None


def message_id(url: str) -> str | None:
    """The Message-ID inside a link to an archive, quoted as it is there; None when it holds none."""
    path = url.partition("://")[2].partition("/")[2]
    for part in re.split(r"[/?&=]|%3[cC]|%3[eE]", path):
        if _ID.fullmatch(part):
            return part
    return None


def on_lore(url: str, names: Links) -> str | None:
    """The link to the good archive that shows the same mail, None when the link does not hold the Message-ID."""
    found = message_id(url)
    return f"{names.lore}/all/{found.replace('%40', '@')}/" if found else None


def is_tracker(url: str) -> bool:
    """Does a link lead to a bug in a tracker?"""
    return _TRACKER.search(url) is not None and "/attachment" not in url


def is_list_mail(url: str, names: Links) -> bool:
    """Does a link lead to a mail in the good archive?"""
    home = names.lore.partition("://")[2]
    return url.partition("://")[2].startswith((f"{home}/", "lkml.kernel.org/r/"))
