# SPDX-License-Identifier: GPL-2.0-or-later
"""Mails of one run of a program are known by their Message-IDs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.series.grouping import Piece, group, stem_of


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("20240101120000.77-1-ann@k.example", "20240101120000.77-12-ann@k.example"),
        ("20240101120000-1-ann@k.example", "20240101120000-2-ann@k.example"),
        ("cover.1700000000.git.ann@k.example", f"{'0a' * 20}.1700000000.git.ann@k.example"),
        ("20240101-poke-it-v2-0-0123456789ab@k.example", "20240101-poke-it-v2-13-0123456789ab@k.example"),
    ],
)
def test_mails_of_one_run_share_a_stem(one: str, two: str) -> None:
    assert stem_of(one) == stem_of(two) is not None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("20240101120000.77-1-ann@k.example", "20240101120001.78-1-ann@k.example"),
        ("20240101-poke-it-v2-0-0123456789ab@k.example", "20240101-poke-it-v3-0-0123456789ab@k.example"),
        ("cover.1700000000.git.ann@k.example", "cover.1700000001.git.ann@k.example"),
    ],
)
def test_two_runs_have_two_stems(one: str, two: str) -> None:
    assert None is not stem_of(one) != stem_of(two) is not None


@pytest.mark.parametrize("other", ["", "@", "CAD=x-1-y@mail.example", "1-2", "a@b.example", "-1-@"])
def test_other_ids_have_no_stem(other: str) -> None:
    assert stem_of(other) is None


def piece(ident: str, n: int, *parents: str) -> Piece:
    return Piece(
        message_id=ident, n=n, m=2, counted=True, version=None, rfc=False, resend=False, sender="a", parents=parents
    )


def test_a_further_mail_of_a_number_stands_with_what_answers_it() -> None:
    mails = [piece("a", 1), piece("b", 1, "a"), piece("c", 2, "b")]
    assert group(mails) == [[0], [1, 2]]


def test_a_parent_further_up_is_found_over_a_reply_that_is_not_at_hand() -> None:
    assert group([piece("a", 1), piece("b", 2, "a reply", "a")]) == [[0, 1]]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 3), st.sampled_from("abcdef")), max_size=12))
def test_every_mail_is_in_one_posting_which_has_each_number_once(mails: list[tuple[str, int, str]]) -> None:
    pieces = [
        piece(f"{ident}{at}", n, *(f"{parent}{other}" for other in range(3)))
        for at, (ident, n, parent) in enumerate(mails)
    ]
    found = group(pieces)
    assert sorted(place for places in found for place in places) == list(range(len(pieces)))
    for places in found:
        numbers = [pieces[place].n for place in places]
        assert numbers == sorted(set(numbers))
