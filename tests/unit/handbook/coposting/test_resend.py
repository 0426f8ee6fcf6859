# SPDX-License-Identifier: GPL-2.0-or-later
"""RESEND marks what was posted before, unchanged, and nothing else."""

from dataclasses import replace

import pytest

from kx86.handbook.coposting.resend import resent_unchanged
from kx86.series.series import Series
from unit.handbook.posting import diff, facts, patch, series


def posted(prefix: str, *pokes: str, name: str = "a") -> Series:
    """Make a posting of one patch for each poke."""
    m = len(pokes)
    return series(
        *(
            patch(
                f"[{prefix} {n}/{m}] KVM: x86: Poke {n}",
                "Poke.",
                diff(added=[f"	{poke}();"]),
                ident=f"{name}{n}@kernel.example",
                to=f"{name}1@kernel.example" if n > 1 else None,
            )
            for n, poke in enumerate(pokes, 1)
        )
    )


def said(now: Series, before: Series) -> list[str]:
    return [found.message for found in resent_unchanged.find(now, replace(facts(now), previous=before))]


def test_an_unchanged_resend_and_a_changed_next_version_are_fine() -> None:
    before = posted("PATCH v2", "one", "two")
    assert said(posted("PATCH RESEND v2", "one", "two", name="b"), before) == []
    assert said(posted("PATCH v3", "one", "three", name="b"), before) == []


@pytest.mark.parametrize(
    ("pokes", "changed"),
    [
        (("one", "other"), "patch 2 changed"),
        (("an", "other"), "patches 1, 2 changed"),
        (("one", "two", "three"), "the number of patches changed from 2 to 3"),
    ],
)
def test_a_changed_resend_is_told_what_changed(pokes: tuple[str, ...], changed: str) -> None:
    now = posted("PATCH RESEND v2", *pokes, name="b")
    assert said(now, posted("PATCH v2", "one", "two")) == [
        f"This is marked RESEND, but {changed} since it was posted last."
    ]


def test_the_same_version_once_more_wants_resend_or_the_next_number() -> None:
    before = posted("PATCH v2", "one", "two")
    assert said(posted("PATCH v2", "one", "two", name="b"), before) == ["v2 was posted before."]
    assert said(posted("PATCH v2", "one", "six", name="b"), before) == [
        "v2 was posted before, and patch 2 changed since."
    ]


def test_many_changed_patches_are_counted_not_listed() -> None:
    now = posted("PATCH RESEND", *"abcdefgh", name="b")
    (message,) = said(now, posted("PATCH", *"ijklmnop"))
    assert "patches 1, 2, 3, 4, 5 and more changed" in message


def test_a_patch_that_the_posting_before_lacks_says_nothing() -> None:
    before = posted("PATCH v2", "one", "two")
    cut = replace(before, patches=before.patches[:1], missing=(2,))
    assert said(posted("PATCH RESEND v2", "one", "two", name="b"), cut) == []


def test_an_rfc_before_the_first_version_is_no_repetition() -> None:
    assert said(posted("PATCH", "one"), posted("RFC PATCH", "one", name="b")) == []


def test_nothing_is_said_without_a_posting_before_or_of_commits() -> None:
    now = posted("PATCH RESEND", "one")
    assert said(now, replace(now, patches=())) == []
    assert said(replace(now, local=True), posted("PATCH", "two", name="b")) == []
