# SPDX-License-Identifier: GPL-2.0-or-later
"""An event as a line of JSON: one event has one spelling, so that equal events are equal bytes.  Lines may be hostile."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import NoReturn

from kx86.journal.event import Event, Json, is_id, stamp_of

LONGEST_LINE = 1 << 16
LONGEST_BODY = 1 << 15
LONGEST_SUBJECT = 1000
_DEEPEST = 20
_TEXTS = {"actor": 500, "command": 500, "subject": LONGEST_SUBJECT}
_KIND = re.compile(r"[a-z][a-z0-9.-]{0,59}")
_NAMES = frozenset(field.name for field in fields(Event))
_MOST_SCHEMAS = 1_000_000
# Beyond this, programs that read JSON do not agree.
_LARGEST_INT = 1 << 53


class BadEvent(ValueError):
    """A line or a row that is no event; the text says why."""


def to_line(event: Event) -> bytes:
    """Write an event as a line, line end included."""
    return canonical({name: getattr(event, name) for name in _NAMES}).encode("ascii") + b"\n"


def canonical(value: Json) -> str:
    """Write a value as JSON in its one spelling.  Raises BadEvent for what JSON cannot hold."""
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (ValueError, TypeError, RecursionError) as error:
        raise BadEvent(f"JSON cannot hold it: {error}") from error


def from_line(line: bytes) -> Event:
    """Read a line.  Raises BadEvent for what is no event."""
    if len(line) > LONGEST_LINE:
        raise BadEvent(f"longer than {LONGEST_LINE >> 10} kB")
    value = _json(line)
    if not isinstance(value, dict) or value.keys() != _NAMES:
        raise BadEvent("not the fields of an event")
    event = Event(**value)
    check(event)
    return event


def read_body(text: str) -> Mapping[str, Json]:
    """Read the body of an event.  Raises BadEvent when it is no JSON object."""
    value = _json(text)
    if not isinstance(value, dict):
        raise BadEvent("the body is no object")
    return value


def _json(text: bytes | str) -> Json:
    try:
        value: Json = json.loads(text, parse_constant=_refuse)
        return value
    except (ValueError, RecursionError) as error:
        raise BadEvent("not JSON") from error


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def check(event: Event) -> None:
    """Raise BadEvent unless the event may be kept: types, lengths, an id that agrees with the time, text that is UTF-8."""
    if not isinstance(event.id, str) or not is_id(event.id):
        raise BadEvent("the id is none")
    if type(event.time) is not int or stamp_of(event.id) // 1000 != event.time:
        raise BadEvent("id and time do not agree")
    if event.undoes is not None and (not isinstance(event.undoes, str) or not is_id(event.undoes)):
        raise BadEvent("what it undoes is no id")
    if not isinstance(event.kind, str) or not _KIND.fullmatch(event.kind):
        raise BadEvent("the kind is no name")
    if type(event.schema) is not int or not 1 <= event.schema <= _MOST_SCHEMAS:
        raise BadEvent("the schema is no number")
    for name, longest in _TEXTS.items():
        value = getattr(event, name)
        if not isinstance(value, str) or len(value) > longest or not _is_utf8(value):
            raise BadEvent(f"the {name} is no text of at most {longest} characters")
    if not isinstance(event.body, Mapping):
        raise BadEvent("the body is no object")
    _check_body(event.body)


def _check_body(body: Mapping[str, Json]) -> None:
    if not _is_shallow(body, _DEEPEST):
        raise BadEvent("the body is nested too deeply, or holds what JSON cannot")
    if len(canonical(body)) > LONGEST_BODY:
        raise BadEvent(f"the body is longer than {LONGEST_BODY >> 10} kB")


def _is_shallow(value: Json, left: int) -> bool:
    """Is a value JSON, nested at most `left` deep, with text that is UTF-8 and numbers that every program reads?"""
    if isinstance(value, str):
        return _is_utf8(value)
    if isinstance(value, int):
        return abs(value) <= _LARGEST_INT
    if value is None or isinstance(value, float):
        return True
    if left == 0:
        return False
    if isinstance(value, Mapping):
        return all(
            isinstance(name, str) and _is_utf8(name) and _is_shallow(part, left - 1) for name, part in value.items()
        )
    return isinstance(value, Sequence) and all(_is_shallow(part, left - 1) for part in value)


def _is_utf8(text: str) -> bool:
    """Can a text be written?  JSON may hold halves of a character, which nothing else can."""
    if text.isascii():
        return True
    return not any("\ud800" <= c <= "\udfff" for c in text)
