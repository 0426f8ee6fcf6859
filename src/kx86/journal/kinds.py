# SPDX-License-Identifier: GPL-2.0-or-later
"""The kinds of events: how each body reads today, and how a body of an older schema becomes one of today.

A later kx86 adds kinds and schemas.  An event of a kind or a schema that is not known here is kept and shown, and means
nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from kx86.journal.event import Body, Event, Json

Upgrade = Callable[[Body], Body]

LINK = "series.link"
UNLINK = "series.unlink"
TAG_TAKE = "tag.take"
UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind: its name, what its body must hold as text, and a line that says what happened.

    `upgrades` turn a body of schema 1 into one of schema 2, and so on: the schema of today is one more than there are.
    """

    name: str
    texts: tuple[str, ...]
    line: str
    upgrades: tuple[Upgrade, ...] = ()

    @property
    def schema(self) -> int:
        """The schema of today."""
        return 1 + len(self.upgrades)

    def fits(self, body: Mapping[str, Json]) -> bool:
        """Does a body of today hold what it must?"""
        return all(isinstance(body.get(name), str) for name in self.texts)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(name=LINK, texts=("earlier", "reason"), line="link {earlier} to {subject}"),
        Kind(name=UNLINK, texts=("earlier", "reason"), line="unlink {earlier} from {subject}"),
        Kind(name=TAG_TAKE, texts=("tag",), line="take {tag} for {subject}"),
        Kind(name=UNDO, texts=(), line="undo {undoes}"),
    )
}


def current(event: Event, kinds: Mapping[str, Kind] = KINDS) -> Event | None:
    """Return an event in the schema of today; None when its kind or schema is not known, or its body does not fit."""
    kind = kinds.get(event.kind)
    if kind is None or event.schema > kind.schema:
        return None
    body = event.body
    try:
        for upgrade in kind.upgrades[event.schema - 1 :]:
            body = upgrade(body)
    except (KeyError, TypeError, ValueError, AttributeError):
        # A body of another kx86, or one that was made by hand.
        return None
    return replace(event, body=body, schema=kind.schema) if kind.fits(body) else None


def text(body: Body, name: str) -> str:
    """Return a text of a body, empty without one."""
    value = body.get(name)
    return value if isinstance(value, str) else ""


def say(event: Event, kinds: Mapping[str, Kind] = KINDS) -> str:
    """Say in a line what an event decided; the text may be hostile."""
    known = current(event, kinds)
    if known is None:
        return f"{event.kind} (schema {event.schema}) of {event.subject}: not known to this kx86"
    words = {name: text(known.body, name) for name in kinds[event.kind].texts}
    reason = words.get("reason", "")
    said = kinds[event.kind].line.format(subject=event.subject, undoes=event.undoes or "nothing", **words)
    return f"{said}: {reason}" if reason else said
