# SPDX-License-Identifier: GPL-2.0-or-later
"""A query in; the SQL that answers it, and its values, out."""

from collections.abc import Iterable

from kx86.adapters.index.schema import ARRIVAL_SHIFT
from kx86.mail.date import AHEAD
from kx86.mail.query import Query, Term
from kx86.mail.short import number_of

_LARGEST = (1 << 63) - 1
_COLUMNS = {"from": "sender", "subject": "subject", "body": "body", "file": "file", "function": "function"}


def condition(query: Query) -> tuple[str, tuple[object, ...]]:
    """Write the SELECT of the entries that a query finds, the newest first; the caller limits it.

    Words are numbered in order of arrival, so that the first hits are the newest and no more than the limit is read.
    """
    wanted, unwanted = _match(query, negated=False), _match(query, negated=True)
    source, tests, values = "mail", [], list[object]()
    if wanted:
        source = "words JOIN mail ON mail.id = words.rowid"
        tests.append("words MATCH ?")
        values.append(wanted)
    number = "words.rowid" if wanted else "mail.id"
    if unwanted:
        tests.append(f"{number} NOT IN (SELECT rowid FROM words WHERE words MATCH ?)")
        values.append(unwanted)
    for keys, negated in _messages(query):
        tests.append(f"mail.key {'NOT IN' if negated else 'IN'} ({','.join('?' * len(keys))})")
        values += keys
    for limit, sign in ((query.after, ">="), (query.before, "<")):
        if limit is not None:
            # Mails are numbered by arrival; the date that they give themselves is what people ask for.
            tests.append(f"mail.date {sign} ?")
            values.append(min(limit, _LARGEST))
    if query.after is not None:
        # No mail is dated later than a day behind its arrival, so that older numbers need no look.
        tests.append(f"{number} >= ?")
        values.append(min(max(0, query.after - AHEAD) << ARRIVAL_SHIFT, _LARGEST))
    where = " WHERE " + " AND ".join(tests) if tests else ""
    return f"SELECT mail.entry FROM {source}{where} ORDER BY {number} DESC", tuple(values)


def _messages(query: Query) -> Iterable[tuple[list[int], bool]]:
    """The numbers of the mails that each group names, and whether they are unwanted."""
    for group in query.groups:
        for negated in (False, True):
            terms = (term for term in group if term.field == "message" and term.negated is negated)
            if keys := [number_of(term.words[0]) for term in terms]:
                yield keys, negated


def _match(query: Query, *, negated: bool) -> str:
    groups = [
        [_phrase(term) for term in group if term.negated is negated and term.field != "message"]
        for group in query.groups
    ]
    joined = " OR ".join if negated else " AND ".join
    return joined(f"({' OR '.join(group)})" for group in groups if group)


def _phrase(term: Term) -> str:
    """Quote the words: no text of a query is ever syntax of the full-text search."""
    column = f"{_COLUMNS[term.field]}: " if term.field in _COLUMNS else ""
    return f'{column}"{" ".join(term.words)}"{"*" if term.prefix else ""}'
