# SPDX-License-Identifier: GPL-2.0-or-later
"""Look back at what was decided and done."""

from collections.abc import Sequence

from kx86.errors import UserError
from kx86.journal.event import Event
from kx86.journal.fold import Entry, entries
from kx86.journal.kinds import text


def read_log(events: Sequence[Event], wanted: str | None) -> tuple[Entry, ...]:
    """Return the log, the newest first: all of it, or what `wanted` names: an event, a command, or what events are about.

    Raises UserError when it names nothing.
    """
    log = entries(events)
    if wanted is None:
        return log
    # Costs more than the rest of a log without it.
    from kx86.flows.mail_sources import message_id

    name = message_id(wanted)
    found = tuple(entry for entry in log if _is_meant(entry.event, name))
    if not found:
        raise UserError(f"{wanted}: no event is called so or about it", hint="kx86 log lists the events")
    return found


def _is_meant(event: Event, name: str) -> bool:
    if name in (event.subject, text(event.body, "earlier")):
        return True
    return len(name) >= 4 and (event.id.startswith(name) or (event.undoes or "").startswith(name))
