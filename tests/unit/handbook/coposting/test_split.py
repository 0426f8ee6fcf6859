# SPDX-License-Identifier: GPL-2.0-or-later
"""Words that announce a second change are found, words that do not are left alone."""

import pytest

from kx86.handbook.coposting.split import one_thing
from unit.handbook.posting import TEST, diff, on_patch, patch


def said(text, subject="[PATCH] KVM: x86: Poke", **more):
    return on_patch(one_thing, patch(subject, text, **more))


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Poke it.  Also, rename the counter.", "Also"),
        ("Poke it.\n\nIn addition, fix the counter.", "In addition"),
        ("Poke it.  In\naddition, drop the counter.", "In"),
        ("Besides, kvm_poke() does not handle zero and fix it.", "Besides"),
        ("Additionally, it seems reasonable to randomize pokes.", "Additionally"),
        ("Meanwhile using PAGE_MASK is wrong.", "Meanwhile"),
        ("Poke it.  While at it, widen the counter.", "While at it"),
        ("Poke it.\nThis also adds a counter.", "This also"),
        ("Poke it.  That also fixes an old race.", "That also"),
    ],
)
def test_a_second_change_is_announced(text, mark):
    (found,) = said(text)
    where = found.where
    assert where.text[where.column : where.column + where.width] == mark


@pytest.mark.parametrize(
    "text",
    [
        "Poke it.  The guest also drops the counter.",
        "Poke it.  Also update the documentation of the ioctl.",
        "Poke it.  Also add a comment that says why.",
        "Poke it.  Also, the counter is wrong.",
        "Poke it.  While at it, add a comment.",
        "Poke it.  Also update the kselftest.",
        "Meanwhile, another vCPU pokes.",
        "While the guest is at it, KVM waits.",
        "Poke it.  Opportunistically drop a stale comment.",
        'The man page says "Also add one".',
        "Poke it.\n\n\tAlso add one\n",
        "This also allows the guest to poke.",
        "This also means that nothing changes.",
    ],
)
def test_one_change_is_fine(text):
    assert said(text) == []


def test_notes_are_searched_for_what_was_done_on_the_way_only():
    (found,) = said("Poke it.", notes="While here, I've merged both macros.")
    assert found.where.part == "notes"
    assert said("Poke it.", notes="v2: Poke.  Also rename the counter.") == []


@pytest.mark.parametrize(
    ("title", "alarm"),
    [
        ("Add a counter and fix the ABI of pokes", True),
        ("Remove the counter and rename the lock", True),
        ("Check and enable pokes", False),
        ("Move and rename the counter", False),
        ("Rename the counter and add to kvm_util.h", False),
        ("Handle add and fix it", False),
        ("Add a counter and fix the documentation of pokes", False),
        ("Add a counter and a lock", False),
    ],
)
def test_two_verbs_in_the_shortlog(title, alarm):
    assert bool(said("Poke.", f"[PATCH] KVM: x86: {title}")) is alarm


def test_a_patch_gets_one_remark_at_most():
    text = "Poke it.  Also, rename it.  While at it, fix it.  This also adds more."
    assert len(said(text, "[PATCH] KVM: x86: Add a counter and fix the ABI of pokes")) == 1


def test_a_cover_letter_may_list_many_changes():
    cover = patch("[PATCH 0/1] KVM: x86: Poke", "Poke.  Also, rename it.", ident="0@kernel.example")
    assert list(one_thing.find(cover, None)) == []  # type: ignore[arg-type]


def test_other_architectures_are_not_judged_by_their_diff():
    many = [diff(f"arch/arm64/kvm/part{n}.c", ["	poke();"] * 200) for n in range(5)]
    assert on_patch(one_thing, patch("[PATCH] KVM: arm64: Poke", "Poke.", *many, diff(TEST))) == []
