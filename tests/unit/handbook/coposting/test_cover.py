# SPDX-License-Identifier: GPL-2.0-or-later
"""Two patches or more have a cover letter."""

from dataclasses import replace

import pytest

from kx86.handbook.coposting.cover import has_cover
from unit.handbook.posting import on_series, patch, series

FIRST = patch("[PATCH 1/2] KVM: x86: Poke", ident="1@kernel.example")
SECOND = patch("[PATCH 2/2] KVM: x86: Prod", ident="2@kernel.example", to="1@kernel.example")
COVER = patch("[PATCH 0/2] KVM: x86: Poke and prod", "Both.", ident="0@kernel.example", to="1@kernel.example")


@pytest.mark.statement("TLDR-2")
def test_two_patches_alone_lack_a_cover_letter():
    (found,) = on_series(has_cover, series(FIRST, SECOND))
    assert found.n is None
    assert found.where.part == "headers"
    assert "2 patches" in found.message


def test_one_patch_needs_none():
    assert on_series(has_cover, series(patch())) == []


def test_a_cover_letter_sent_as_a_reply_is_one():
    assert on_series(has_cover, series(FIRST, SECOND, COVER)) == []


def test_a_range_of_commits_has_none_by_nature():
    assert on_series(has_cover, series(FIRST, SECOND, local=True)) == []


def test_patches_picked_for_a_stable_kernel_are_not_a_contribution():
    picked = [replace(one, changelog=("[ Upstream commit 0123456789ab ]",)) for one in (FIRST, SECOND)]
    assert on_series(has_cover, series(*picked)) == []


def test_a_mail_that_is_not_at_hand_may_be_the_cover_letter():
    answering = [
        patch(f"[PATCH {n}/2] KVM: x86: Poke", ident=f"{n}@kernel.example", to="0@kernel.example") for n in (1, 2)
    ]
    assert on_series(has_cover, series(*answering)) == []
