# SPDX-License-Identifier: GPL-2.0-or-later
"""Whose code a series is in, and so where it is built."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.mail.message import Address
from kx86.series.series import Series
from kx86.testing.trust import OWN, domain_of, strangers
from unit.series.making import patch

ANN = "ann@kernel.example"


def series(*emails: str, local: bool = True) -> Series:
    patches = [
        replace(
            patch("p@kernel.example", "[PATCH] KVM: Do"),
            author=Address(name=email.partition("@")[0].title(), email=email),
            local=local,
        )
        for email in emails
    ]
    return Series(
        title="KVM: Do", version="1", rfc=False, resend=False, cover=None, patches=tuple(patches), local=local
    )


@pytest.mark.parametrize(("of", "email", "own"), [
    (series(ANN), ANN, True),
    (series(ANN, ANN), " ANN@Kernel.Example ", True),
    (series(ANN, "bob@kernel.example"), ANN, False),
    (series("bob@kernel.example"), ANN, False),
    (series(ANN), "", False),
    (series(""), "", False),
    (series(ANN, local=False), ANN, False),
])  # fmt: skip
def test_only_one_s_own_commits_are_one_s_own(of: Series, email: str, own: bool) -> None:
    assert (domain_of(of, email, trusted=False) == OWN) == own
    assert domain_of(of, email, trusted=True) == OWN


def test_what_came_by_mail_is_a_stranger_s_whatever_its_from_says() -> None:
    assert domain_of(series(ANN, local=False), ANN, trusted=False) != OWN
    assert strangers(series(ANN, local=False), ANN) == ("Ann",)


def test_the_next_version_of_a_stranger_finds_the_same_place() -> None:
    bob, eve = "bob@kernel.example", "eve@kernel.example"
    first = domain_of(series(bob), ANN, trusted=False)
    assert first == domain_of(series("Bob@Kernel.Example", bob), ANN, trusted=False)
    assert first == domain_of(series(bob, local=False), "dana@kernel.example", trusted=False)
    assert first == domain_of(series(ANN, bob), ANN, trusted=False)
    assert domain_of(series(bob, eve), ANN, trusted=False) == domain_of(series(eve, bob), ANN, trusted=False)
    assert domain_of(series(bob, eve), ANN, trusted=False) not in (first, domain_of(series(eve), ANN, trusted=False))


def test_strangers_are_named_once_and_not_oneself() -> None:
    assert strangers(series(ANN, "bob@kernel.example", "bob@kernel.example"), ANN.upper()) == ("Bob",)


@given(st.lists(st.text(max_size=20), min_size=1, max_size=3), st.booleans())
def test_a_domain_is_a_plain_name_of_a_folder(emails: list[str], local: bool) -> None:
    assert re.fullmatch(r"own|by-[0-9a-f]{16}", domain_of(series(*emails, local=local), ANN, trusted=False))
