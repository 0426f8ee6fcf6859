# SPDX-License-Identifier: GPL-2.0-or-later
"""The repository of a posting."""

import pytest

from kx86.adapters.data import profile_text
from kx86.profile.read import read_profile
from kx86.series.posting import Repository, repository
from kx86.series.postings import put_together
from unit.series.making import changing, digest

PROFILE = read_profile(profile_text(), "data/kvm-x86.toml")


@pytest.mark.parametrize(
    ("subject", "path", "wanted"),
    [
        ("[PATCH] KVM: x86: Poke", "arch/x86/kvm/x86.c", "linux"),
        ("[kvm-unit-tests PATCH] x86: Poke", "README", "kvm-unit-tests"),
        ("[PATCH] x86: Poke", "x86/vmx.c", "kvm-unit-tests"),
        ("[PATCH iproute2-next] ip: Poke", "ip/ip.c", "other"),
        ("[PATCH pve-manager 1/1] ui: Poke", "www/x.js", "other"),
        ("[PATCH] target/i386: Poke", "target/i386/kvm/kvm.c", "other"),
        ("[PATCH net-next] net: Poke", "net/core/dev.c", "linux"),
    ],
)
def test_words_in_brackets_and_paths_tell_the_repository(subject: str, path: str, wanted: Repository) -> None:
    (posting,) = put_together([digest("1@a.example", subject, body=changing("poke();", path=path))])
    assert repository(posting, PROFILE) == wanted


def test_a_posting_without_any_patch_is_for_linux() -> None:
    (posting,) = put_together([digest("c@a.example", "[PATCH 0/2] KVM: Poke", body="Poke.\n")])
    assert repository(posting, PROFILE) == "linux"


def test_a_patch_picked_for_a_stable_kernel_is_known() -> None:
    (posting,) = put_together([digest("1@a.example", "[PATCH 6.1] KVM: x86: Poke")])
    assert (posting.picked, posting.words) == (True, frozenset({"6.1"}))
