# SPDX-License-Identifier: GPL-2.0-or-later
"""What object code proves, as far as a plan heeds it."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.errors import UserError
from kx86.testing.proved import Proofs, Proved, read_proofs
from small_kernel import TREE
from unit.testing.made import Work, build, settings

WALKER = "arch/x86/kvm/mmu/paging_tmpl.h"
SUBJECT = "KVM: x86/mmu: Tidy up the walker"


def printed(state: str = "same", identical: tuple[str, ...] = (), **more: Any) -> bytes:
    patch = {"n": 1, "subject": SUBJECT, "state": state, "identical": identical, **more}
    return json.dumps({"kx86": "0", "series": [{"title": "x", "patches": [patch]}]}).encode()


def work() -> Work:
    assert WALKER in TREE
    return Work().commit((WALKER, "static", "static inline"), subject=SUBJECT)


def proofs(**given: Any) -> Proofs:
    return read_proofs(printed(**given), "proof.json")


def test_what_is_proved_the_same_needs_no_runs_and_is_built() -> None:
    assert settings(work().plan("merged"))
    made = work().plan("merged", proofs=proofs())
    assert {one.level for one in made.runs} == {"encouraged"}
    assert any("the object code is proved the same for mmu/paging_tmpl.h" in one.reasons for one in made.runs)
    assert build(made, "64-bit") is not None


@pytest.mark.parametrize("state", ["differs", "unseen", "failed"])
def test_what_is_not_proved_is_run(state: str) -> None:
    assert work().plan("merged", proofs=proofs(state=state)).runs == work().plan("merged").runs


def test_a_file_whose_object_is_the_same_is_left_out_of_a_patch_that_differs() -> None:
    path = "arch/x86/kvm/x86.c"
    both = Work().commit((WALKER, "static", "static inline"), (path, "", "int a;\n"), subject=SUBJECT)
    made = both.plan("merged", proofs=proofs(state="differs", identical=("arch/x86/kvm/mmu/paging_tmpl.o",)))
    assert settings(both.plan("merged")) > settings(made)


def test_a_proof_of_another_patch_says_nothing() -> None:
    other = {(1, "KVM: x86: Do"): Proved(same=True)}
    assert work().plan("merged", proofs=other).runs == work().plan("merged").runs


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"series": [{"patches": [{"n": 1}]}]}', b"\xff", b"[" * 10_000])
def test_what_nfc_does_not_print_is_told(data: bytes) -> None:
    with pytest.raises(UserError, match=r"proof\.json: not what kx86 nfc --json prints") as told:
        read_proofs(data, "proof.json")
    assert told.value.hint == "kx86 nfc --json > proof.json writes one"


@given(st.binary())
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with suppress(UserError):
        read_proofs(data, "x")
