# SPDX-License-Identifier: GPL-2.0-or-later
"""Glances at mails in, threads out: which mails hang together by their Message-IDs.

A glance reads four header fields and no body, so that a whole archive can be looked through for a few mails.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kx86.mail.head import read_ids, split_head
from kx86.mail.subject import parse_subject
from kx86.mail.words import decode_header

_FIELD = re.compile(rb"\n(?=[MSIR])(message-id|subject|in-reply-to|references)[ \t]*:(.*(?:\n[ \t].*)*)", re.IGNORECASE)
# git send-email numbers the mails of one run; the mails of a series sent without threading share the rest of their ids.
_FAMILY = re.compile(r"([0-9]{14}\.[0-9]{1,10})-[0-9]{1,4}-(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Glance:
    """What threading needs of a mail: its id, the ids that it answers or refers to, and its subject as it stands."""

    message_id: str | None
    parents: tuple[str, ...]
    subject: bytes

    @property
    def is_patch(self) -> bool:
        """Is this a patch or a cover letter, by its subject?"""
        # Most mails of an archive are replies: do not decode what can hold no bracket.
        may_be = b"[" in self.subject or b"=?" in self.subject
        return may_be and parse_subject(decode_header(self.subject, [])).is_patch


def glance(data: bytes) -> Glance:
    """Read the fields of a mail that threading needs."""
    fields: dict[bytes, bytes] = {}
    for match in _FIELD.finditer(b"\n" + split_head(data)[0]):
        fields.setdefault(match[1].lower(), match[2])
    ids = read_ids(fields.get(b"message-id", b"").strip())
    parents = read_ids(fields.get(b"references", b"").strip()) + read_ids(fields.get(b"in-reply-to", b"").strip())
    subject = b" ".join(fields.get(b"subject", b"").split())
    return Glance(ids[0] if ids else None, parents, subject)


def family(message_id: str) -> tuple[str, ...]:
    """What the mails of one run of git send-email share, as a name that is no Message-ID; nothing for any other mail."""
    found = _FAMILY.fullmatch(message_id)
    # No Message-ID holds a blank, so that this name meets none.
    return (f"{found[1]} {found[2]}",) if found else ()


class Threads:
    """Joins mails into threads as they are added; a mail is known by its place, counted from 0."""

    def __init__(self) -> None:
        self.glances: list[Glance] = []
        self.places: dict[str, int] = {}
        self._above: dict[str, str] = {}

    def add(self, mail: Glance) -> None:
        """Add the next mail."""
        place = len(self.glances)
        self.glances.append(mail)
        if mail.message_id is None:
            return
        self.places.setdefault(mail.message_id, place)
        for other in mail.parents:
            self._join(mail.message_id, other)
        for other in family(mail.message_id):
            self._join(mail.message_id, other)

    def members(self, message_ids: Iterable[str]) -> list[int]:
        """The places of all mails in the threads of these ids, in order."""
        tops = {self._top(one) for one in message_ids if one in self.places}
        if not tops:
            return []
        ids = ((place, mail.message_id) for place, mail in enumerate(self.glances))
        return [place for place, one in ids if one is not None and self._top(one) in tops]

    def _top(self, one: str) -> str:
        above = self._above
        top = one
        while (next_up := above.get(top, top)) != top:
            top = next_up
        # Point the whole way at its end, which keeps later walks short.
        while one != top:
            above[one], one = top, above[one]
        return top

    def _join(self, one: str, other: str) -> None:
        top, other_top = self._top(one), self._top(other)
        if top != other_top:
            self._above[top] = other_top
