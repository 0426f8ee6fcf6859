# SPDX-License-Identifier: GPL-2.0-or-later
"""What kx86 nfc prints: what was proved in a line, what differs in words of the source, what was not seen."""

from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion

from kx86.apps.cli.nfc_render import head_lines, proof_lines, sum_line
from kx86.apps.cli.nfc_view import NfcView, nfc_view
from kx86.apps.cli.render import Style
from kx86.flows.laid import Laid
from kx86.series.series import Series
from kx86.testing.comparable import comparable
from kx86.testing.configuration import Configuration
from kx86.testing.nfc import Place, Sameness
from kx86.testing.objects.compare import Change, Compared, Rename
from kx86.testing.steps import Step

CONFIGURATION = comparable(Configuration(name="64-bit", title="64-bit"))
SVM, X86 = "arch/x86/kvm/svm/svm.o", "arch/x86/kvm/x86.o"
CLAIM = ("No functional change intended",)


def proof(
    n: int,
    title: str,
    *compared: Compared,
    claims: tuple[str, ...] = (),
    unseen: tuple[Place, ...] = (),
    why: str = "",
) -> Sameness:
    return Sameness(n=n, commit=f"{n:040x}", title=title, claims=claims, compared=compared, unseen=unseen, why=why)


def differs(path: str, *changes: Change) -> Compared:
    return Compared(path=path, changes=changes)


def function(name: str, *how: str) -> Change:
    return Change(what="function", name=name, how=how or ("code",))


PROOFS = [
    proof(1, "KVM: SVM: Say it", Compared(path=SVM), Compared(path=X86), claims=(*CLAIM, "only comments change")),
    proof(
        2,
        "KVM: SVM: Rename it",
        Compared(
            path=SVM,
            renames=(Rename(old="old_run", new="new_run", what="function"), Rename(old="a", new="b", what="data")),
        ),
        claims=CLAIM,
    ),
    proof(
        3,
        "KVM: SVM: Change it",
        differs(
            SVM,
            function("svm_run"),
            function("svm_load", '"a" became "b"', "code"),
            Change(what="data", name="ops", how=("what it refers to",)),
            Change(what="parameter", name="vnmi", how=("content",)),
            Change(what="export", name="svm_gone", how=("vanished",)),
            Change(what="section", name=".init.text", how=("code",)),
        ),
        Compared(path=X86),
        claims=CLAIM,
    ),
    proof(
        4,
        "KVM: x86: Change much",
        *(differs(f"a{at}.o", *(function(f"f{one}") for one in range(9))) for at in range(8)),
    ),
    proof(
        5,
        "KVM: x86: Kconfig",
        unseen=(Place(file="arch/x86/kvm/Kconfig"), *(Place(file="a.h", line=at) for at in range(1, 9))),
    ),
    proof(6, "KVM: x86: Break it", claims=CLAIM, why="does not build: a.c:1: 'x' undeclared"),
    proof(7, "KVM: x86: Steer \x1b[2J", differs("a\x1b.o", function("f\x1b[31m", '"\x1b" became ""'))),
    proof(8, "Documentation: Say it"),
]


@pytest.fixture
def view() -> NfcView:
    series = Series(title="v6.12..HEAD", version="1", rfc=False, resend=False, cover=None, patches=(), local=True)
    steps = tuple(Step(n=one.n, commit=one.commit, title=one.title) for one in PROOFS)
    laid = Laid(series=series, base=Step(n=0, commit="0" * 40, title="v6.12"), steps=steps, makefiles=())
    return nfc_view(laid, PROOFS, CONFIGURATION, "own")


def text(view: NfcView, style: Style) -> str:
    lines = [*head_lines(view, style)]
    for one in view.patches:
        lines += proof_lines(one, view, style)
    return "\n".join([*lines, *sum_line(view)])


def test_a_series_in_short(view: NfcView, snapshot: SnapshotAssertion) -> None:
    assert text(view, Style()) == snapshot
    assert "\x1b" not in text(view, Style())


def test_a_series_in_full(view: NfcView, snapshot: SnapshotAssertion) -> None:
    assert text(view, Style(verbose=True)) == snapshot


def test_a_claim_that_is_not_proved_and_a_patch_that_does_not_build_refuse(view: NfcView) -> None:
    assert view.refused
    good = [one for one in PROOFS if not one.is_refuted and one.state != "failed"]
    steps = tuple(Step(n=one.n, commit=one.commit, title=one.title) for one in good)
    series = Series(title="", version="1", rfc=False, resend=False, cover=None, patches=(), local=True)
    laid = Laid(series=series, base=Step(n=0, commit="", title=""), steps=steps, makefiles=())
    assert not nfc_view(laid, good, CONFIGURATION, "own").refused
    assert not nfc_view(laid, [replace(PROOFS[2], claims=())], CONFIGURATION, "own").refused
