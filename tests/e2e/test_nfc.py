# SPDX-License-Identifier: GPL-2.0-or-later
"""kx86 nfc as a user types it, on a tiny kernel that is really built."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from e2e.conftest import Clone, Result
from needs import needs
from world import buildable

Run = Callable[..., Result]
SVM_C, SVM_H = "arch/x86/kvm/svm/svm.c", "arch/x86/kvm/svm/svm.h"
CLAIM = "\n\nNo functional change intended.\n"


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    """A clone of the tiny kernel of whoever runs the tests, which is the folder at hand."""
    made = Clone(buildable.repository(tmp_path / "linux"))
    made.git("config", "user.email", "ann@kernel.example")
    monkeypatch.chdir(made.path)
    return made


def change(clone: Clone, path: str, old: str, new: str, message: str) -> None:
    place = clone.path / path
    text = place.read_text()
    assert old in text
    place.write_text(text.replace(old, new))
    clone.git("commit", "-qam", message)


def plain(text: str) -> str:
    return re.sub(r"\b[0-9a-f]{40}\b", "<40 digits>", text)


@needs("kernel")
def test_a_series_of_clean_ups_and_one_change(kx86: Run, tiny: Clone, snapshot: SnapshotAssertion) -> None:
    change(tiny, SVM_H, "extern bool", "/* What SVM shares. */\nextern bool", f"KVM: SVM: Say what is shared{CLAIM}")
    change(tiny, SVM_C, "svm_vcpu_run", "svm_run_vcpu", f"KVM: SVM: Rename svm_vcpu_run(){CLAIM}")
    change(tiny, SVM_C, "svm->asid = 0", "svm->asid = 1", f"KVM: SVM: Tidy up the load of a vCPU{CLAIM}")
    change(
        tiny,
        SVM_H,
        "void sev_hardware_setup(void) {}",
        "void sev_hardware_setup(void) { }",
        f"KVM: SEV: Tidy up a stub{CLAIM}",
    )
    change(tiny, "Documentation/index.rst", "\n", "\n\n", "Documentation: Add a line")
    done = kx86("nfc", "v6.12..HEAD")
    assert done.status == 1
    assert done.out == snapshot


@needs("kernel")
def test_what_changed_as_json(kx86: Run, tiny: Clone, snapshot: SnapshotAssertion) -> None:
    change(tiny, SVM_C, "int nested = true", "int nested = 2", "KVM: SVM: Nest twice")
    done = kx86("nfc", "--json", "v6.12..HEAD")
    assert done.status == 0
    assert plain(json.dumps({**json.loads(done.out), "kx86": "<version>"}, indent=1)) == snapshot


def test_a_configuration_whose_objects_are_not_compared_is_refused(kx86: Run, clone: Clone) -> None:
    done = kx86("nfc", "--config", "32-bit", "HEAD")
    assert (done.status, done.out) == (2, "")
    assert "--config 32-bit: only objects of 64-bit x86 are compared" in done.err
    assert "there are 64-bit" in done.err


def test_an_unknown_configuration_is_refused(kx86: Run, clone: Clone) -> None:
    assert "--config tiny: no such configuration" in kx86("nfc", "--config", "tiny", "HEAD").err
