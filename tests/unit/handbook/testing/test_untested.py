# SPDX-License-Identifier: GPL-2.0-or-later
"""What is meant to be merged was run."""

import pytest

from kx86.handbook.testing.untested import is_tested
from unit.handbook.posting import on_series, patch, series


def said(text, subject="[PATCH] KVM: x86: Poke", **more):
    return on_series(is_tested, series(patch(subject, text, **more)))


@pytest.mark.statement("TEST-3", "TEST-4", "TEST-11")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Compile tested.", "Compile tested"),
        ("This is only build-tested.", "only build-tested"),
        ("Untested.", "Untested"),
        ("Poke.\n\nThis has not been\ntested yet.", "has not been"),
        ("I haven't tested it.", "haven't tested"),
        ("The error path is untested.", "is untested"),
    ],
)
def test_a_patch_that_was_not_run_is_asked_about(text, words):
    (found,) = said(text)
    where = found.where
    assert where.text[where.column : where.column + where.width] == words


@pytest.mark.statement("TEST-11")
@pytest.mark.parametrize(
    "text",
    [
        "Compile tested only, for lack of hardware.",
        "Not tested on AMD, no machine at hand.",
        "Tested on Intel; the rest is untested.",
        "Zero is not tested by the guest.",
        "Anything beyond zero is not tested.",
        "Tested with the KVM selftests.",
        "The bit is tested before it is set.",
    ],
)
def test_who_states_the_level_of_testing_is_fine(text):
    assert said(text) == []


def test_an_rfc_may_be_untested():
    assert said("Compile tested.", "[RFC PATCH] KVM: x86: Poke") == []


def test_notes_and_cover_letters_are_read():
    (found,) = said("Poke.", notes="Untested.")
    assert (found.n, found.where.part) == (1, "notes")
    cover = patch("[PATCH 0/1] KVM: x86: Poke", "Poke.  Only compile tested.", ident="0@kernel.example")
    one = patch("[PATCH 1/1] KVM: x86: Poke", to="0@kernel.example")
    (found,) = on_series(is_tested, series(cover, one))
    assert (found.n, found.where.part) == (0, "cover")
