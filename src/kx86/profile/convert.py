# SPDX-License-Identifier: GPL-2.0-or-later
"""Plain values of a file in; typed values out, or the key that does not fit.

A library for this costs more time to import than everything that a profile needs, and a profile is read by every command.
"""

from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class Misfit(ValueError):
    """A value that does not fit; the text names its key."""


def convert(raw: Any, kind: type[T], at: str = "") -> T:
    """Make a dataclass of a table.  Raises Misfit for a key that is missing, unknown or of the wrong kind."""
    if not isinstance(raw, dict):
        raise Misfit(f"`{at or 'the top'}` must be a table")
    hints, names = _shape(kind)  # type: ignore[arg-type]
    for key in raw:
        if key not in names:
            raise Misfit(f"unknown key `{_below(at, key)}`")
    for name, field in names.items():
        if name not in raw and field.default is MISSING and field.default_factory is MISSING:
            raise Misfit(f"`{_below(at, name)}` is missing")
    return kind(**{key: _value(raw[key], hints[key], _below(at, key)) for key in raw})


@cache
def _shape(kind: Any) -> tuple[dict[str, Any], dict[str, Field[Any]]]:
    return get_type_hints(kind), {field.name: field for field in fields(kind)}


def _below(at: str, key: object) -> str:
    return f"{at}.{key}" if at else str(key)


def _value(raw: Any, kind: Any, at: str) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (inner,) = (one for one in arguments if one is not NoneType)
        return _value(raw, inner, at)
    if origin is Literal:
        return _one_of(raw, arguments, at)
    if origin is tuple:
        _expect(raw, list, at)
        return tuple(_value(one, arguments[0], f"{at}[{number}]") for number, one in enumerate(raw))
    if origin is dict:
        _expect(raw, dict, at)
        return {key: _value(one, arguments[1], _below(at, key)) for key, one in raw.items()}
    if is_dataclass(kind):
        return convert(raw, kind, at)  # type: ignore[arg-type]
    _expect(raw, kind, at)
    return raw


def _one_of(raw: Any, choices: tuple[Any, ...], at: str) -> Any:
    if raw not in choices:
        raise Misfit(f"`{at}` is {raw!r}, not one of {', '.join(map(str, choices))}")
    return raw


_WORDS = {str: "a text", bool: "true or false", int: "a number", list: "a list", dict: "a table"}


def _expect(raw: Any, kind: type, at: str) -> None:
    if type(raw) is not kind:
        raise Misfit(f"`{at}` must be {_WORDS.get(kind, kind.__name__)}")
