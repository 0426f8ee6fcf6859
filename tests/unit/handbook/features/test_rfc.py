# SPDX-License-Identifier: GPL-2.0-or-later
"""An RFC asks something and ends some day."""

import pytest

from kx86.handbook.features.rfc import rfc_asks, rfc_ends
from unit.handbook.posting import SIGNED, on_series, patch, series


def posting(text="Poke.", tag="RFC PATCH", reviewed=False, cover=True):
    trailers = f"Reviewed-by: Rey Example <rey@kernel.example>\n{SIGNED}" if reviewed else SIGNED
    top = 0 if cover else 1
    patches = [
        patch(
            f"[{tag} {n}/3] KVM: x86: Poke",
            trailers=trailers,
            ident=f"{n}@kernel.example",
            to=f"{top}@kernel.example" if n != top else None,
        )
        for n in (1, 2, 3)
    ]
    letter = [patch(f"[{tag} 0/3] KVM: x86: Poke", text, ident="0@kernel.example")] if cover else []
    return series(*letter, *patches)


@pytest.mark.statement("FEAT-6")
def test_an_rfc_that_asks_nothing_is_told():
    (found,) = on_series(rfc_asks, posting())
    assert (found.n, found.where.part) == (0, "cover")
    (found,) = on_series(rfc_asks, posting(cover=False))
    assert (found.n, found.where.part) == (1, "subject")


@pytest.mark.parametrize(
    "text",
    [
        "Poke.  Is an ioctl right?",
        "Poke.  Feedback on the ABI is wanted.",
        "This is an RFC because the ABI is open.",
        "The RFC tag is there because patch 2 adds a driver.",
        "I am not entirely sure about patch 3.",
        "Thoughts on the name are welcome.",
    ],
)
def test_a_question_in_any_form_is_enough(text):
    assert on_series(rfc_asks, posting(text)) == []


def test_who_posts_no_rfc_need_not_ask():
    assert on_series(rfc_asks, posting(tag="PATCH")) == []


@pytest.mark.statement("FEAT-7")
@pytest.mark.parametrize(
    ("tag", "reviewed", "said"),
    [
        ("RFC PATCH v6", False, "version 6"),
        ("PATCH RFC v10", False, "version 10"),
        ("RFC PATCH v2", True, "3 patches carry Reviewed-by"),
    ],
)
def test_an_rfc_that_went_on_for_long_is_asked_about(tag, reviewed, said):
    (found,) = on_series(rfc_ends, posting(tag=tag, reviewed=reviewed))
    assert said in found.message


@pytest.mark.parametrize(("tag", "reviewed"), [("RFC PATCH", True), ("RFC PATCH v5", False), ("PATCH v9", True)])
def test_young_ones_and_ordinary_patches_are_fine(tag, reviewed):
    assert on_series(rfc_ends, posting(tag=tag, reviewed=reviewed)) == []
