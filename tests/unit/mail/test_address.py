# SPDX-License-Identifier: GPL-2.0-or-later
"""Addresses out of header text."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.mail.address import parse_address, parse_addresses
from kx86.mail.message import Address


@pytest.mark.parametrize(
    ("text", "name", "email"),
    [
        ("a@b.example", "", "a@b.example"),
        ("<a@b.example>", "", "a@b.example"),
        ("Ann  Bee <a@b.example>", "Ann Bee", "a@b.example"),
        ('"Bee, Ann" <a@b.example>', "Bee, Ann", "a@b.example"),
        ("Bee, Ann <a@b.example>", "Bee, Ann", "a@b.example"),
        ('"Ann \\"A\\" Bee" <a@b.example>', 'Ann "A" Bee', "a@b.example"),
        ("a@b.example (Ann Bee)", "Ann Bee", "a@b.example"),
        ("Ann (at work) Bee <a@b.example>", "Ann Bee", "a@b.example"),
        ("Ann Bee <a@b.example", "Ann Bee", "a@b.example"),
        ("Ann Bee <<a@b.example>>", "Ann Bee", "a@b.example"),
        ("Änn Bée <a@b.example>", "Änn Bée", "a@b.example"),
        ("Ann Bee <a@b.example>, Cid <c@d.example>", "Ann Bee", "a@b.example"),
        ("Ann Bee", "Ann Bee", ""),
        ("", "", ""),
    ],
)
def test_one_address_is_read_however_it_is_written(text: str, name: str, email: str) -> None:
    assert parse_address(text) == Address(name=name, email=email)


def test_a_list_is_split_outside_of_quotes_and_comments_only() -> None:
    text = '"Bee, Ann" <a@b.example>, c@d.example (Cid, junior),\n\tDee <d@e.example>;'
    assert [str(address) for address in parse_addresses(text)] == [
        "Bee, Ann <a@b.example>",
        "Cid, junior <c@d.example>",
        "Dee <d@e.example>",
    ]


def test_a_group_gives_its_members() -> None:
    assert [a.email for a in parse_addresses("team: a@b.example, C <c@d.example>;, e@f.example")] == [
        "a@b.example",
        "c@d.example",
        "e@f.example",
    ]
    assert parse_addresses("undisclosed-recipients:;") == ()


# A small alphabet: tables of all characters and regular expressions take seconds to set up.
NAMES = st.text("abzÄéЖ本9", max_size=8)
WORDS = st.text("abz", min_size=1, max_size=8)


@given(st.lists(st.tuples(NAMES, st.builds("{}@{}.example".format, WORDS, WORDS))))
def test_what_is_written_is_read_back(people: list[tuple[str, str]]) -> None:
    addresses = tuple(Address(name=name, email=email) for name, email in people)
    assert parse_addresses(", ".join(map(str, addresses))) == addresses


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    assert isinstance(parse_address(text), Address)
    parse_addresses(text)


@pytest.mark.parametrize(
    "unit", ['"', "(", "<", "\\", ",", "a,", "<a", "a@b, ", "()", '"(', ":", " ", "a <b@c>, ", ">"]
)
def test_hostile_headers_stay_linear(unit: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        text = unit * size
        return lambda: (parse_addresses(text), parse_address(text))

    assert_linear(prepare)
