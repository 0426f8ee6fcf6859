# SPDX-License-Identifier: GPL-2.0-or-later
"""Postings and the mails of their threads in; which mail answers which patch of which posting out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kx86.letters.entry import Entry
from kx86.series.posting import Posting

_ELSEWHERE = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A mail, and the nearest patch or cover letter above it."""

    entry: Entry
    answered: str


def answers_of(
    postings: Iterable[Posting], entries: Iterable[Entry], others: Iterable[str] = ()
) -> Mapping[str, Sequence[Answer]]:
    """Give each posting, by id, the mails that answer it, oldest first; the others are left out.

    `others` are patches that belong to none of the postings, such as one that somebody proposes instead: what answers them
    answers no posting above.
    """
    homes = dict.fromkeys(others, _ELSEWHERE)
    homes.update((mail.message_id, posting.id) for posting in postings for mail in posting.mails)
    mails = {entry.message_id: entry for entry in entries if entry.message_id not in homes}
    nearest: dict[str, str | None] = {}
    found: dict[str, list[Answer]] = {}
    for entry in sorted(mails.values(), key=lambda entry: (entry.date, entry.message_id)):
        answered = _nearest(entry, homes, mails, nearest)
        if answered is not None and homes[answered] != _ELSEWHERE:
            found.setdefault(homes[answered], []).append(Answer(entry, answered))
    return found


def _nearest(
    entry: Entry, homes: Mapping[str, str], mails: Mapping[str, Entry], nearest: dict[str, str | None]
) -> str | None:
    """Go up from a mail to the nearest posted one; `nearest` remembers what was found for the mails on the way."""
    way: list[Entry] = []
    at: Entry | None = entry
    found: str | None = None
    while at is not None:
        if at.message_id in nearest:
            found = nearest[at.message_id]
            break
        # Whoever comes here again walks in a ring.
        nearest[at.message_id] = None
        way.append(at)
        above = next((one for one in at.parents if one in homes or one in mails), None)
        if above is not None and above in homes:
            found = above
            break
        at = mails[above] if above is not None else None
    for one in reversed(way):
        # The mail above may have lost its references; what this one names is as good.
        found = found or next((name for name in one.parents if name in homes), None)
        nearest[one.message_id] = found
    return found
