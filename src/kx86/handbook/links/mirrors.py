# SPDX-License-Identifier: GPL-2.0-or-later
"""Where links lead: mirrors of list archives, the good archive, and trackers of bugs."""

import re

from kx86.mail.links import message_id
from kx86.profile.model import Links

_TRACKER = re.compile(
    r"bugzilla\.|bugs\.|syzkaller\.appspot\.com/bug|/issues/\d|/bug/|launchpad\.net/|issuetracker\.|gitlab\.[^/]{1,60}/.{1,200}/-/issues/"
)


def mirror_of(url: str, names: Links) -> str | None:
    """The mirror (as the profile names it) that a link leads to, None for any other host."""
    host, _, rest = url.partition("://")[2].partition("/")
    host = host.lower().removeprefix("www.")
    for mirror in names.mirrors:
        name, _, path = mirror.partition("/")
        if host in (name, f"old.{name}", f"lists.{name}") and rest.startswith(path):
            return mirror
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
