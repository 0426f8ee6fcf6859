# SPDX-License-Identifier: GPL-2.0-or-later
"""What people type to search mail in; terms, ranges of dates and what is not understood out.

    from:ann subject:"dirty log" file:mmu/ function:kvm_mmu_load after:2024-01-01 body:stale -rfc

Words stand for themselves in any field; all terms must hold; a leading `-` turns one round; `OR` between two joins them.  The
short prefixes of public-inbox (f: s: b: d: dfn: dfhh: m:) are taken as well.
"""

import re
from dataclasses import dataclass
from typing import Literal

Field = Literal["any", "from", "subject", "body", "file", "function", "message"]

_FIELDS: dict[str, Field] = {
    "from": "from", "f": "from", "subject": "subject", "s": "subject", "body": "body", "b": "body", "nq": "body",
    "file": "file", "dfn": "file", "function": "function", "func": "function", "dfhh": "function",
    "message": "message", "m": "message", "mid": "message", "msgid": "message",
}  # fmt: skip
DATES = ("after", "before", "since", "until", "date", "d")
"""Prefixes that limit the date."""

_TERM = re.compile(r'(-?)(?:([A-Za-z]{1,12}):)?(?:"([^"]*)"?|(\S+))')
_WORD = re.compile(r"\w+")
_MOST_TERMS = 40


@dataclass(frozen=True, slots=True)
class Term:
    """A term: the field that it looks into, the words that stand there in a row, whether the last may go on, and no or yes."""

    field: Field
    words: tuple[str, ...]
    prefix: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search: one term of every group must hold.  `dates` are limits as typed: ("after", "2024-01-01")."""

    groups: tuple[tuple[Term, ...], ...]
    dates: tuple[tuple[str, str], ...] = ()
    after: int | None = None
    before: int | None = None
    unknown: tuple[str, ...] = ()


def parse_query(text: str) -> Query:
    """Read a search.  A prefix that is not known is kept in `unknown`, and the rest stands."""
    groups: list[list[Term]] = []
    dates: list[tuple[str, str]] = []
    unknown: list[str] = []
    joined = False
    for match in _TERM.finditer(text):
        minus, name, quoted, bare = match.groups()
        value = bare if quoted is None else quoted
        if quoted is None and not name and not minus and bare == "OR":
            joined = bool(groups)
            continue
        if name and name.lower() in DATES:
            dates.append((name.lower(), value))
        elif name and name.lower() not in _FIELDS:
            unknown.append(name)
        elif term := _term(_FIELDS[name.lower()] if name else "any", value, quoted is not None, bool(minus)):
            if joined and len(groups[-1]) < _MOST_TERMS:
                groups[-1].append(term)
            elif not joined and len(groups) < _MOST_TERMS:
                groups.append([term])
        joined = False
    return Query(groups=tuple(map(tuple, groups)), dates=tuple(dates), unknown=tuple(unknown))


def _term(field: Field, value: str, quoted: bool, negated: bool) -> Term | None:
    if field == "message":
        return Term(field, (value.strip("<>"),), negated=negated)
    words = tuple(_WORD.findall(value))[:_MOST_TERMS]
    return Term(field, words, not quoted and value.endswith("*"), negated) if words else None
