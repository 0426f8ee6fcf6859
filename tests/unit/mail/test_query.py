# SPDX-License-Identifier: GPL-2.0-or-later
"""What people type to search mail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.mail.query import Term, parse_query


def only(text: str) -> Term:
    ((term,),) = parse_query(text).groups
    return term


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("dirty", Term("any", ("dirty",))),
        ('"dirty log"', Term("any", ("dirty", "log"))),
        ("from:ann@kernel.example", Term("from", ("ann", "kernel", "example"))),
        ("f:ann", Term("from", ("ann",))),
        ('subject:"dirty ring"', Term("subject", ("dirty", "ring"))),
        ("file:arch/x86/kvm/mmu/", Term("file", ("arch", "x86", "kvm", "mmu"))),
        ("dfn:svm/sev.c", Term("file", ("svm", "sev", "c"))),
        ("function:kvm_mmu_load", Term("function", ("kvm_mmu_load",))),
        ("function:kvm_mmu*", Term("function", ("kvm_mmu",), prefix=True)),
        ("-rfc", Term("any", ("rfc",), negated=True)),
        ("-subject:rfc", Term("subject", ("rfc",), negated=True)),
        ("m:<a-1@b.example>", Term("message", ("a-1@b.example",))),
        ("BODY:warn", Term("body", ("warn",))),
    ],
)
def test_a_term(text: str, term: Term) -> None:
    assert only(text) == term


def test_or_joins_its_neighbours() -> None:
    assert [len(group) for group in parse_query("a OR b c OR d OR e").groups] == [2, 3]
    assert [len(group) for group in parse_query("OR a").groups] == [1]


def test_dates_are_kept_as_typed() -> None:
    query = parse_query('after:2024-01-01 before:"2 weeks ago" d:20240101..20240201 word')
    assert query.dates == (("after", "2024-01-01"), ("before", "2 weeks ago"), ("d", "20240101..20240201"))
    assert len(query.groups) == 1


def test_an_unknown_field_is_told() -> None:
    assert parse_query("fiel:x y").unknown == ("fiel",)


@given(st.text())
def test_no_text_raises_and_words_are_words(text: str) -> None:
    for group in parse_query(text).groups:
        for term in group:
            assert term.words
            assert term.field == "message" or all(
                word.isidentifier() or word.isalnum() or "_" in word or word for word in term.words
            )


@pytest.mark.parametrize("piece", ['"', "a:", "-", 'a:"b', "OR "])
def test_growth_is_linear(piece: str) -> None:
    assert_linear(lambda size: lambda: parse_query(piece * size))
