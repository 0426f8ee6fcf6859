# SPDX-License-Identifier: GPL-2.0-or-later
"""Events as files to share: a file a month, an event a line, the same events always the same bytes.

Two sets of files are put together by reading both and writing the union anew; there is nothing to merge by hand.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from kx86.journal.event import Event
from kx86.journal.line import BadEvent, from_line, to_line

FORMAT_FILE = "format"
FORMAT = b"1\n"
MOST_EVENTS = 1_000_000
_FILE = re.compile(r"events/(\d{4}-\d{2})\.jsonl")


def files_of(events: Iterable[Event]) -> Mapping[str, bytes]:
    """Write events as files: path -> content."""
    months: dict[str, list[bytes]] = {}
    for event in sorted(events, key=lambda event: event.id):
        months.setdefault(_file(event), []).append(to_line(event))
    return {FORMAT_FILE: FORMAT, **{path: b"".join(lines) for path, lines in months.items()}}


def _file(event: Event) -> str:
    return f"events/{datetime.fromtimestamp(event.time, UTC):%Y-%m}.jsonl"


def is_newer(files: Mapping[str, bytes]) -> bool:
    """Do the files come from a kx86 that writes them in another way?"""
    return files.get(FORMAT_FILE) != FORMAT


def events_of(files: Mapping[str, bytes]) -> tuple[Event, ...]:
    """Read files, which may be hostile.  Raises BadEvent with file and line for what is no event."""
    found: list[Event] = []
    for path, data in files.items():
        if path == FORMAT_FILE:
            continue
        if not _FILE.fullmatch(path):
            raise BadEvent(f"{path[:80]}: no file of events")
        for number, line in enumerate(data.removesuffix(b"\n").split(b"\n"), 1):
            if len(found) >= MOST_EVENTS:
                raise BadEvent(f"more than {MOST_EVENTS} events")
            found.append(_read(path, number, line))
    return tuple(found)


def _read(path: str, number: int, line: bytes) -> Event:
    try:
        event = from_line(line)
    except BadEvent as error:
        raise BadEvent(f"{path}, line {number}: {error}") from error
    if _file(event) != path:
        raise BadEvent(f"{path}, line {number}: the event is of another month")
    return event
