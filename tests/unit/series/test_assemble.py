# SPDX-License-Identifier: GPL-2.0-or-later
"""Patches are put together into postings."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from growth import assert_linear
from kx86.series.assemble import assemble
from kx86.series.series import Series
from unit.series.making import patch


def numbers(series: Series) -> list[int]:
    return [one.n for one in series.mails]


def test_a_cover_and_its_patches_make_one_series_in_order() -> None:
    (series,) = assemble(
        [
            patch("c@a.example", "[PATCH 0/2] KVM: x86: Do both"),
            patch("2@a.example", "[PATCH 2/2] KVM: x86: Do two", to="c@a.example"),
            patch("1@a.example", "[PATCH 1/2] KVM: x86: Do one", to="c@a.example"),
        ]
    )
    assert numbers(series) == [0, 1, 2]
    assert series.title == "KVM: x86: Do both"
    assert series.missing == ()
    assert series.version == "1"


def test_a_patch_that_is_not_there_is_missing() -> None:
    (series,) = assemble(
        [patch("c@a.example", "[PATCH v3 0/3] All"), patch("2@a.example", "[PATCH v3 2/3] Two", to="c@a.example")]
    )
    assert series.missing == (1, 3)
    assert series.version == "3"


def test_a_version_sent_in_reply_to_the_one_before_is_a_series_of_its_own() -> None:
    series = assemble(
        [
            patch("c1@a.example", "[PATCH 0/1] One"),
            patch("p1@a.example", "[PATCH 1/1] One", to="c1@a.example"),
            patch("c2@a.example", "[PATCH v2 0/1] One", to="c1@a.example"),
            patch("p2@a.example", "[PATCH v2 1/1] One", to="c2@a.example"),
        ]
    )
    assert [(s.version, numbers(s)) for s in series] == [("1", [0, 1]), ("2", [0, 1])]


def test_a_resend_in_the_same_thread_is_a_posting_of_its_own() -> None:
    series = assemble(
        [
            patch("c@a.example", "[PATCH 0/1] One"),
            patch("p@a.example", "[PATCH 1/1] One", to="c@a.example"),
            patch("r@a.example", "[PATCH RESEND 1/1] One", to="c@a.example"),
        ]
    )
    assert [(s.resend, numbers(s)) for s in series] == [(False, [0, 1]), (True, [1])]


def test_a_number_sent_twice_opens_a_further_posting() -> None:
    series = assemble(
        [
            patch("c@a.example", "[PATCH 0/2] Both"),
            patch("1@a.example", "[PATCH 1/2] One", to="c@a.example"),
            patch("1again@a.example", "[PATCH 1/2] One", to="1@a.example"),
            patch("2@a.example", "[PATCH 2/2] Two", to="c@a.example"),
        ]
    )
    assert [numbers(s) for s in series] == [[0, 1, 2], [1]]


def test_deep_threading_is_followed() -> None:
    (series,) = assemble(
        [
            patch("1@a.example", "[PATCH 1/3] One"),
            patch("2@a.example", "[PATCH 2/3] Two", to="1@a.example"),
            patch("3@a.example", "[PATCH 3/3] Three", to="2@a.example"),
        ]
    )
    assert numbers(series) == [1, 2, 3]


def test_mails_that_lost_their_threading_are_joined_by_the_stem_of_their_ids() -> None:
    (series,) = assemble(
        [
            patch("20240101120000.77-1-ann@kernel.example", "[PATCH 0/2] Both"),
            patch("20240101120000.77-2-ann@kernel.example", "[PATCH 1/2] One"),
            patch("20240101120000.77-3-ann@kernel.example", "[PATCH 2/2] Two"),
        ]
    )
    assert numbers(series) == [0, 1, 2]


def test_patches_of_two_people_in_one_thread_stay_apart() -> None:
    series = assemble(
        [
            patch("c@a.example", "[PATCH 0/2] Both"),
            patch("1@a.example", "[PATCH 1/2] One", to="c@a.example"),
            patch("x@b.example", "[PATCH 1/2] Another idea", to="1@a.example", sender="Bob <bob@kernel.example>"),
        ]
    )
    assert [numbers(s) for s in series] == [[0, 1], [1]]


def test_unnumbered_patches_are_series_of_one() -> None:
    series = assemble([patch("1@a.example", "[PATCH] One"), patch("2@a.example", "[PATCH] Two", to="1@a.example")])
    assert [(s.title, numbers(s)) for s in series] == [("One", [1]), ("Two", [1])]


def test_patch_files_without_message_ids_are_joined_by_their_counter() -> None:
    (series,) = assemble([patch(None, "[PATCH 2/2] Two"), patch(None, "[PATCH 1/2] One")])
    assert numbers(series) == [1, 2]


def test_a_loop_of_replies_ends() -> None:
    (series,) = assemble(
        [
            patch("1@a.example", "[PATCH 1/2] One", to="2@a.example"),
            patch("2@a.example", "[PATCH 2/2] Two", to="1@a.example"),
        ]
    )
    assert numbers(series) == [1, 2]


def test_a_counter_beyond_all_bounds_lists_a_bounded_number_of_missing_patches() -> None:
    (series,) = assemble([patch("1@a.example", "[PATCH 1/9999] One")])
    assert len(series.missing) < 1000


@pytest.mark.parametrize("shape", ["chain", "star"])
def test_a_thread_twice_as_long_takes_about_twice_as_long(shape: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        patches = [patch("0@a.example", f"[PATCH 0/{size}] All")]
        part = patch("1@a.example", f"[PATCH 1/{size}] Part", to="0@a.example")
        for n in range(1, size + 1):
            to = (f"{n - 1}@a.example" if shape == "chain" else "0@a.example",)
            subject = replace(part.subject, n=n)
            patches.append(
                replace(part, n=n, subject=subject, message_id=f"{n}@a.example", in_reply_to=to, references=to)
            )
        return lambda: assemble(patches)

    assert_linear(prepare)
