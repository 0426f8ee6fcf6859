# SPDX-License-Identifier: GPL-2.0-or-later
"""Rule on the thread that a posting begins."""

import re
from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.rule import series_rule
from kx86.series.patch import Patch
from kx86.series.senders import is_robot
from kx86.series.series import Series

# The time and process of git send-email, and the number 1.
_SENT_FIRST = re.compile(r"\d{8,14}\.\d{1,9}-1-")


@series_rule("SR-INREPLYTO", level=Level.ERROR, statement="LINK-1")
def own_thread(series: Series, facts: Facts) -> Iterator[Finding]:
    """Post every version as a thread of its own, without In-Reply-To: to earlier versions or bug reports.

    Threads of several versions become a mess, and whoever lacks the first mail gains nothing.  Link it instead.
    """
    root = _root(series)
    if root is None or not root.in_reply_to or is_robot(root.sender):
        return
    own = {patch.message_id for patch in series.mails}
    other = next((parent for parent in root.in_reply_to if parent not in own), None)
    if other is None or _answers_unseen_cover(series, other):
        return
    what = "cover letter" if root.is_cover else "patch"
    yield Finding(
        where=Where(part="headers", text=f"In-Reply-To: <{other}>"),
        message=f"The {what} is a reply to another thread.",
        hint=f"Post without In-Reply-To:, and put this below the --- line or into the cover letter: {_link(other, facts)}",
        n=root.n,
    )


def _root(series: Series) -> Patch | None:
    """The mail that begins the thread; None when it is unknown, as in a posting of a few patches out of many."""
    if series.local:
        return None
    first = series.patches[0] if series.patches and series.patches[0].n == 1 else None
    return series.cover or first


def _answers_unseen_cover(series: Series, parent: str) -> bool:
    """Is the parent most likely the series' own cover letter, which was not found: do all patches answer it?

    git send-email numbers the mails of a run, so a first patch numbered 1 had no cover letter before it.
    """
    if series.cover is not None:
        return False
    first = series.patches[0]
    if first.m == 1 or _SENT_FIRST.match(first.message_id or ""):
        return False
    return all(parent in patch.in_reply_to for patch in series.patches)


def _link(message_id: str, facts: Facts) -> str:
    quoted = message_id.replace("%", "%25").replace("/", "%2F")
    return f"{facts.profile.links.lore}/all/{quoted}/"
