# SPDX-License-Identifier: GPL-2.0-or-later
"""The log as plain values that `--json` prints as they are, and as lines; events may come from others and be hostile."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from kx86 import __version__
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.terminal import Paint, cut, printable
from kx86.journal.event import Body, Event
from kx86.journal.fold import Entry
from kx86.journal.kinds import current, say

_WIDEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """An event: `holds` tells whether it counts, `known` whether this kx86 understands it; `time` is in seconds, UTC."""

    id: str
    time: int
    actor: str
    command: str
    kind: str
    schema: int
    subject: str
    body: Body
    undoes: str | None
    holds: bool
    undone_by: tuple[str, ...]
    known: bool
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogView:
    """The whole answer; `more` is the number of older events that are left out."""

    kx86: str
    format: int
    events: tuple[EventView, ...]
    more: int


def log_view(log: Sequence[Entry], limit: int | None) -> LogView:
    """Turn the log into plain values, at most `limit` of them."""
    shown = log if limit is None else log[:limit]
    named = _named(log)
    views = tuple(_view(entry, named) for entry in shown)
    return LogView(kx86=__version__, format=FORMAT, events=views, more=len(log) - len(shown))


def _named(log: Iterable[Entry]) -> Mapping[str, Event]:
    return {entry.event.id: entry.event for entry in log}


def _says(event: Event, named: Mapping[str, Event]) -> str:
    """Say what an event decided, and what it took back when that is in view."""
    target = named.get(event.undoes or "")
    return f"{say(event)}: {say(target)}" if target else say(event)


def _view(entry: Entry, named: Mapping[str, Event]) -> EventView:
    event = entry.event
    return EventView(
        id=event.id,
        time=event.time,
        actor=event.actor,
        command=event.command,
        kind=event.kind,
        schema=event.schema,
        subject=event.subject,
        body=event.body,
        undoes=event.undoes,
        holds=entry.holds,
        undone_by=entry.undone_by,
        known=current(event) is not None,
        says=_says(event, named),
    )


def log_lines(log: Sequence[Entry], limit: int | None, paint: Paint) -> Iterator[str]:
    """Write the log: a head for each command, below it its events, the newest first."""
    shown = log if limit is None else log[:limit]
    named = _named(log)
    for _, group in groupby(shown, key=lambda entry: _command(entry.event)):
        members = list(group)
        yield paint("title", _head(members[0].event))
        yield from (_line(entry, named, paint) for entry in members)
    if len(log) > len(shown):
        yield paint("dim", f"{len(log) - len(shown)} older events: kx86 log --all")


def _command(event: Event) -> tuple[str, str, str]:
    return event.group, event.actor, event.command


def _head(event: Event) -> str:
    return printable(f"{moment(event.time)}  {event.command}  {event.actor}")


def _line(entry: Entry, named: Mapping[str, Event], paint: Paint) -> str:
    text = f"  {entry.event.id}  {cut(printable(_says(entry.event, named)), _WIDEST)}"
    return text if entry.holds else paint("dim", f"{text}  (undone by {entry.undone_by[0]})")


def moment(seconds: int) -> str:
    """Write a time as it is on this machine."""
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone():%Y-%m-%d %H:%M}"


def said(events: Iterable[Event]) -> Iterator[str]:
    """Say each event in a line that is harmless."""
    for event in events:
        yield cut(printable(say(event)), _WIDEST)
