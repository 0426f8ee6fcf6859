# SPDX-License-Identifier: GPL-2.0-or-later
"""Remember that a tag which is listed only is taken for a posting all the same."""

from collections.abc import Iterable, Sequence

from kx86.journal.event import Event
from kx86.journal.fold import effective
from kx86.journal.kinds import TAG_TAKE, current, text
from kx86.ports.journal import Journal
from kx86.series.posting import Posting


def names_taken(events: Iterable[Event], posting: Posting) -> tuple[str, ...]:
    """The names (addresses, full names, Message-IDs) whose tags were taken for a posting, in order."""
    now = (current(event) for event in effective(events) if event.kind == TAG_TAKE and event.subject == posting.id)
    return tuple(dict.fromkeys(text(event.body, "tag") for event in now if event is not None))


def remember(journal: Journal, posting: Posting, names: Sequence[str]) -> Sequence[str]:
    """Write down that the tags of these names are taken, and return those that were not known before."""
    known = names_taken(journal.events(), posting)
    new = [name for name in dict.fromkeys(names) if name not in known]
    if new:
        with journal.write("kx86 mbox --remember") as draft:
            for name in new:
                draft.add(TAG_TAKE, posting.id, {"tag": name})
    return new
