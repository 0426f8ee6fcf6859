# SPDX-License-Identifier: GPL-2.0-or-later
"""Suspected escapes are reported before they are posted."""

import pytest

from kx86.handbook.vulnerabilities.escape import may_be_an_escape
from unit.handbook.posting import SIGNED, on_patch, patch

FIXES = f'Fixes: 0123456789ab ("KVM: x86: Poke")\n{SIGNED}'


def said(text, local=True, trailers=FIXES):
    return on_patch(may_be_an_escape, patch("[PATCH] KVM: x86: Check pokes", text, trailers=trailers), local=local)


SUSPICIONS = [
    "A malicious guest can trigger a use-after-free of the poke page.",
    "This is an out-of-bounds write that is controlled by the guest.",
    "The reply leaks host memory to the guest.",
    "The reply leaks uninitialized kernel stack\ndata to the guest.",
    "With a stale bitmap, L2 can corrupt L1 memory.",
    "This allows a VM escape.",
    "A malicious L1 lets L2 read/write physical pages of the host.",
    "A guest that calls the handler twice can overflow the stack, potentially a guest-to-host escape.",
    "An attacker in the guest may read arbitrary kernel memory.",
    "The info leak hurts the host's kASLR.",
]


@pytest.mark.statement("VULN-1")
@pytest.mark.parametrize("text", SUSPICIONS)
def test_a_suspicion_in_the_author_s_words_points_to_the_protocol(text):
    (found,) = said(text)
    assert "security-bugs" in (found.hint or "")
    assert found.where.part == "changelog"


@pytest.mark.parametrize("text", SUSPICIONS)
def test_what_is_posted_already_is_public(text):
    assert said(text, local=False) == []


@pytest.mark.parametrize(
    "text",
    [
        "A guest can crash the host.",
        "KASAN reports an out-of-bounds read when the module is loaded.",
        "The guest reads its own memory.",
        "Userspace can read uninitialized stack data.",
        "The bug leaks a page at VM destruction.",
        "Memory corruption in L2 if L1 pokes.",
        "Fix a memory leak when the guest is destroyed.",
        "This does not let a guest corrupt host memory.",
    ],
)
def test_other_bugs_are_no_escape(text):
    assert said(text) == []


def test_a_public_report_is_public():
    assert said(SUSPICIONS[0], trailers=f"Link: https://lore.kernel.org/all/1@kernel.example\n{FIXES}") == []
    assert said(f"{SUSPICIONS[0]}  This is CVE-2026-0001.") == []


def test_a_feature_that_defends_against_guests_is_no_bug():
    assert said("Keep L2 from reading L1 memory, an L2 guest can read L1 memory otherwise.", trailers=SIGNED) == []
