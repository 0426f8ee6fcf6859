# SPDX-License-Identifier: GPL-2.0-or-later
"""Plain values of a file in; typed values out, or every key that does not fit.

A library for this costs more time to import than everything that a profile needs, and a profile is read by every command.
"""

from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from kx86.profile.misfit import Key, Misfit, Misfits, told

T = TypeVar("T")
# A key below a key: cheap to make for every value, and walked only when something is wrong.
_At = tuple[Any, str | int] | None
# To look for the nearest key takes time, and nobody reads more.
_MOST = 100


def convert(raw: Any, kind: type[T]) -> T:
    """Make a dataclass of a table.  Raises Misfits for keys that are missing, unknown or of the wrong kind."""
    found: list[Misfit] = []
    made = _table(raw, kind, None, found)
    if found:
        raise Misfits(found)
    return made  # type: ignore[no-any-return]


def _table(raw: Any, kind: Any, at: _At, found: list[Misfit]) -> Any:
    if not _is(raw, dict, at, found):
        return None
    hints, names, needed = _shape(kind)
    for key in raw:
        if key not in names and len(found) < _MOST:
            found.append(_unknown((at, key), names))
    for name in needed:
        if name not in raw:
            key = _key((at, name))
            found.append(Misfit(key=key, message=f"`{told(key)}` is missing"))
    values = {key: _value(raw[key], hints[key], (at, key), found) for key in raw if key in names}
    return kind(**values) if not found else None


@cache
def _shape(kind: Any) -> tuple[dict[str, Any], dict[str, Field[Any]], tuple[str, ...]]:
    """The kinds of the keys of a table, the keys, and those that must be there."""
    names = {field.name: field for field in fields(kind)}
    needed = [name for name, one in names.items() if one.default is MISSING and one.default_factory is MISSING]
    return get_type_hints(kind), names, tuple(needed)


def _key(at: _At) -> Key:
    parts: list[str | int] = []
    while at is not None:
        at, part = at
        parts.append(part)
    return tuple(reversed(parts))


def _unknown(at: tuple[Any, str | int], names: dict[str, Field[Any]]) -> Misfit:
    from difflib import get_close_matches

    key = _key(at)
    near = get_close_matches(str(key[-1])[:40], names, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"the keys here are {', '.join(names)}"
    return Misfit(key=key, message=f"unknown key `{told(key)}`", hint=hint)


def _value(raw: Any, kind: Any, at: _At, found: list[Misfit]) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (inner,) = (one for one in arguments if one is not NoneType)
        return _value(raw, inner, at, found)
    if origin is Literal:
        return _one_of(raw, arguments, at, found)
    if origin is tuple:
        if not _is(raw, list, at, found):
            return None
        return tuple([_value(one, arguments[0], (at, number), found) for number, one in enumerate(raw)])
    if origin is dict:
        if not _is(raw, dict, at, found):
            return None
        return {key: _value(one, arguments[1], (at, key), found) for key, one in raw.items()}
    if is_dataclass(kind):
        return _table(raw, kind, at, found)
    return raw if _is(raw, kind, at, found) else None


def _one_of(raw: Any, choices: tuple[Any, ...], at: _At, found: list[Misfit]) -> Any:
    if raw not in choices:
        key = _key(at)
        message = f"`{told(key)}` is {repr(raw)[:60]}, not one of {', '.join(map(str, choices))}"
        found.append(Misfit(key=key, message=message))
    return raw


_WORDS = {str: "a text", bool: "true or false", int: "a number", list: "a list", dict: "a table"}


def _is(raw: Any, kind: type, at: _At, found: list[Misfit]) -> bool:
    if type(raw) is kind:
        return True
    key = _key(at)
    found.append(Misfit(key=key, message=f"`{told(key) or 'the top'}` must be {_WORDS.get(kind, kind.__name__)}"))
    return False
