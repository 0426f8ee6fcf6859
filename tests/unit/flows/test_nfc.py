# SPDX-License-Identifier: GPL-2.0-or-later
"""Patches are proved one after the other, from what a builder gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import pytest

from kx86.flows.nfc import ProveSeries
from kx86.mail.message import Address
from kx86.mail.subject import parse_subject
from kx86.patch.parse import parse_diff
from kx86.ports.builder import Builder, Configured, Lost, Made
from kx86.ports.sandbox import Ended, Hear
from kx86.series.patch import Patch
from kx86.testing.comparable import comparable
from kx86.testing.configuration import Configuration
from kx86.testing.messages import Message
from kx86.testing.nfc import Place, Sameness
from kx86.testing.steps import Step
from unit.testing.objects.written import func, function, write

GOOD = Ended(status=0, why="exit", seconds=0.0, cpu=0.0, output=b"")
BAD = Ended(status=2, why="exit", seconds=0.0, cpu=0.0, output=b"")
CONFIGURATION = comparable(Configuration(name="64-bit", title="64-bit"))
SVM_C, SVM_O, SVM_H = "arch/x86/kvm/svm/svm.c", "arch/x86/kvm/svm/svm.o", "arch/x86/kvm/svm/svm.h"
NOTE = f"source_{SVM_O} := /src/{SVM_C}\n  /src/{SVM_H} \\\n"


def code(name: str = "run", body: bytes = b"\x31\xc0\xc3") -> bytes:
    return write([func(name, body)], [function(name, len(body), 0)])


@dataclass
class Commit:
    """What a commit holds, and what becomes of it."""

    sources: Mapping[str, str] = field(default_factory=dict)
    objects: Mapping[str, bytes] = field(default_factory=lambda: {SVM_O: code()})
    note: str = NOTE
    error: str = ""
    lost: tuple[Lost, ...] = ()


@dataclass
class Twin:
    """A builder in memory, whose commits are numbers."""

    commits: Sequence[Commit]
    now: Commit = field(default_factory=Commit)

    def check_out(self, commit: str) -> None:
        self.now = self.commits[int(commit)]

    def source(self, path: str) -> bytes | None:
        text = self.now.sources.get(path)
        return None if text is None else text.encode()

    def configure(self, configuration: Configuration) -> Configured:
        assert configuration == CONFIGURATION
        return Configured(ended=GOOD, lost=self.now.lost)

    def make(self, configuration: Configuration, targets: Sequence[str], hear: Hear = lambda _: None) -> Made:
        hear(b"  CC [M]  " + SVM_O.encode())
        if not self.now.error:
            return Made(ended=GOOD, compiled=(SVM_O,))
        return Made(ended=BAD, messages=(Message(file=SVM_C, line=7, kind="error", text=self.now.error),))

    def objects(self, configuration: Configuration, folders: Sequence[str]) -> Sequence[str]:
        return tuple(self.now.objects)

    def output(self, configuration: Configuration, path: str) -> bytes | None:
        if path == ".config":
            return b"CONFIG_KVM_SMM=y\n"
        if path.endswith(".cmd"):
            return self.now.note.encode()
        return self.now.objects.get(path)


def patch_of(*paths: str, changelog: str = "") -> Patch:
    text = "".join(f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -1 +1 @@\n-a\n+b\n" for path in paths)
    someone = Address(name="Dana", email="dana@kernel.example")
    return Patch(
        n=1, m=1, subject=parse_subject("[PATCH] KVM: SVM: Do it"), changelog=tuple(changelog.split("\n")),
        trailer_lines=(), trailers=(),
        notes=(), diff=parse_diff(text), author=someone, sender=someone,
    )  # fmt: skip


def proved(*commits: Commit, changelog: str = "", path: str = SVM_C) -> list[Sameness]:
    steps = [Step(n=n, commit=str(n), title="KVM: SVM: Do it", files=(path,)) for n in range(len(commits))]
    flow = ProveSeries(
        builder=cast(Builder, Twin(commits)), configuration=CONFIGURATION, targets=("arch/x86/kvm/",), base=steps[0]
    )
    return list(flow.run(steps[1:], [patch_of(path, changelog=changelog)] * (len(commits) - 1)))


CLAIM = "No functional change intended."
OLD, NEW = {SVM_C: "int a;\n"}, {SVM_C: "int b;\n"}


def test_a_claim_is_proved_when_the_objects_are_the_same() -> None:
    (one,) = proved(Commit(OLD), Commit(NEW), changelog=CLAIM)
    assert (one.state, one.is_refuted, one.claims) == ("same", False, ("No functional change intended",))
    assert [each.path for each in one.compared] == [SVM_O]


def test_a_claim_is_not_proved_when_a_function_differs() -> None:
    (one,) = proved(Commit(OLD), Commit(NEW, {SVM_O: code(body=b"\x90\xc3")}), changelog=CLAIM)
    assert (one.state, one.is_refuted, one.functions) == ("differs", True, ("run",))


def test_a_patch_without_a_claim_may_change_what_it_likes() -> None:
    (one,) = proved(Commit(OLD), Commit(NEW, {SVM_O: code(body=b"\x90\xc3")}))
    assert (one.state, one.is_refuted) == ("differs", False)


def test_comments_are_a_claim_of_themselves() -> None:
    (one,) = proved(Commit(OLD), Commit({SVM_C: "/* It is. */\nint a;\n"}))
    assert one.claims == ("only comments change",) and one.state == "same"


def test_each_patch_is_compared_with_the_one_below() -> None:
    other = {SVM_O: code(body=b"\x90\xc3")}
    first, second = proved(Commit(OLD), Commit(NEW, other), Commit(OLD, other))
    assert (first.state, second.state) == ("differs", "same")


def test_a_renamed_function_is_the_same_and_told() -> None:
    (one,) = proved(Commit(OLD), Commit(NEW, {SVM_O: code("go")}))
    assert one.state == "same" and [(each.old, each.new) for each in one.renames] == [("run", "go")]


@pytest.mark.parametrize(
    "path", ["arch/x86/kvm/svm/sev.c", "arch/x86/kvm/Kconfig", "drivers/vfio/vfio.c", "arch/x86/kvm/vmx/vmx.h"]
)
def test_a_file_that_no_compiler_reads_proves_nothing(path: str) -> None:
    (one,) = proved(Commit({path: "int a;\n"}), Commit({path: "int b;\n"}), changelog=CLAIM, path=path)
    assert (one.state, one.is_refuted, one.unseen) == ("unseen", True, (Place(file=path),))


def test_a_header_of_the_whole_kernel_proves_nothing_about_others() -> None:
    path = "arch/x86/include/asm/processor.h"
    note = f"{NOTE}  /src/{path} \\\n"
    (one,) = proved(Commit({path: "int a;\n"}, note=note), Commit({path: "int b;\n"}, note=note), path=path)
    assert one.unseen == (Place(file=path),)


def test_a_line_below_a_condition_that_does_not_hold_proves_nothing() -> None:
    text = "#ifndef CONFIG_KVM_SMM\nint none;\n#endif\n"
    (one,) = proved(Commit({SVM_C: text}), Commit({SVM_C: text.replace("none", "no")}), changelog=CLAIM)
    assert (one.state, one.unseen) == ("unseen", (Place(file=SVM_C, line=2),))


def test_documents_are_nothing_that_is_compiled() -> None:
    path = "Documentation/virt/kvm/api.rst"
    (one,) = proved(Commit({path: "a\n"}), Commit({path: "b\n"}), path=path)
    assert one.state == "same" and not one.compared


def test_what_does_not_build_is_no_proof_for_it_and_the_next() -> None:
    first, second = proved(Commit(OLD), Commit(NEW, error="'x' undeclared"), Commit(OLD))
    assert first.why == f"does not build: {SVM_C}:7: 'x' undeclared"
    assert second.why == f"the commit below does not build: {SVM_C}:7: 'x' undeclared"


def test_a_symbol_that_is_lost_is_told() -> None:
    (one,) = proved(Commit(OLD), Commit(NEW, lost=(Lost(symbol="KVM_AMD", asked="m", got="n"),)))
    assert one.why == "CONFIG_KVM_AMD is n"
