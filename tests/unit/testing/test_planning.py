# SPDX-License-Identifier: GPL-2.0-or-later
"""What is planned for a change, at which level, and why."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from kx86.testing.plan import LEVELS, Plan
from small_kernel import TREE
from unit.testing.made import Work, build, run, settings

X86 = "arch/x86/kvm/x86.c"
SVM = "arch/x86/kvm/svm/svm.c"
MMU = "arch/x86/kvm/mmu/mmu.c"
WALKER = "arch/x86/kvm/mmu/paging_tmpl.h"
TEST = "tools/testing/selftests/kvm/x86/a_test.c"
POKE = (X86, "vcpu->poked = 1;", "vcpu->poked = 3;")


def told(made: Plan) -> set[str]:
    """Every reason of a plan."""
    return {reason for one in (*made.builds, *made.runs) for reason in one.reasons}


@pytest.mark.statement("TLDR-1", "TEST-1")
def test_every_patch_that_touches_code_must_build() -> None:
    work = Work().commit(POKE).commit(("arch/x86/kernel/cpu/bugs.c", "", "int a;\n")).commit((TEST, "", "int a;\n"))
    one = build(work.plan(), "64-bit")
    assert one is not None
    assert (one.level, one.statement, one.section, one.patches) == ("mandatory", "TEST-1", "Testing", (1, 2))
    assert one.reasons == ("every patch must build",)


@pytest.mark.statement("TEST-2")
def test_more_configurations_are_encouraged_for_code_of_kvm() -> None:
    made = Work().commit(POKE).commit(("arch/x86/kernel/cpu/bugs.c", "", "int a;\n")).plan(machine=["sparse"])
    found = {one.configuration: (one.level, one.patches) for one in made.builds if one.statement == "TEST-2"}
    assert found["lockdep"] == found["32-bit"] == found["w1"] == found["sparse"] == ("encouraged", (1,))


@pytest.mark.statement("TEST-3", "TEST-4", "TEST-5", "TEST-6")
def test_suites_are_mandatory_on_one_vendor_and_preferred_on_both_for_common_code() -> None:
    made = Work().commit(POKE).plan()
    for suite, statement in (("selftests", "TEST-3"), ("kvm-unit-tests", "TEST-4")):
        one = run(made, "any", suite=suite)
        assert one is not None
        assert (one.level, one.statement, one.reasons) == ("mandatory", statement, ("x86.c is of both vendors",))
        both = [run(made, vendor, suite=suite) for vendor in ("amd", "intel")]
        assert [found and (found.level, found.statement) for found in both] == [("strongly encouraged", "TEST-5")] * 2
    boot = run(made, "any", suite="boot")
    assert boot is not None
    assert (boot.level, boot.statement) == ("encouraged", "TEST-6")


def test_code_of_one_vendor_is_run_on_that_vendor_only() -> None:
    made = Work().commit((SVM, "allow();", "allow(1);")).plan()
    assert {one.vendor for one in made.runs} == {"amd"}


def test_a_run_that_either_vendor_can_do_is_part_of_one_that_a_vendor_must_do() -> None:
    made = Work().commit((SVM, "allow();", "allow(1);")).commit(POKE).plan()
    assert run(made, "any") is None
    one = run(made, "amd")
    assert one is not None
    assert one.patches == (1, 2)
    other = run(made, "intel")
    assert other is not None
    assert other.level == "strongly encouraged"


@pytest.mark.statement("TEST-7")
@pytest.mark.parametrize(("edit", "reason"), [
    ((WALKER, "return 1;", "return 2;"), "mmu/paging_tmpl.h is the shadow walker"),
    ((MMU, "kvm->shadowed++", "++kvm->shadowed"), "account_shadowed() in mmu/mmu.c is shadow paging"),
])  # fmt: skip
@pytest.mark.parametrize("tree", [True, False])
def test_shadow_paging_is_run_with_tdp_off(edit: tuple[str, str, str], reason: str, tree: bool) -> None:
    made = Work().commit(edit).plan(tree=tree, before=tree)
    for vendor, setting in (("amd", "kvm_amd.npt=0"), ("intel", "kvm_intel.ept=0")):
        one = run(made, vendor, setting)
        assert one is not None
        assert (one.level, one.statement, one.tdp) == ("mandatory", "TEST-7", False)
        assert reason in one.reasons


@pytest.mark.statement("TEST-8")
def test_other_mmu_code_should_be_run_with_tdp_off() -> None:
    one = run(Work().commit((MMU, "kvm->mapped++", "++kvm->mapped")).plan(), "intel", "kvm_intel.ept=0")
    assert one is not None
    assert (one.level, one.statement, one.tdp) == ("strongly encouraged", "TEST-8", False)


@pytest.mark.statement("TEST-9")
def test_code_that_reads_a_param_is_run_with_its_other_value() -> None:
    made = Work().commit((SVM, "vcpu->nested = 1;", "vcpu->nested = 2;")).plan()
    one = run(made, "amd", "kvm_amd.npt=0")
    assert one is not None
    assert (one.level, one.statement) == ("mandatory", "TEST-9")
    assert one.reasons == ("load_root() in svm/svm.c depends on kvm_amd.npt",)
    assert settings(made) == {"kvm_amd.npt=0"}


def test_a_param_that_is_read_far_from_the_change_is_merely_encouraged() -> None:
    text = TREE[X86].replace("\t\treturn 0;\n", "\t\tstart();\n")
    work = Work()
    work.files[X86] = text
    made = work.commit((X86, "vcpu->total = n;", "vcpu->total = m;")).plan()
    assert settings(made) == set()
    assert settings(made, "encouraged") == {"kvm.loud=1"}
    near = Work().commit((X86, "vcpu->total = n;", "vcpu->total = m;")).plan()
    assert settings(near) == {"kvm.loud=1"}, "here the function returns early without it"


def test_a_new_line_that_names_a_param_depends_on_it() -> None:
    made = Work().commit((X86, "vcpu->poked = 1;", "vcpu->poked = tdp_on;")).plan()
    assert {"kvm_amd.npt=0", "kvm_intel.ept=0"} <= settings(made)
    assert "changed lines of x86.c name tdp_on, which is kvm_amd.npt" in told(made)


def test_a_param_that_the_series_adds_is_tried_and_so_is_what_names_it_later() -> None:
    fresh = "\nstatic bool turbo = true;\nmodule_param(turbo, bool, 0444);\n"
    work = Work().commit((X86, "", fresh)).commit((X86, "vcpu->poked = 1;", "vcpu->poked = turbo;"))
    one = run(work.plan(), "any", "kvm.turbo=0")
    assert one is not None
    assert one.reasons == ("x86.c adds kvm.turbo", "changed lines of x86.c name turbo, which is kvm.turbo")


def test_params_that_only_say_more_in_logs_are_left_out() -> None:
    fresh = "\nstatic bool dump_invalid_x;\nmodule_param(dump_invalid_x, bool, 0444);\n"
    assert settings(Work().commit((X86, "", fresh)).plan()) == set()


def test_a_param_without_a_known_value_is_told() -> None:
    made = Work().commit(("arch/x86/kvm/vmx/vmx.c", "flush_all(vcpu);", "flush_all(vcpu, 1);")).plan()
    (one,) = [one for one in made.lacking if one.what == "kvm_intel.flush"]
    assert one.why == "no value to try is known"


SMM = "strongly encouraged"


@pytest.mark.parametrize(("edit", "level", "reason"), [
    ((X86, "leave_smm(vcpu);", "leave(vcpu);"), SMM, "CONFIG_KVM_SMM guards changed lines of kvm_walk() in x86.c"),
    ((X86, "return adjust(vcpu, &walk);", "return 0;"), "encouraged", "CONFIG_KVM_SMM guards other lines of kvm_walk() in x86.c"),
    ((X86, "vcpu->poked = 1;", "leave_smm(vcpu);"), SMM, "x86.c uses leave_smm, which is declared with CONFIG_KVM_SMM only"),
    (("arch/x86/kvm/smm.c", "{\n}", "{\n\tleave();\n}"), SMM, "smm.c needs KVM_SMM"),
])  # fmt: skip
def test_code_that_needs_a_symbol_is_built_without(edit: tuple[str, str, str], level: str, reason: str) -> None:
    one = build(Work().commit(edit).plan(), "no-smm")
    assert one is not None
    assert (one.level, one.reasons) == (level, (reason,))


def test_a_function_with_a_stub_asks_for_no_build_without_its_symbol() -> None:
    assert build(Work().commit((X86, "vcpu->poked = 1;", "vcpu->poked = smm_depth(vcpu);")).plan(), "no-smm") is None


def test_members_ask_where_they_are_members() -> None:
    assert build(Work().commit((X86, "vcpu->poked = 1;", "vcpu->arch.xen_timer = 1;")).plan(), "no-xen") is not None
    made = Work().commit((X86, "vcpu->total = n;", "xen_timer(n);")).plan()
    assert build(made, "no-xen") is None


def test_a_symbol_that_the_tree_lacks_cannot_be_turned_off() -> None:
    hyperv = Work().commit(("arch/x86/kvm/hyperv.c", "", "int a;\n"))
    assert build(hyperv.plan(), "no-hyperv") is None
    assert build(hyperv.plan(tree=False), "no-hyperv") is not None, "nobody knows"


def test_a_setting_of_a_param_that_the_tree_lacks_is_no_run() -> None:
    work = Work().commit(("arch/x86/kvm/pmu.c", "", "int a;\n"))
    assert settings(work.plan(tree=False)) == {"kvm.enable_pmu=0"}, "nobody knows"
    assert settings(work.plan()) == set()


def test_a_setting_that_is_the_default_is_the_run_without_it() -> None:
    made = Work().commit(("arch/x86/kvm/svm/avic.c", "", "int a;\n")).plan()
    assert settings(made) == {"kvm_amd.avic=1"}
    one = run(made, "amd")
    assert one is not None
    assert "svm/avic.c is about AVIC" in one.reasons


def test_kconfig_and_makefiles_ask_for_every_knob() -> None:
    made = Work().commit(("arch/x86/kvm/Makefile", "", "kvm-y += more.o\n")).plan()
    assert {one.configuration for one in made.builds if one.level == "strongly encouraged"} >= {
        "lockdep",
        "32-bit",
        "no-smm",
        "no-xen",
    }


def test_common_code_asks_for_another_architecture_if_its_compiler_is_there() -> None:
    work = Work().commit(("virt/kvm/kvm_main.c", "return 0;", "return 1;"))
    there = work.plan(machine=["aarch64-linux-gnu-gcc", "sparse"])
    one = build(there, "arm64")
    assert one is not None
    assert one.level == "strongly encouraged"
    assert there.lacking == ()
    absent = work.plan(machine=["sparse"])
    assert build(absent, "arm64") is None
    (lacking,) = absent.lacking
    assert lacking.what == "build arm64 (strongly encouraged)"
    assert lacking.why == "virt/kvm/kvm_main.c is of all architectures, but aarch64-linux-gnu-gcc is not installed"
    assert lacking.hint == "apt install gcc-aarch64-linux-gnu"


def test_selftests_are_built_at_every_commit_that_touches_them_and_what_is_touched_is_run() -> None:
    made = Work().commit((TEST, "", "int a;\n")).commit(POKE).commit((TEST, "int a", "int b")).plan()
    one = build(made, "selftests")
    assert one is not None
    assert (one.level, one.patches) == ("mandatory", (1, 3))
    (named,) = [one for one in made.runs if one.tests]
    assert (named.tests, named.vendor, named.level) == (("x86/a_test",), "any", "mandatory")
    assert named.reasons == ("x86/a_test is new", "x86/a_test changes: run on the base as well")


@pytest.mark.parametrize(
    ("path", "vendor"), [("x86/svm_a_test.c", "amd"), ("x86_64/vmx_a_test.c", "intel"), ("a_test.c", "any")]
)
def test_a_test_of_one_vendor_is_run_there(path: str, vendor: str) -> None:
    made = Work().commit((f"tools/testing/selftests/kvm/{path}", "", "int a;\n")).plan()
    assert [one.vendor for one in made.runs] == [vendor]


def test_what_all_tests_share_asks_for_all_of_them() -> None:
    made = Work().commit(("tools/testing/selftests/kvm/lib/x86/processor.c", "", "int a;\n")).plan()
    (one,) = made.runs
    assert (one.suite, one.tests) == ("selftests", ())


def test_a_test_that_goes_cannot_be_run() -> None:
    work = Work()
    work.files[TEST] = "int a;\n"
    made = work.write({TEST: None}, "KVM: selftests: Drop").plan()
    assert made.runs == ()
    assert build(made, "selftests") is not None


COMMENT = (X86, "/* A function that leaves early. */", "/* A function that may leave early. */")


@pytest.mark.statement("M-TEST1")
def test_comments_need_no_runs_in_the_merged_edition_but_builds() -> None:
    made = Work().commit(COMMENT).plan("merged")
    assert {one.level for one in made.runs} == {"encouraged"}
    assert {one.statement for one in made.runs if one.suite != "boot"} == {"M-TEST1"}
    assert "nothing but comments change in x86.c" in told(made)
    assert build(made, "64-bit") is not None
    assert build(made, "lockdep") is not None
    older = run(Work().commit(COMMENT).plan("2023-02"), "any")
    assert older is not None
    assert older.level == "mandatory"


def test_a_comment_in_the_shadow_walker_is_no_shadow_paging() -> None:
    made = Work().commit((WALKER, "static", "/* Walk. */\nstatic")).plan()
    assert not any(one.settings for one in made.runs)


@pytest.mark.statement("M-TEST2")
def test_documents_build_htmldocs_in_the_merged_edition() -> None:
    work = Work().commit(("Documentation/virt/kvm/x86/mmu.rst", "", "Text.\n"), subject="KVM: x86: Document")
    (one,) = work.plan("merged", machine=["sphinx-build"]).builds
    assert (one.configuration, one.level, one.statement) == ("htmldocs", "mandatory", "M-TEST2")
    older = work.plan("2023-02", machine=["sphinx-build"])
    assert (older.builds, older.runs) == ((), ())
    assert older.concerned == (1,)


def test_nothing_is_asked_of_what_is_not_kvm_x86() -> None:
    for path, subject in (
        ("drivers/net/e1000.c", "e1000: Do"),
        ("arch/arm64/kvm/arm.c", "KVM: arm64: Do"),
        ("include/uapi/linux/kvm.h", "KVM: s390: Do"),
    ):
        made = Work().commit((path, "", "int a;\n"), subject=subject).plan()
        assert (made.concerned, made.builds, made.runs, made.lacking) == ((), (), (), ())


def test_code_that_all_share_is_planned_for_whatever_the_prefix_says() -> None:
    made = Work().commit(("virt/kvm/kvm_main.c", "return 0;", "return 1;"), subject="KVM: arm64: Do").plan()
    assert made.concerned == (1,)


def test_a_renamed_file_is_known_by_its_name_before() -> None:
    work = Work()
    made = work.commit((SVM, "vcpu->nested = 1;", "vcpu->nested = 2;")).plan()
    assert "load_root() in svm/svm.c depends on kvm_amd.npt" in told(made)
    moved = (
        work.commits[0]
        .diff.replace(f"b/{SVM}", "b/arch/x86/kvm/svm/moved.c")
        .replace("--- a/", f"similarity index 90%\nrename from {SVM}\nrename to arch/x86/kvm/svm/moved.c\n--- a/", 1)
    )
    work.commits[0] = replace(work.commits[0], diff=moved)
    assert "load_root() in svm/moved.c depends on kvm_amd.npt" in told(work.plan())


def test_a_huge_series_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kx86.testing.planning.MOST_FILES", 3)
    work = Work().write({f"arch/x86/kvm/f{n}.c": "int a;\n" for n in range(5)}).commit(POKE)
    (cut,) = [one for one in work.plan(machine=["sparse"]).lacking if one.what == "files"]
    assert cut.why == "of 6 files that the series touches, 3 were looked at"


def test_a_patch_without_a_diff_asks_nothing() -> None:
    work = Work().commit(POKE)
    work.write({})
    assert work.plan().concerned == (1,)
    assert Work().write({}).plan().concerned == ()


EDITS = st.lists(
    st.sampled_from(
        [
            POKE,
            COMMENT,
            (SVM, "allow();", "allow(1);"),
            (MMU, "shadowed++", "shadowed--"),
            (TEST, "", "int a;\n"),
            (WALKER, "return 1", "return 2"),
        ]
    ),
    unique=True,
    min_size=1,
    max_size=6,
)


@settings_of_hypothesis(max_examples=40)
@given(EDITS, st.sampled_from(["2023-02", "merged"]))
def test_a_longer_series_is_never_asked_less(edits: list[tuple[str, str, str]], edition: str) -> None:
    work, before = Work(), None
    for edit in edits:
        made = work.commit(edit).plan("merged" if edition == "merged" else "2023-02")
        if before is not None:
            for one in before.builds:
                later = build(made, one.configuration)
                assert later is not None
                assert LEVELS.index(later.level) <= LEVELS.index(one.level)
                assert set(one.patches) <= set(later.patches)
        before = made


@given(EDITS)
def test_what_is_asked_stands_in_order_with_reasons_and_each_once(edits: list[tuple[str, str, str]]) -> None:
    work = Work()
    for edit in edits:
        work.commit(edit)
    made = work.plan()
    for asked in (made.builds, made.runs):
        levels = [LEVELS.index(one.level) for one in asked]
        assert levels == sorted(levels)
        assert all(one.why and set(one.patches) <= set(range(1, len(edits) + 1)) for one in asked)
    keys = [(one.suite, one.vendor, one.settings, one.tests) for one in made.runs]
    assert len(keys) == len(set(keys))
    assert made.down_to("encouraged") == made
    assert {one.level for one in made.down_to("mandatory").runs} <= {"mandatory"}
