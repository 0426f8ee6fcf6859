# SPDX-License-Identifier: GPL-2.0-or-later
"""The patches that a notice lists are read in every form met."""

from collections.abc import Callable

import pytest

from growth import assert_linear
from kx86.letters.listing import Listed, read_listing, tree_of_link
from unit.letters.making import PROFILE

LINK = "https://git.example/kvm-x86/linux/commit/"


def listed(text: str) -> tuple[Listed, ...]:
    return read_listing(text.split("\n"), PROFILE)[0]


def prose(text: str) -> str:
    return "\n".join(read_listing(text.split("\n"), PROFILE)[1])


def test_a_patch_and_its_link() -> None:
    (one,) = listed(f"[1/2] KVM: x86: Do it\n      {LINK}0123456789ab")
    assert (one.n, one.m, one.subject) == (1, 2, "KVM: x86: Do it")
    assert (one.sha1, one.tree, one.marker) == ("0123456789ab", "kvm-x86", "")


def test_numbers_with_zeros_and_a_deeper_indent() -> None:
    first, second = listed(f"[01/22] One\n        {LINK}0123456789ab\n[02/22] Two\n        (no commit info)")
    assert (first.n, first.sha1) == (1, "0123456789ab")
    assert (second.n, second.sha1, second.marker) == (2, None, "no commit info")


@pytest.mark.parametrize(
    "line",
    [
        f"      {LINK}0123456789abcdef0123456789abcdef01234567",
        "      commit: 0123456789abcdef0123456789abcdef01234567",
        "  Commit-ID:     0123456789abcdef0123456789abcdef01234567",
        "      0123456789abcdef0123456789abcdef01234567",
        f"   -> <{LINK}0123456789ABCDEF0123456789ABCDEF01234567>",
        "      https://git.example/other/linux.git/commit/?id=0123456789abcdef0123456789abcdef01234567",
    ],
)
def test_a_commit_is_written_in_many_ways(line: str) -> None:
    (one,) = listed(f"[1/1] KVM: x86: Do it\n{line}")
    assert one.sha1 == "0123456789abcdef0123456789abcdef01234567"


def test_a_link_may_stand_behind_the_subject() -> None:
    (one,) = listed(f"[1/1] KVM: x86: Do it ({LINK}0123456789ab)")
    assert (one.subject, one.sha1) == ("KVM: x86: Do it", "0123456789ab")


def test_a_long_subject_may_go_on() -> None:
    (one,) = listed(f"[1/1] KVM: x86: Do it in a way that takes\n      very long\n      {LINK}0123456789ab")
    assert one.subject == "KVM: x86: Do it in a way that takes very long"


def test_a_patch_without_anything_below_has_no_commit() -> None:
    one, two = listed("[1/2] One\n\n[2/2] Two\nSome words")
    assert one.sha1 is two.sha1 is None
    assert one.marker == two.marker == ""


def test_a_shortlog_and_a_link_without_number() -> None:
    (one,) = listed(f"Pushed, this now:\n\n        KVM: x86: Do it\n        {LINK}0123456789ab")
    assert (one.n, one.subject, one.sha1) == (None, "KVM: x86: Do it", "0123456789ab")


def test_a_link_alone() -> None:
    (one,) = listed(f"New SHA-1 is:\n\n  {LINK}0123456789ab")
    assert (one.n, one.subject, one.inline) == (None, "", False)


def test_a_link_amid_prose_is_noted_and_its_words_are_not_read() -> None:
    text = f"New hash is {LINK}0123456789ab, sorry."
    (one,) = listed(text)
    assert one.inline and one.sha1 == "0123456789ab"
    assert "kvm-x86" not in prose(text)


def test_quotes_list_nothing() -> None:
    assert listed(f"> [1/1] KVM: x86: Do it\n>       {LINK}0123456789ab") == ()


def test_prose_stays() -> None:
    assert prose(f"Applied, thanks!\n\n[1/1] One\n      {LINK}0123456789ab\nBye") == "Applied, thanks!\n\nBye"


@pytest.mark.parametrize(
    ("url", "tree", "sha1"),
    [
        ("https://git.example/kvm-x86/linux/commit/0123456789ab", "kvm-x86", "0123456789ab"),
        ("http://git.example/kvm-x86/linux.git/commit/?id=0123456789ab", "kvm-x86", "0123456789ab"),
        ("https://git.example/kvm-x86/kvm-unit-tests/commit/0123456", "kvm-unit-tests", "0123456"),
        ("https://git.example/tip/0123456789abcdef", "tip", "0123456789abcdef"),
        ("https://git.example/tipsy/0123456789abcdef", None, None),
        ("https://git.example/kvm-x86/linux/tree/next", None, None),
        ("https://git.example/kvm-x86/linux/tree/deadbeef", None, None),
        ("https://elsewhere.example/c/0123456789ab", "other", "0123456789ab"),
        ("https://lore.example/r/20240101120000.1234567-1-ann@a.example", None, None),
    ],
)
def test_the_link_decides_the_tree(url: str, tree: str | None, sha1: str | None) -> None:
    assert tree_of_link(url, PROFILE) == (tree, sha1)


def test_a_listing_beyond_all_bounds_is_cut() -> None:
    assert len(listed("\n".join(f"[{n}/9999] x" for n in range(1, 9999)))) == 1000


@pytest.mark.parametrize(
    "unit", ["[1/9] One\n      (no)\n", f"[1/9] One\n    {LINK}0123456\n", "   [1/9\n", "    x\n", f"a {LINK}0123456\n"]
)
def test_a_listing_twice_as_long_takes_about_twice_as_long(unit: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        lines = (unit * size).split("\n")
        return lambda: read_listing(lines, PROFILE)

    assert_linear(prepare)
