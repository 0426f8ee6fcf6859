# SPDX-License-Identifier: GPL-2.0-or-later
"""The statements of the handbook: text of data/statements.toml in, values out."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kx86.errors import InternalError
from kx86.handbook.facts import Edition

Side = Literal["contributor", "maintainer", "both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the handbook says in one place, in the words of kx86.

    `told` is true where telling it is all that software can do; else `area` names the part of kx86 that does more, now or
    later.  `rule` names the rule of another statement that heeds this one.
    """

    id: str
    section: str
    side: Side
    edition: Literal[Edition, "both"]
    kind: str
    text: str
    told: bool
    area: str | None
    rule: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """All statements, in the handbook's order, and what the areas are."""

    areas: Mapping[str, str]
    by_id: Mapping[str, Statement]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    section: str
    side: Side
    edition: Literal["both", "2023-02", "merged"]
    kind: str
    text: str
    told: bool = False
    area: str | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    areas: dict[str, str]
    statement: dict[str, _Row]


def read_statements(text: str) -> Statements:
    """Read the statements.  Raises InternalError when the file, which ships with kx86, cannot be used."""
    import msgspec  # costs as much as the rest of the start: only for those who read statements

    try:
        file = msgspec.convert(tomllib.loads(text), _File)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise InternalError(f"data/statements.toml: {problem}") from None
    return Statements(
        areas=file.areas, by_id={id: _statement(id, row, file.areas) for id, row in file.statement.items()}
    )


def _statement(id: str, row: _Row, areas: Mapping[str, str]) -> Statement:
    if row.told == (row.area is not None) or row.area not in (None, *areas):
        raise InternalError(f"data/statements.toml: {id} needs either told = true or an area of [areas]")
    return Statement(
        id=id,
        section=row.section,
        side=row.side,
        edition=row.edition,
        kind=row.kind,
        text=row.text,
        told=row.told,
        area=row.area,
        rule=row.rule,
    )
