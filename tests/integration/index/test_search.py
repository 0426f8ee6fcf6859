# SPDX-License-Identifier: GPL-2.0-or-later
"""Whatever people type, the index is asked in SQL that it understands, and no text of a query is ever syntax."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.adapters.index.schema import ARRIVAL_SHIFT, TABLES
from kx86.adapters.index.search import condition
from kx86.mail.query import Query, parse_query
from kx86.mail.short import number_of

DAY = 86_400
MAILS = (
    ("a@a", "KVM: x86: Track dirty pages", "Ann Author ann@a.example", "Only when asked.", "mmu/mmu.c", "kvm_mmu_load"),
    (
        "b@b",
        "KVM: SVM: Do not track",
        "Bob Builder bob@b.example",
        "Stale pages and OR NEAR words",
        "svm/svm.c",
        "svm_run",
    ),
    ("c@c", "Re: the dirty log", "Ann Author ann@a.example", "No, it is not.  Größe ²", "", ""),
)


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(":memory:")
    database.executescript(TABLES)
    for n, (name, subject, sender, body, file, function) in enumerate(MAILS, 1):
        number = (n * DAY) << ARRIVAL_SHIFT
        database.execute(
            "INSERT INTO mail VALUES (?, ?, ?, '', ?, 0, ?)", (number, number_of(name), name, n * DAY, name.encode())
        )
        database.execute(
            "INSERT INTO words(rowid, subject, sender, body, file, function) VALUES (?, ?, ?, ?, ?, ?)",
            (number, subject, sender, body, file, function),
        )
    yield database
    database.close()


def ask(index: sqlite3.Connection, query: Query) -> str:
    """The mails that a query finds, the newest first."""
    where, values = condition(query)
    return " ".join(data.decode() for (data,) in index.execute(f"{where} LIMIT 10", values))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", "c@c b@b a@a"),
        ("track", "b@b a@a"),
        ("TRACK -dirty", "b@b"),
        ("from:ann dirty", "c@c a@a"),
        ('"dirty pages"', "a@a"),
        ('subject:"pages dirty"', ""),
        ("subject:pages", "a@a"),
        ("pages", "b@b a@a"),
        ("dir*", "c@c a@a"),
        ("dir", ""),
        ("file:mmu/mmu.c", "a@a"),
        ("function:svm_run", "b@b"),
        ("function:svm", ""),
        ("größe", "c@c"),
        ("stale OR log", "c@c b@b"),
        ("-stale -log", "a@a"),
        ("message:a@a", "a@a"),
        ("-m:a@a", "c@c b@b"),
        ("m:a@a OR m:c@c", "c@c a@a"),
        ("m:a@a m:c@c", ""),
        ("m:<b@b>", "b@b"),
        ("NEAR", "b@b"),
        ("body:NOT", "c@c"),
        ("subject:x86 AND", ""),
    ],
)
def test_a_query_finds(index: sqlite3.Connection, typed: str, found: str) -> None:
    assert ask(index, parse_query(typed)) == found


def test_dates_limit_what_is_found(index: sqlite3.Connection) -> None:
    query = parse_query("")
    assert ask(index, replace(query, after=2 * DAY)) == "c@c b@b"
    assert ask(index, replace(query, before=2 * DAY)) == "a@a"
    assert ask(index, replace(parse_query("track"), after=2 * DAY, before=3 * DAY)) == "b@b"
    assert ask(index, replace(query, after=0, before=10**12)) == "c@c b@b a@a"


@pytest.mark.parametrize("limit", [0, 1, 10**10, 10**12, 10**30])
def test_a_date_of_any_size_is_taken(index: sqlite3.Connection, limit: int) -> None:
    for typed in ("", "track"):
        ask(index, replace(parse_query(typed), after=limit))
        ask(index, replace(parse_query(typed), before=limit))


@pytest.mark.parametrize("count", [10, 100, 3000])
@pytest.mark.parametrize("term", ["w{}", "-w{}", "m:w{}", "-m:w{}", '"a b {}"', "from:w{}*"])
@pytest.mark.parametrize("between", [" ", " OR "])
def test_a_query_of_any_length_is_taken(index: sqlite3.Connection, count: int, term: str, between: str) -> None:
    ask(index, parse_query(between.join(term.format(n) for n in range(count))))


def test_a_word_of_any_length_is_taken(index: sqlite3.Connection) -> None:
    assert ask(index, parse_query("a" * 1_000_000)) == ""


SYNTAX = st.sampled_from(
    ['"', "'", "*", "^", "-", "+", "(", ")", "{", "}", ":", ",", "AND", "OR", "NOT", "NEAR(", "from:", "m:", "file:", "subject:",
     " ", "\0", "?", ";", "--", "%", "_", "\\", "words", "rowid", "²", "\u0308", "\u202e", "\n", "<", ">", "kvm", "1"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(SYNTAX, max_size=40).map("".join), st.lists(SYNTAX, max_size=40).map(" ".join)))
def test_no_text_is_syntax(index: sqlite3.Connection, typed: str) -> None:
    ask(index, parse_query(typed))
    ask(index, replace(parse_query(typed), after=DAY, before=2 * DAY))
