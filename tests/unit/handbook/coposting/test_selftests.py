# SPDX-License-Identifier: GPL-2.0-or-later
"""Selftests go with their KVM changes; documentation fixes do not go with selftests."""

import pytest

from kx86.handbook.coposting.selftests import documentation_apart, selftests_with_changes
from unit.handbook.posting import TEST, diff, on_series, patch, series

DOCUMENT = diff("Documentation/virt/kvm/api.rst")


def two(first, second):
    return series(
        patch("[PATCH 1/2] KVM: First", "Do it.", first, ident="1@kernel.example"),
        patch("[PATCH 2/2] KVM: Second", "Do it.", second, ident="2@kernel.example", to="1@kernel.example"),
    )


@pytest.mark.statement("CO-1")
@pytest.mark.parametrize(
    "text",
    [
        "Selftests will be posted separately.",
        "A selftest has been sent as a separate patch.",
        "The self-tests are posted\nin another series.",
    ],
)
def test_selftests_that_are_posted_elsewhere_are_asked_into_the_series(text):
    (found,) = on_series(selftests_with_changes, series(patch(text=text)))
    assert found.n == 1


@pytest.mark.parametrize(
    "text", ["KVM-unit-tests will be posted separately.", "The selftests pass.", "No selftest is posted."]
)
def test_other_words_about_tests_are_fine(text):
    assert on_series(selftests_with_changes, series(patch(text=text))) == []


def test_a_series_with_selftests_may_announce_more_of_them():
    text = "More selftests will be posted separately."
    assert on_series(selftests_with_changes, series(patch("[PATCH] KVM: x86: Poke", text, diff(), diff(TEST)))) == []


@pytest.mark.statement("CO-1")
@pytest.mark.parametrize(
    ("link", "count"),
    [("1-dana@kernel.example", 1), ("1-rey@kernel.example", 0)],
    ids=["own", "somebody else's"],
)
def test_selftests_that_link_to_their_author_s_kvm_series_belong_into_it(link, count):
    text = f"Test pokes.\n\nThe KVM support patch series is at:\n\nhttps://lore.kernel.org/kvm/{link}/"
    made = series(patch("[PATCH] KVM: selftests: Poke", text, diff(TEST)))
    assert len(on_series(selftests_with_changes, made)) == count


def test_selftests_may_link_to_their_own_former_version():
    text = "v1: https://lore.kernel.org/kvm/1-dana@kernel.example/"
    assert on_series(selftests_with_changes, series(patch("[PATCH] KVM: selftests: Poke", text, diff(TEST)))) == []


def test_documentation_among_selftests_is_posted_apart():
    (found,) = on_series(documentation_apart, two(DOCUMENT, diff(TEST)))
    assert (found.n, found.where.part) == (1, "subject")


@pytest.mark.parametrize("other", [diff(), diff("tools/include/uapi/linux/kvm.h"), DOCUMENT])
def test_documentation_goes_with_anything_else(other):
    assert on_series(documentation_apart, two(DOCUMENT, other)) == []


def test_documentation_in_an_incomplete_series_is_not_judged():
    made = series(
        patch("[PATCH 1/3] KVM: First", "Do it.", DOCUMENT, ident="1@kernel.example"),
        patch("[PATCH 2/3] KVM: Second", "Do it.", diff(TEST), ident="2@kernel.example", to="1@kernel.example"),
    )
    assert on_series(documentation_apart, made) == []
