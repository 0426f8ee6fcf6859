# SPDX-License-Identifier: GPL-2.0-or-later
"""The shortlog: one fault raises one finding, and the rewrite mends everything at once."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.adapters.data import profile_text, verbs
from kx86.handbook.check import Remark, check_series
from kx86.handbook.example import Example, bad_series
from kx86.handbook.facts import Edition, Facts
from kx86.handbook.shortlog import RULES
from kx86.handbook.shortlog.parts import split_shortlog
from kx86.handbook.shortlog.wording import uncapitalized, without_stop
from kx86.profile.read import read_profile

PROFILE = read_profile(profile_text(), "kvm-x86.toml")
VERBS = verbs()
X86, VMX, SVM = "arch/x86/kvm/x86.c", "arch/x86/kvm/vmx/vmx.c", "arch/x86/kvm/svm/svm.c"
TEST = "tools/testing/selftests/kvm/x86/smm_test.c"


def remarks(subject: str, *paths: str, edition: Edition = "2023-02") -> tuple[Remark, ...]:
    diff = "".join(
        f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -1,2 +1,3 @@\n one();\n+call(vcpu);\n two();\n"
        for path in paths or (X86,)
    )
    series = bad_series(Example(rule="", title="", bad={"diff": diff, "subject": subject}))
    facts = Facts(edition=edition, profile=PROFILE, series=series, verbs=VERBS)
    return check_series(RULES, series, facts)


def found(subject: str, *paths: str, edition: Edition = "2023-02") -> list[tuple[str, str | None]]:
    return [(remark.rule.id, remark.finding.replacement) for remark in remarks(subject, *paths, edition=edition)]


@pytest.mark.parametrize(
    ("subject", "path", "better"),
    [
        ("kvm: vmx: fixed foo handling.", VMX, "KVM: VMX: Fix foo handling"),
        ("kvm: svm: adds a missing break", SVM, "KVM: SVM: Add a missing break"),
        ("selftests: kvm: x86: adding a test.", TEST, "KVM: selftests: Add a test"),
        ("KVM: selftest: smm_test: reports the page", TEST, "KVM: selftests: Report the page in smm_test"),
        ("x86/kvm: cleans up the exit path", X86, "KVM: x86: Clean up the exit path"),
        ("KVM:x86:drop the field", X86, "KVM: x86: Drop the field"),
    ],
)
def test_every_finding_gives_the_same_rewrite_that_mends_all(subject: str, path: str, better: str) -> None:
    said = found(subject, path)
    assert {replacement for _, replacement in said} == {better}
    assert found(better, path) == []


@pytest.mark.parametrize(
    ("subject", "path", "rule"),
    [
        ("kvm: selftests: x86: Add a test", TEST, "SL-CASE"),
        ("KVM: X86: VMX: Add a test", VMX, "SL-CASE"),
        ("selftests/kvm/smm_test: Add a test", TEST, "SL-FILENAME"),
        ("KVM: x86: selftests: Add a test", TEST, "SL-TOPIC"),
        ("KVM: selftests / xen: Add a test", TEST, "SL-TOPIC"),
        ("KVM: x86/tdp_mmu: Zap roots", "arch/x86/kvm/mmu/tdp_mmu.c", "SL-TOPIC"),
        ("KVM x86: Add a test", X86, "SL-SCOPE"),
        ("KVM/x86: Add a test", X86, "SL-SCOPE"),
    ],
)
def test_a_bad_prefix_raises_one_finding(subject: str, path: str, rule: str) -> None:
    assert [rule_id for rule_id, _ in found(subject, path)] == [rule]


@pytest.mark.parametrize(
    ("subject", "path"),
    [
        ("KVM: nVMX: Flush vmcs12 on entry", "arch/x86/kvm/vmx/nested.c"),
        ("KVM: SEV: Track the state", "arch/x86/kvm/svm/sev.c"),
        ("KVM: nSVM: Track the state", SVM),
        ("KVM: guest_memfd: Track the state", "virt/kvm/guest_memfd.c"),
        ("KVM: Track the state", "virt/kvm/kvm_main.c"),
        ('Revert "kvm: x86: fix it."', X86),
        ("fixup! kvm: x86: fix it.", X86),
        ("KVM: selftests: Don't run the test twice", TEST),
        ("KVM: x86: WARN if the field is set", X86),
        ("KVM: x86: Re-enter the guest: no exit is due", X86),
        ("Documentation: KVM: Describe the exit", "Documentation/virt/kvm/api.rst"),
        ("KVM: arm64: selftests: test the timer", "tools/testing/selftests/kvm/arm64/arch_timer.c"),
        ("mm: add a hook for KVM", "mm/memory.c"),
    ],
)
def test_a_good_shortlog_raises_nothing(subject: str, path: str) -> None:
    assert found(subject, path) == []


def test_a_mixed_patch_keeps_the_prefix_of_the_other_subsystem() -> None:
    assert found("x86/cpu: add a feature bit", "arch/x86/kernel/cpu/common.c", X86) == []


def test_another_architectures_files_silence_the_topic_but_not_the_case() -> None:
    assert found("KVM: Rework the hook", "arch/arm64/kvm/arm.c", "virt/kvm/kvm_main.c") == []
    said = found("kvm: Rework the hook", "arch/arm64/kvm/arm.c", "virt/kvm/kvm_main.c")
    assert said == [("SL-CASE", "KVM: Rework the hook")]


def test_a_prefix_of_another_architecture_silences_all_but_the_code() -> None:
    assert found("kvm: arm64: rework the hook.", "arch/arm64/kvm/arm.c", "virt/kvm/kvm_main.c") == []
    assert found("kvm: arm64: rework the hook.", "arch/x86/kvm/x86.c", "arch/arm64/kvm/arm.c") != []


@pytest.mark.parametrize(
    ("subject", "path", "gone"),
    [
        ("KVM: selftests: TDX: Add a test", TEST, "`TDX`"),
        ("KVM: selftests: TDX: Add a test of TDX", TEST, None),
        ("KVM: selftests: x86: Add a test", TEST, None),
        ("KVM: x86: emulator: Drop the field", X86, "`emulator`"),
        ("KVM: x86, vmx: Drop the field", VMX, None),
        ("KVM: sefltests: SVM: Add a test", TEST, "`SVM`"),
        ("KVM: selftests: x86: smm_test: Add a case", TEST, None),
        ("selftests/kvm: Add a test", TEST, None),
        ("KVM: x86/pmu/svm: Drop the field", "arch/x86/kvm/pmu.c", "`svm`"),
        ("tools: Add a test", TEST, None),
        ("KVM: selftests: smm_test: Add a test", TEST, None),
        (f"KVM: selftests: smm_test: Add a test {'of much ' * 6}", TEST, "`smm_test`"),
    ],
)
def test_the_hint_of_a_rewrite_names_only_what_it_loses(subject: str, path: str, gone: str | None) -> None:
    hints = [remark.finding.hint for remark in remarks(subject, path) if remark.finding.hint]
    assert hints == ([f"Say {gone} in the description, when that matters."] if gone else [])


def test_what_moves_to_shared_headers_may_be_of_x86() -> None:
    assert [rule for rule, _ in found("KVM: x86: Move the flag", SVM)] == ["SL-TOPIC-COARSE"]
    assert found("KVM: x86: Move the flag", SVM, "arch/x86/include/asm/kvm_host.h") == []
    assert found("KVM: x86: Move the flag", SVM, "include/linux/kvm_host.h") == []


def test_the_library_is_no_test_to_name() -> None:
    library = "tools/testing/selftests/kvm/lib/x86/sev.c"
    assert {better for _, better in found("selftests: kvm: sev: Add a hook", library)} == {"KVM: selftests: Add a hook"}


def test_an_area_stays_where_the_shortlog_speaks_of_it() -> None:
    pmu = "arch/x86/kvm/vmx/pmu_intel.c"
    assert found("KVM: x86/pmu: Move the PMU's flags", pmu, VMX) == []
    assert [rule for rule, _ in found("KVM: x86/pmu: Move the flags", pmu, VMX)] == ["SL-PARENT"]


def test_the_caret_is_below_what_goes() -> None:
    (remark,) = remarks("KVM: selftests: KVM: SVM: Add a test", TEST)
    where = remark.finding.where
    assert where.column is not None
    assert where.text[where.column : where.column + where.width] == "KVM: SVM"


def test_documentation_is_capitalized_only_when_it_says_to_be_of_kvm() -> None:
    assert found("Documentation: kvm: describe it", "Documentation/virt/kvm/api.rst") == []
    assert [rule for rule, _ in found("KVM: describe it", "Documentation/virt/kvm/api.rst")] == ["SL-CAP"]


def test_length_counts_the_shortlog_alone_and_only_in_the_merged_edition() -> None:
    subject = "KVM: x86: " + "Ab cd " * 11
    assert len(subject.strip()) == 75
    assert found(subject, edition="merged") == []
    assert [rule for rule, _ in found(subject + "ef gh", edition="merged")] == ["SL-LENGTH"]
    assert found(subject + "ef gh") == []


@pytest.mark.parametrize(
    ("shortlog", "scopes", "description"),
    [
        ("KVM: x86/mmu: Zap it", ("KVM", "x86/mmu"), "Zap it"),
        ("KVM: vmx, svm, mmu: Zap it", ("KVM", "vmx, svm, mmu"), "Zap it"),
        ("KVM: selftests / xen: Map it", ("KVM", "selftests / xen"), "Map it"),
        ("KVM: x86: Use foo: bar", ("KVM", "x86"), "Use foo: bar"),
        ("KVM: x86: example(): drop it", ("KVM", "x86"), "example(): drop it"),
        ("KVM:x86:drop it", ("KVM", "x86"), "drop it"),
        ("Use std::string", (), "Use std::string"),
        ("KVM: tdp mmu: Zap it", ("KVM", "tdp mmu"), "Zap it"),
        ("", (), ""),
    ],
)
def test_a_shortlog_is_split_at_the_colons_of_its_prefix(
    shortlog: str, scopes: tuple[str, ...], description: str
) -> None:
    parts = split_shortlog(shortlog, PROFILE)
    assert (parts.scopes, parts.description) == (scopes, description)


@pytest.mark.parametrize(
    ("description", "word"),
    [
        ("add it", "add"),
        ("don't add it", "don't"),
        ("re-enable it", "re-enable"),
        ("vmcs12 is stale", ""),
        ("example_reset() is late", ""),
        ("pfncache.c is late", ""),
        ("kvmclock is late", ""),
        ("Add it", ""),
    ],
)
def test_names_keep_their_small_letter(description: str, word: str) -> None:
    assert uncapitalized(description, VERBS, {"kvmclock"}) == word


@pytest.mark.parametrize(
    ("text", "better"), [("Add it.", "Add it"), ("Add it ...", "Add it ..."), ("Add it.,", "Add it"), (".", ".")]
)
def test_punctuation_at_the_end_goes(text: str, better: str) -> None:
    assert without_stop(text) == better


@given(st.text(alphabet=st.sampled_from("KVMx86kvm/svm:, .-&_()selftests\"'é\t"), max_size=120))
def test_any_shortlog_is_survived(subject: str) -> None:
    split_shortlog(subject, PROFILE)
    found(f"KVM: {subject or 'Add it'}")


@pytest.mark.parametrize("unit", ["KVM: ", "a,b/", "x86 ", ":", "a: ", "tdp mmu: ", "re-", "don't "])
def test_time_doubles_when_the_input_doubles(unit: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        text = unit * size

        def work() -> None:
            parts = split_shortlog.__wrapped__(text, PROFILE)
            uncapitalized(parts.description, VERBS, ())
            without_stop(parts.description)

        return work

    assert_linear(prepare)
