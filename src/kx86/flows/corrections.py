# SPDX-License-Identifier: GPL-2.0-or-later
"""Correct how postings are linked: a decision that outlives every rebuild of the index."""

from collections.abc import Sequence
from dataclasses import dataclass

from kx86.errors import UserError
from kx86.flows.mail_sources import message_id
from kx86.journal.corrections import Correction, corrections
from kx86.journal.event import Event
from kx86.journal.fold import effective
from kx86.journal.kinds import LINK, UNDO, UNLINK
from kx86.journal.line import LONGEST_SUBJECT
from kx86.ports.journal import Draft, Journal

LONGEST_REASON = 1000
_KINDS = {True: LINK, False: UNLINK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to hold: `later` is a version that follows `earlier` (linked), or it is not."""

    earlier: str
    later: str
    linked: bool
    reason: str = ""

    @property
    def kind(self) -> str:
        """The kind of the event that says so."""
        return _KINDS[self.linked]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A wish, and the event that was written for it; None when it held before, or in a dry run."""

    wish: Wish
    event: Event | None = None
    held: bool = False


def read_wish(earlier: str, later: str, reason: str, *, linked: bool) -> Wish:
    """Read what was typed: Message-IDs bare, in angle brackets or as links.  Raises UserError for what is none."""
    wish = Wish(earlier=_posting(earlier), later=_posting(later), linked=linked, reason=_one_line(reason))
    if wish.earlier == wish.later:
        raise UserError(f"{wish.earlier}: named twice", hint="name the earlier posting, then the later one")
    if len(wish.reason) > LONGEST_REASON:
        raise UserError(f"the reason is longer than {LONGEST_REASON} characters", hint="put a link to a mail into it")
    return wish


def _posting(typed: str) -> str:
    found = message_id(_one_line(typed))
    if "@" not in found or " " in found or len(found) > LONGEST_SUBJECT:
        raise UserError(
            f"{typed[:100]}: no Message-ID", hint="name a posting by the Message-ID of its cover letter or first patch"
        )
    return found


def _one_line(typed: str) -> str:
    """Make one line of UTF-8 of what was typed."""
    return " ".join(typed.encode("utf-8", "surrogateescape").decode("utf-8", "replace").split())


def correct(journal: Journal, wish: Wish, command: str, *, dry_run: bool = False) -> Corrected:
    """Write a correction unless it holds already.  Raises UserError when the two are linked the other way round."""
    if dry_run:
        return Corrected(wish=wish, held=_holds(journal.events(), wish))
    with journal.write(command) as draft:
        events = journal.events()
        if _holds(events, wish):
            return Corrected(wish=wish, held=True)
        return Corrected(wish=wish, event=_add(draft, events, wish))


def _holds(events: Sequence[Event], wish: Wish) -> bool:
    known = corrections(events)
    turned = _of(known, wish.later, wish.earlier)
    if wish.linked and turned is not None and turned.linked:
        raise UserError(
            f"{wish.earlier} is linked as the later one of the two",
            hint=f"kx86 series unlink {wish.later} {wish.earlier}",
        )
    one = _of(known, wish.earlier, wish.later)
    return one is not None and one.linked == wish.linked and wish.reason in ("", one.reason)


def _of(known: Sequence[Correction], earlier: str, later: str) -> Correction | None:
    return next((one for one in known if (one.earlier, one.later) == (earlier, later)), None)


def _add(draft: Draft, events: Sequence[Event], wish: Wish) -> Event:
    made = draft.add(wish.kind, wish.later, {"earlier": wish.earlier, "reason": wish.reason})
    for event in effective(events):
        # A clock that is days ahead must not have the last word.
        if event.id > made.id and event.kind in (LINK, UNLINK) and _is_about(event, wish):
            draft.add(UNDO, event.subject, {}, event.id)
    return made


def _is_about(event: Event, wish: Wish) -> bool:
    return event.subject == wish.later and event.body.get("earlier") == wish.earlier
